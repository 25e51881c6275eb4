# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent

#: The last change of state that the chatter knows: any later write moves write_date.
CANCELLED_AT = SQL(
    "COALESCE((SELECT max(m.date) FROM mail_message m"
    " JOIN mail_tracking_value v ON v.mail_message_id = m.id"
    " JOIN ir_model_fields f ON f.id = v.field_id AND f.name = 'state'"
    " WHERE m.model = 'sale.order' AND m.res_id = o.id), o.write_date)"
)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.interaction.mixin", "crm.confidential.document"]

    def _interaction_document(self):
        return InteractionDocument(lead="opportunity_id")

    def _interaction_events(self):
        common = {
            "lead": "opportunity_id",
            "user": "user_id",
            "team": "team_id",
            "subject": "name",
            "amount": "amount_total",
            "currency": "currency_id",
            "has_utm": True,
            "repeats": True,
        }
        return {
            **super()._interaction_events(),
            "sent": InteractionEvent(
                type="quotation_sent",
                direction="out",
                # of old orders only those still waiting tell that they were sent
                at_backfill=SQL("CASE WHEN o.state = 'sent' THEN o.date_order END"),
                where=SQL("o.state <> 'draft'"),
                trigger=("state", frozenset({"sent"})),
                **common,
            ),
            "confirmed": InteractionEvent(
                type="order_confirmed",
                direction="in",
                at="date_order",
                where=SQL("o.state = 'sale'"),
                trigger=("state", frozenset({"sale"})),
                **common,
            ),
            "cancelled": InteractionEvent(
                type="order_cancelled",
                direction="in",
                at_backfill=CANCELLED_AT,
                where=SQL("o.state = 'cancel'"),
                trigger=("state", frozenset({"cancel"})),
                **common,
            ),
        }
