# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent

#: The opportunity behind a payment, through the invoices that it pays.
JOINS = SQL(
    "LEFT JOIN LATERAL (SELECT so.opportunity_id FROM account_move__account_payment m"
    " JOIN account_move_line l ON l.move_id = m.invoice_id"
    " JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id"
    " JOIN sale_order_line sol ON sol.id = r.order_line_id"
    " JOIN sale_order so ON so.id = sol.order_id"
    " WHERE m.payment_id = o.id AND so.opportunity_id IS NOT NULL LIMIT 1) so ON TRUE"
)
#: A payment has a date and no time: that of its making if it is dated that day.
PAID_AT = SQL(
    "CASE WHEN o.date = o.create_date::date THEN o.create_date"
    " ELSE o.date + time '12:00' END"
)
STATES = frozenset({"in_process", "paid"})


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "crm.interaction.mixin"]

    def _interaction_document(self):
        return InteractionDocument(
            lead=SQL("so.opportunity_id"),
            user=None,
            joins=JOINS,
            where=SQL("o.partner_type = 'customer'"),
        )

    def _interaction_events(self):
        common = {
            "lead": SQL("so.opportunity_id"),
            "user": None,
            "at_backfill": PAID_AT,
            "subject": SQL("COALESCE(o.payment_reference, o.memo, o.name)"),
            "currency": "currency_id",
            "joins": JOINS,
            "repeats": True,
            "trigger": ("state", STATES),
        }
        paid = SQL("o.partner_type = 'customer' AND o.state IN ('in_process', 'paid')")
        return {
            **super()._interaction_events(),
            "received": InteractionEvent(
                type="payment_received",
                direction="in",
                amount="amount",
                where=SQL("%s AND o.payment_type = 'inbound'", paid),
                **common,
            ),
            "refunded": InteractionEvent(
                type="payment_refunded",
                direction="out",
                amount=SQL("-o.amount"),
                where=SQL("%s AND o.payment_type = 'outbound'", paid),
                **common,
            ),
        }
