# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Core's models that are asked whether they leak."""

from . import leak_makers as make
from .leak_harness import COLLEAGUES, LeakModel

INVOICING = frozenset({"accountant", "stranger_invoicing"})
STOCK = frozenset({"warehouse", "stranger_stock"})
#: Entries for models whose rows have no name.
NAMELESS = frozenset({"name_search", "web_name_search"})

CORE_MODELS = [
    LeakModel(
        "res.partner",
        make.partner,
        customer="id",
        fields=("display_name", "name", "phone", "email"),
        group="user_id",
        bar=("type", "contact"),
        order="complete_name",
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "crm.lead",
        make.lead,
        fields=("display_name", "partner_name", "phone"),
        bar=("type", "opportunity"),
        amount="expected_revenue",
        group="stage_id",
    ),
    LeakModel(
        "crm.activity.report",
        make.rows_of("crm.activity.report", make.activity_done),
        group="user_id",
        silent=NAMELESS,
    ),
    LeakModel(
        "sale.order",
        make.order,
        fields=("display_name", "client_order_ref", "amount_total"),
        bar=("state", "sale"),
        amount="amount_total",
        group="user_id",
        seen_by=frozenset({"accountant", "warehouse"}),
    ),
    LeakModel(
        "sale.order.line",
        lambda case, customer, owner: make.order(case, customer, owner).order_line,
        customer="order_partner_id",
        fields=("display_name", "name", "price_subtotal"),
        bar=("state", "sale"),
        amount="price_subtotal",
        group="product_id",
        seen_by=frozenset({"accountant", "warehouse"}),
    ),
    LeakModel(
        "sale.report",
        make.rows_of("sale.report", make.order),
        fields=("product_id", "price_total"),
        amount="price_total",
        group="product_id",
        bar=("state", "sale"),
        silent=NAMELESS,
    ),
    LeakModel(
        "account.move",
        make.invoice,
        fields=("display_name", "amount_total", "invoice_partner_display_name"),
        bar=("state", "posted"),
        amount="amount_total_signed",
        group="invoice_user_id",
        seen_by=INVOICING,
    ),
    LeakModel(
        "account.move.line",
        lambda case, customer, owner: make.invoice(case, customer, owner).line_ids,
        fields=("display_name", "balance"),
        bar=("parent_state", "posted"),
        amount="price_subtotal",
        group="product_id",
        seen_by=INVOICING,
    ),
    LeakModel(
        "account.invoice.report",
        make.rows_of("account.invoice.report", make.invoice),
        fields=("product_id", "price_subtotal"),
        bar=("state", "posted"),
        amount="price_subtotal",
        group="product_id",
        seen_by=frozenset({"accountant"}),
        unseen_by=frozenset({"owner", "all", "manager"}),
        witness="accountant",
        silent=NAMELESS,
    ),
    LeakModel(
        "stock.picking",
        lambda case, customer, owner: make.order(case, customer, owner).picking_ids,
        fields=("display_name", "origin"),
        group="picking_type_id",
        silent=NAMELESS,
        seen_by=STOCK | INVOICING,
    ),
    LeakModel(
        "res.partner.bank",
        make.created("res.partner.bank", acc_number=make.name),
        fields=("display_name", "acc_number"),
        group="bank_id",
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "calendar.event",
        make.meeting,
        customer=None,
        fields=("display_name", "location"),
        group="user_id",
        bar=("show_as", "busy"),
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "mail.activity",
        make.activity,
        customer=None,
        group="activity_type_id",
        partly=COLLEAGUES,
    ),
    LeakModel(
        "mail.message",
        make.message,
        customer=None,
        fields=("body", "record_name"),
        bar=("message_type", "notification"),
        # by administrators only
        silent=NAMELESS | {"export_data"},
        # core takes the limit of a page before it leaves out what is hidden
        unasked=frozenset({"web_read_group"}),
        partly=COLLEAGUES,
    ),
    LeakModel(
        "ir.attachment",
        make.attachment,
        customer=None,
        fields=("name", "res_name"),
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "mail.followers",
        make.follower,
        customer=None,
        group="partner_id",
        partly=frozenset({"stranger_invoicing", "stranger_stock"}),
        left_to_core=frozenset({"accountant", "warehouse", "employee"}),
        silent=NAMELESS,
    ),
]
