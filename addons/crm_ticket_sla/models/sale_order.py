# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.ticket.document.mixin"]

    _ticket_field = "sale_order_id"

    ticket_id = fields.Many2one(
        "crm.ticket",
        string="Replaces for ticket",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The ticket that this order makes good.",
    )

    def _prepare_ticket_values(self):
        values = super()._prepare_ticket_values()
        values["lead_id"] = self.opportunity_id.id
        for name in ("campaign_id", "medium_id", "source_id"):
            values[name] = self[name].id
        return values

    # ------------------------------------------------------------
    # Support plans
    # ------------------------------------------------------------

    def _action_confirm(self):
        result = super()._action_confirm()
        lines = self.order_line.filtered(
            lambda line: line.product_id.ticket_service == "plan"
        )
        if lines:
            # sudo: a plan follows from the order, whoever confirms it
            plans = self.env["crm.ticket.entitlement"].sudo()
            plans._grant(lines.sudo(), fields.Date.context_today(self))
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: as above
        plans = self.env["crm.ticket.entitlement"].sudo()
        plans.search([("sale_line_id", "in", self.order_line.ids)]).write(
            {"is_cancelled": True}
        )
        return result
