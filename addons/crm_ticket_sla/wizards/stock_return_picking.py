# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockReturnPicking(models.TransientModel):
    """Returns and exchanges that are made from a ticket stay linked to it."""

    _inherit = "stock.return.picking"

    ticket_id = fields.Many2one("crm.ticket", ondelete="cascade")

    def _create_return(self):
        picking = super()._create_return()
        self.ticket_id._adopt_document(picking)
        return picking

    def action_create_exchanges(self):
        if not self.ticket_id:
            return super().action_create_exchanges()
        before = self._transfers_of_order()
        action = super().action_create_exchanges()
        # stock procures the goods to send again: it does not say as which transfer
        after = self._transfers_of_order().filtered(lambda one: not one.ticket_id)
        self.ticket_id._adopt_document(after - before)
        return action

    def _transfers_of_order(self):
        references = self.picking_id.move_ids.reference_ids
        return self.env["stock.picking"].search(
            [("move_ids.reference_ids", "in", references.ids)]
        )
