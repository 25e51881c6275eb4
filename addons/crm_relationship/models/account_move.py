# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent

#: The opportunity behind an invoice, through the order lines that it bills.
LEAD_JOIN = SQL(
    "LEFT JOIN LATERAL (SELECT so.opportunity_id, so.team_id FROM account_move_line l"
    " JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id"
    " JOIN sale_order_line sol ON sol.id = r.order_line_id"
    " JOIN sale_order so ON so.id = sol.order_id"
    " WHERE l.move_id = o.id ORDER BY so.opportunity_id LIMIT 1) so ON TRUE"
)
#: An invoice has a date and no time: that of its making if it is dated that day.
POSTED_AT = SQL(
    "CASE WHEN o.invoice_date IS NULL OR o.invoice_date = o.create_date::date"
    " THEN o.create_date ELSE o.invoice_date + time '12:00' END"
)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.interaction.mixin"]

    # what one customer was billed: debts, profit and credit notes
    _relation_customer_idx = models.Index(
        "(commercial_partner_id, invoice_date)"
        " WHERE move_type IN ('out_invoice', 'out_refund')"
    )

    def _interaction_document(self):
        return InteractionDocument(
            lead=SQL("so.opportunity_id"),
            user="invoice_user_id",
            joins=LEAD_JOIN,
            where=SQL("o.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"),
        )

    def _interaction_events(self):
        common = {
            "direction": "out",
            "lead": SQL("so.opportunity_id"),
            "user": "invoice_user_id",
            "team": "team_id",
            "subject": "name",
            "amount": "amount_total_in_currency_signed",
            "currency": "currency_id",
            "has_utm": True,
            "joins": LEAD_JOIN,
            "repeats": True,
            "at_backfill": POSTED_AT,
        }
        return {
            **super()._interaction_events(),
            "posted": InteractionEvent(
                type="invoice_posted",
                where=SQL(
                    "o.state = 'posted' AND o.move_type IN ('out_invoice', 'out_receipt')"
                ),
                **common,
            ),
            "refunded": InteractionEvent(
                type="credit_note_posted",
                where=SQL("o.state = 'posted' AND o.move_type = 'out_refund'"),
                **common,
            ),
        }

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        sales = posted.filtered(lambda m: m.move_type in ("out_invoice", "out_receipt"))
        sales._log_interaction("posted")
        posted.filtered(lambda m: m.move_type == "out_refund")._log_interaction(
            "refunded"
        )
        return posted
