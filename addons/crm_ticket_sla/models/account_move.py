# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.ticket.document.mixin"]

    _ticket_field = "move_id"

    ticket_id = fields.Many2one(
        "crm.ticket",
        string="Credit for ticket",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The ticket that this credit note was made from.",
    )

    def _prepare_ticket_values(self):
        values = super()._prepare_ticket_values()
        # sudo: the id of the order, whose content stays hidden
        orders = self.sudo().line_ids.sale_line_ids.order_id
        values["sale_order_id"] = orders.id if len(orders) == 1 else False
        return values
