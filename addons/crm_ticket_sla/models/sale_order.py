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
