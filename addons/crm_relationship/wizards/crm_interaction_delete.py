# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmInteractionDelete(models.TransientModel):
    """Delete interactions for a reason, which the server's log keeps."""

    _name = "crm.interaction.delete"
    _description = "Delete Interactions"

    interaction_ids = fields.Many2many(
        "crm.interaction", string="Interactions", readonly=True
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.interaction_ids.with_context(
            interaction_delete_reason=self.reason
        ).unlink()
        return {"type": "ir.actions.act_window_close"}
