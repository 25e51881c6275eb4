# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of order exports: a row for each line of an order.

Nobody at these shops publishes a specification of the files; the columns are those that
public documentation and the public code of others who read such files name:

- Shopee: the seller centre's *My orders → Export*, in Vietnamese ("Mã đơn hàng", "Người
  Mua", "Tổng giá trị đơn hàng (VND)") and in English ("Order ID", "Username (Buyer)",
  "Grand Total").
- Lazada: *Orders → Export*: a row for each piece ("orderItemId", "paidPrice").
- TikTok Shop: *Manage orders → Export* ("SKU Subtotal After Discount", "Order Amount").
- Shopify: help.shopify.com, *Exporting orders*: what is of the order stands in its first
  row only ("Financial Status", "Lineitem name").
- WooCommerce: woocommerce.com/document, *Order/Customer CSV Export*, one row per item
  ("billing_first_name", "item_name"), and *Analytics → Orders*.

What a version of these lacks or calls otherwise is mapped once and remembered.
"""

from .profiles import ORDER, Profile, columns

_SHOPEE = [
    Profile(
        "shopee_order", "Shopee: orders", "shopee", ORDER,
        columns("""
order: Mã đơn hàng
status: Trạng Thái Đơn Hàng
at: Ngày đặt hàng
changed_at: Thời gian hoàn thành đơn hàng, Ngày gửi hàng, Thời gian đơn hàng được thanh toán
total: Tổng giá trị đơn hàng (VND), Tổng giá trị đơn hàng, Tổng số tiền người mua thanh toán
buyer: Người Mua
name: Tên Người nhận
phone: Số điện thoại
product: Tên sản phẩm
variation: Tên phân loại hàng
sku: SKU phân loại hàng, SKU sản phẩm
quantity: Số lượng
"""),
        (
            "Mã đơn hàng", "Trạng Thái Đơn Hàng",
            "Người Mua|Mã Kiện Hàng|SKU phân loại hàng",
        ),
        constants={"currency": "VND", "shop": "Shopee"},
    ),
    Profile(
        "shopee_order_en", "Shopee: orders (English)", "shopee", ORDER,
        columns("""
order: Order ID
status: Order Status
at: Order Creation Date, Order Creation Time
changed_at: Order Complete Time, Ship Time, Order Paid Time
total: Grand Total, Total Amount
buyer: Username (Buyer)
name: Receiver Name
phone: Phone Number
product: Product Name
variation: Variation Name
sku: SKU Reference No., Parent SKU Reference No.
quantity: Quantity
"""),
        ("Order ID", "Username (Buyer)|SKU Reference No.", "Order Status"),
        constants={"shop": "Shopee"},
    ),
]  # fmt: skip

_LAZADA = Profile(
    "lazada_order", "Lazada: orders", "lazada", ORDER,
    columns("""
order: orderNumber, Order Number
line_code: orderItemId, Order Item Id
status: status
at: createTime, Created at, Create Time
changed_at: updateTime, Updated at, deliveredDate, Delivered Date
line_amount: paidPrice, Paid Price
name: shippingName, Shipping Name, customerName, Customer Name, billingName
email: customerEmail, Customer Email
phone: shippingPhone, shippingPhoneNumber, Shipping Phone Number, billingPhone
phone: billingPhoneNumber
product: itemName, Item Name
variation: variation
sku: sellerSku, Seller SKU, lazadaSku
"""),
    ("orderNumber", "orderItemId|lazadaSku|sellerSku"), constants={"shop": "Lazada"},
)  # fmt: skip

_TIKTOK = Profile(
    "tiktok_order", "TikTok Shop: orders", "tiktok", ORDER,
    columns("""
