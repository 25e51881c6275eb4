# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.ticket.document.mixin"]

    _ticket_field = "picking_id"

    ticket_id = fields.Many2one(
        "crm.ticket",
        string="Return for ticket",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The ticket that this transfer was made from.",
    )

    def _prepare_ticket_values(self):
        values = super()._prepare_ticket_values()
        # sudo: the id of the order, whose content stays hidden
        values["sale_order_id"] = self.sudo().sale_id.id
        return values

    def _returnable(self):
        """Return {move: quantity} of what was delivered to a customer and not yet
        returned, in the unit of the move; returns under way count as returned."""
        quantities = {}
        for picking in self:
            is_delivery = picking.location_dest_id.usage == "customer"
            if picking.state != "done" or not is_delivery:
                continue
            for move in picking.move_ids.filtered(lambda move: move.state == "done"):
                back = move.returned_move_ids.filtered(
                    lambda one: one.state != "cancel"
                )
                left = move.quantity - sum(
                    one.product_uom._compute_quantity(
                        one.product_uom_qty, move.product_uom
                    )
                    for one in back
                )
                if move.product_uom.compare(left, 0) > 0:
                    quantities[move] = left
        return quantities
