# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the website and the shop on a marketplace sent, through the gateway."""

from datetime import timedelta

from odoo import fields

from ..tools.gateway.call import GatewayCall, RawEvent
from ..tools.gateway.orders import read_orders

FORMS = [
    {
        "id": "web-1001",
        "họ tên": "Nguyễn Hoài Nam",
        "email": "nam@homestayvyda.example",
        "điện thoại": "0905 118 224",
        "nội dung": "Cần 12 giường và 6 tủ áo gỗ sồi cho homestay, giao trước Tết.",
        "utm_source": "Google",
        "utm_campaign": "Nội thất homestay",
        "consent": "on",
    },
    {
        "id": "web-1002",
        "họ tên": "Phan Thu",
        "điện thoại": "0905 441 220",
        "nội dung": "Cửa hàng còn ghế mây màu tự nhiên không?",
    },
]
ORDERS = [
    {
        "shop": "Shopee",
        "order": "241128ABC",
        "status": "đã giao",
        "amount": 3450000,
        "currency": "VND",
        "customer": {"name": "Ngô Mỹ Linh", "phone": "0914 220 115"},
        "lines": [{"name": "Ghế ăn gỗ cao su", "quantity": 4}],
    },
    {
        "shop": "Shopee",
        "order": "241128XYZ",
        "status": "chờ lấy hàng",
        "amount": 890000,
        "currency": "VND",
        "customer": {"id": "u99120", "name": "T***n", "phone": "******22"},
        "lines": [{"name": "Kệ sách treo tường", "quantity": 1}],
    },
]


def tell(story):
    """Receive and process what was sent in the last days; one event failed."""
    accounts = story.env["crm.channel.account"].create(
        [
            {"name": "Biểu mẫu trang web", "kind": "form", "silent_after": 72},
            {"name": "Gian hàng Shopee", "kind": "marketplace"},
            {"name": "Facebook Lead Ads", "kind": "facebook_leads"},
        ]
    )
    site, shop, ads = accounts
    events = story.env["crm.gateway.event"]
    for account, sent in (
        (site, [RawEvent("form", form["id"], form) for form in FORMS]),
        (shop, read_orders({"orders": ORDERS}, shop.timezone)),
        (ads, [RawEvent("leadgen", "44010", {"leadgen_id": "44010", "form_id": "7"})]),
    ):
        call = GatewayCall(
            "POST", received_at=fields.Datetime.now() - timedelta(hours=5)
        )
        events |= events._store(account, call, sent)
    for event in events._claim(fields.Datetime.now()):
        event._process()
    accounts._cron_watch()
