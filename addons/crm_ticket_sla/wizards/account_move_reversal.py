# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AccountMoveReversal(models.TransientModel):
    """Credit notes that are made from a ticket stay linked to it."""

    _inherit = "account.move.reversal"

    ticket_id = fields.Many2one("crm.ticket", ondelete="cascade")

    def reverse_moves(self, is_modify=False):
        if not self.ticket_id:
            return super().reverse_moves(is_modify=is_modify)
        before = self.move_ids.reversal_move_ids
        action = super().reverse_moves(is_modify=is_modify)
        made = self.move_ids.reversal_move_ids - before
        self.ticket_id._adopt_document(made)
        return action