order: Order ID
status: Order Status
cancelled_at: Cancelled Time
at: Created Time
changed_at: Delivered Time, Shipped Time, RTS Time, Paid Time
total: Order Amount
line_amount: SKU Subtotal After Discount
buyer: Buyer Username, Buyer Nickname
name: Recipient
email: Buyer Email
phone: Phone #
product: Product Name
variation: Variation
sku: Seller SKU
quantity: Quantity
"""),
    ("Order ID", "Order Status", "SKU Subtotal After Discount|Buyer Username|RTS Time"),
    constants={"shop": "TikTok Shop"},
)  # fmt: skip

_SHOPIFY = Profile(
    "shopify_order", "Shopify: orders", "shopify", ORDER,
    columns("""
order: Name
status: Financial Status
cancelled_at: Cancelled at
at: Created at
changed_at: Fulfilled at, Paid at
total: Total
currency: Currency
name: Billing Name, Shipping Name
email: Email
phone: Phone, Billing Phone, Shipping Phone
product: Lineitem name
sku: Lineitem sku
quantity: Lineitem quantity
"""),
    ("Name", "Financial Status", "Lineitem quantity|Lineitem name"),
    constants={"shop": "Shopify"},
)  # fmt: skip

_WOO = Profile(
    "woocommerce_order", "WooCommerce: orders", "woocommerce", ORDER,
    columns("""
order: order_number, Order Number, Order #, order_id, Order ID
status: status, order_status, Order Status
at: date, order_date, Order Date
changed_at: completed_date, Completed Date, paid_date, Paid Date
total: order_total, Order Total, Order Total Amount, N. Revenue
currency: order_currency, currency, Currency
buyer: customer_id, customer_user
name: Customer
first_name: billing_first_name, First Name (Billing)
last_name: billing_last_name, Last Name (Billing)
email: billing_email, Email (Billing)
phone: billing_phone, Phone (Billing)
product: item_name, Item Name, Product Name, Product(s)
sku: item_sku, SKU
quantity: item_quantity, Quantity
"""),
    (
        "order_number|Order Number|Order #|order_id",
        "billing_first_name|First Name (Billing)|billing_email|Email (Billing)|N. Revenue",
    ),
    constants={"shop": "WooCommerce"},
)  # fmt: skip

#: Anybody's list of orders; also what the words of a list by hand are known by.
_LIST = Profile(
    "order_list", "Excel or Google Sheets: orders", "orders", ORDER,
    columns("""
order: Mã đơn hàng, Mã đơn, Số đơn hàng, Order ID, Order No, Order number, Order
shop: Shop, Cửa hàng, Gian hàng, Sàn, Kênh bán, Store, Marketplace
status: Trạng thái, Trạng thái đơn hàng, Status, Order status
at: Ngày đặt hàng, Ngày đặt, Ngày tạo, Ngày tạo đơn, Ngày, Order date, Date, Created at
changed_at: Cập nhật, Ngày cập nhật, Updated at, Ngày giao
total: Tổng tiền, Tổng cộng, Tổng giá trị, Thành tiền đơn, Total, Order total, Amount
line_amount: Thành tiền, Line total
currency: Tiền tệ, Currency
buyer: Mã khách hàng, Mã KH, Customer ID, Người mua, Buyer
name: Khách hàng, Tên khách hàng, Họ tên, Người nhận, Customer, Customer name, Name
phone: Điện thoại, Số điện thoại, SĐT, Phone, Phone number
email: Email, E-mail
product: Sản phẩm, Tên sản phẩm, Tên hàng, Product, Product name, Item
sku: SKU, Mã hàng, Mã sản phẩm, Product code
quantity: Số lượng, SL, Quantity, Qty
"""),
    (
        "Mã đơn hàng|Mã đơn|Số đơn hàng|Order ID|Order No|Order number",
        "Tổng tiền|Tổng cộng|Thành tiền|Total|Order total|Sản phẩm|Tên sản phẩm|Product"
        "|Product name|SKU",
        "Ngày đặt hàng|Ngày đặt|Ngày tạo|Ngày tạo đơn|Ngày|Order date|Date|Created at",
    ),
)  # fmt: skip

PROFILES = [*_SHOPEE, _LAZADA, _TIKTOK, _SHOPIFY, _WOO, _LIST]
