# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent

#: Where the goods go and come from: only customers' transfers are interactions.
JOINS = SQL(
    "JOIN stock_location src ON src.id = o.location_id"
    " JOIN stock_location dst ON dst.id = o.location_dest_id"
    " LEFT JOIN sale_order so ON so.id = o.sale_id"
)


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.interaction.mixin"]

    def _interaction_document(self):
        return InteractionDocument(
            lead=SQL("so.opportunity_id"),
            joins=JOINS,
            where=SQL("'customer' IN (src.usage, dst.usage)"),
        )

    def _interaction_events(self):
        common = {
            "partner": SQL(
                "COALESCE(o.partner_id, so.partner_shipping_id, so.partner_id)"
            ),
            "lead": SQL("so.opportunity_id"),
            "user": "user_id",
            "team": SQL("so.team_id"),
            "at": "date_done",
            "subject": SQL("concat_ws(' · ', o.name, o.origin)"),
            "joins": JOINS,
        }
        return {
            **super()._interaction_events(),
            "delivered": InteractionEvent(
                type="delivery_done",
                direction="out",
                where=SQL("o.state = 'done' AND dst.usage = 'customer'"),
                **common,
            ),
            "returned": InteractionEvent(
                type="return_done",
                direction="in",
                where=SQL("o.state = 'done' AND src.usage = 'customer'"),
                **common,
            ),
        }

    def _action_done(self):
        result = super()._action_done()
        for picking in self:
            usages = (picking.location_dest_id.usage, picking.location_id.usage)
            if usages[0] == "customer":
                picking._log_interaction("delivered")
            elif usages[1] == "customer":
                picking._log_interaction("returned")
        return result
