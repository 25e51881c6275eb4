# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each step of the progress strip is read from.

A part is a model, the condition that its rows lie on the way, the order in which the
one that tells comes first, and the columns read. The table has its own name; ``orders``
are the ids of the orders on the way, ``people`` those of the customer's contacts.
"""

from typing import NamedTuple


class Part(NamedTuple):
    """Columns: what was done when, due when, amount, its currency, done, who."""

    model: str
    where: str
    order: str
    at: str
    name: str
    due: str = "NULL"
    amount: str = "NULL"
    currency: str = "NULL"
    is_done: str = "TRUE"
    user: str = "NULL"


OPEN_ORDER = "sale_order.state IN ('draft', 'sent')"
OPEN_PICKING = "stock_picking.state NOT IN ('done', 'cancel')"
UNPAID = "account_move.payment_state IN ('not_paid', 'partial')"
QUOTED = (
    "(crm_lead.won_status = 'won' OR EXISTS (SELECT 1 FROM sale_order q"
    " WHERE q.opportunity_id = crm_lead.id AND q.state <> 'cancel'))"
)
#: Last covered day of what an order delivered.
WARRANTY_END = """(SELECT max((m.date
          + (t.warranty_months + %(extra)s) * interval '1 month')::date)
      FROM sale_order_line l JOIN stock_move m ON m.sale_line_id = l.id
      JOIN stock_location d ON d.id = m.location_dest_id AND d.usage = 'customer'
      JOIN product_product v ON v.id = m.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id AND t.warranty_months > 0
     WHERE l.order_id = sale_order.id AND m.state = 'done')"""

#: What parts have in common that are read from the same documents.
LEAD = {"model": "crm.lead", "name": "crm_lead.name", "user": "crm_lead.user_id"}
ORDER = {"model": "sale.order", "name": "sale_order.name"}
ORDER_TOTAL = {
    "amount": "sale_order.amount_total",
    "currency": "sale_order.currency_id",
}
SELLER = {"user": "sale_order.user_id"}
INVOICE = {
    "model": "account.move",
    "name": "account_move.name",
    "currency": "account_move.currency_id",
}

PARTS = {
    "lead": Part(
        **LEAD,
        where="%(lead)s",
        order="crm_lead.create_date DESC, crm_lead.id DESC",
        at="crm_lead.create_date",
    ),
    "opportunity": Part(
        **LEAD,
        where="%(lead)s AND crm_lead.type = 'opportunity'",
        order=f"{QUOTED}, crm_lead.create_date DESC, crm_lead.id DESC",
        at="COALESCE(crm_lead.date_open, crm_lead.create_date)",
        due="crm_lead.date_deadline",
        amount="crm_lead.expected_revenue",
        currency="(SELECT c.currency_id FROM res_company c"
        " WHERE c.id = COALESCE(crm_lead.company_id, %(company)s))",
        is_done=QUOTED,
    ),
    "quotation": Part(
        **ORDER,
        **ORDER_TOTAL,
        **SELLER,
        where="sale_order.id IN %(orders)s AND sale_order.state <> 'cancel'",
        order=f"{OPEN_ORDER} DESC, sale_order.date_order DESC, sale_order.id DESC",
        at="sale_order.create_date",
        due="sale_order.validity_date",
        is_done=f"NOT {OPEN_ORDER}",
    ),
    "order": Part(
        **ORDER,
        **ORDER_TOTAL,
        **SELLER,
        where="sale_order.id IN %(orders)s AND sale_order.state = 'sale'",
        order="sale_order.date_order DESC, sale_order.id DESC",
        at="sale_order.date_order",
    ),
    "delivery": Part(
        model="stock.picking",
        where="stock_picking.sale_id IN %(orders)s AND stock_picking.state <> 'cancel'"
        " AND EXISTS (SELECT 1 FROM stock_location d"
        " WHERE d.id = stock_picking.location_dest_id AND d.usage = 'customer')",
        order=f"{OPEN_PICKING} DESC, CASE WHEN {OPEN_PICKING}"
        " THEN stock_picking.scheduled_date END, stock_picking.date_done DESC,"
        " stock_picking.id DESC",
        at="stock_picking.date_done",
        name="stock_picking.name",
        due="stock_picking.scheduled_date::date",
        is_done=f"NOT {OPEN_PICKING}",
        user="stock_picking.user_id",
    ),
    "to_invoice": Part(
        **ORDER,
        **ORDER_TOTAL,
        where="sale_order.id IN %(orders)s AND sale_order.state = 'sale'"
        " AND sale_order.invoice_status = 'to invoice'",
        order="sale_order.date_order, sale_order.id",
        at="NULL",
        is_done="FALSE",
    ),
    "invoice": Part(
        **INVOICE,
        where="%(invoice)s AND account_move.move_type = 'out_invoice'"
        " AND account_move.state <> 'cancel'",
        order="account_move.state = 'draft' DESC, account_move.invoice_date DESC,"
        " account_move.id DESC",
        at="account_move.invoice_date",
        amount="account_move.amount_total",
        is_done="account_move.state = 'posted'",
    ),
    "payment": Part(
        **INVOICE,
        where="%(invoice)s AND account_move.move_type = 'out_invoice'"
        " AND account_move.state = 'posted'",
        order=f"{UNPAID} DESC, CASE WHEN {UNPAID}"
        " THEN account_move.invoice_date_due END, account_move.invoice_date DESC,"
        " account_move.id DESC",
        at=f"CASE WHEN NOT {UNPAID} THEN account_move.invoice_date END",
        due="account_move.invoice_date_due",
        amount=f"CASE WHEN {UNPAID} THEN account_move.amount_residual"
        " ELSE account_move.amount_total END",
        is_done=f"NOT {UNPAID}",
        user="account_move.invoice_user_id",
    ),
    "care": Part(
        model="crm.interaction",
        where="%(interaction)s AND crm_interaction.type_id = ANY(%(touches)s)"
        " AND crm_interaction.actor_type <> 'system'"
        " AND crm_interaction.state = 'done'",
        order="crm_interaction.occurred_at DESC, crm_interaction.id DESC",
        at="crm_interaction.occurred_at",
        name="crm_interaction.subject",
        user="crm_interaction.user_id",
    ),
    "warranty": Part(
        **ORDER,
        **SELLER,
        where="sale_order.id IN %(orders)s AND sale_order.state = 'sale'"
        f" AND {WARRANTY_END} IS NOT NULL",
        order=f"{WARRANTY_END} DESC, sale_order.id DESC",
        at=WARRANTY_END,
    ),
}

PEOPLE = "(SELECT p.id FROM res_partner p WHERE p.commercial_partner_id = %(partner)s)"
INVOICES_OF_ORDERS = """account_move.id IN (SELECT i.move_id
      FROM sale_order_line l
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
      JOIN account_move_line i ON i.id = r.invoice_line_id
     WHERE l.order_id IN %(orders)s)"""
#: {model of the page: {name in the parts: condition}}
SCOPES = {
    "res.partner": {
        "orders": f"(SELECT o.id FROM sale_order o WHERE o.partner_id IN {PEOPLE})",
        "lead": f"crm_lead.partner_id IN {PEOPLE} AND crm_lead.active",
        "invoice": "account_move.commercial_partner_id = %(partner)s",
        "interaction": "crm_interaction.commercial_partner_id = %(partner)s",
    },
    "crm.lead": {
        "orders": "(SELECT o.id FROM sale_order o WHERE o.opportunity_id = %(record)s)",
        "lead": "crm_lead.id = %(record)s",
        "invoice": INVOICES_OF_ORDERS,
        "interaction": "crm_interaction.lead_id = %(record)s",
    },
    "sale.order": {
        "orders": "(SELECT o.id FROM sale_order o WHERE o.id = %(record)s)",
        "lead": "crm_lead.id = (SELECT o.opportunity_id FROM sale_order o"
        " WHERE o.id = %(record)s)",
        "invoice": INVOICES_OF_ORDERS,
        "interaction": "crm_interaction.commercial_partner_id = %(partner)s",
    },
}
