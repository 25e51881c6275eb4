# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)


class CrmInteractionDelete(models.TransientModel):
    """Delete interactions for a reason, which the server's log keeps."""

    _name = "crm.interaction.delete"
    _description = "Delete Interactions"

    interaction_ids = fields.Many2many("crm.interaction", string="Interactions", readonly=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        _logger.info(
            "User %s deleted interactions %s: %s",
            self.env.uid,
            self.interaction_ids.ids,
            self.reason,
        )
        self.interaction_ids.with_context(interaction_delete_reason=self.reason).unlink()
        return {"type": "ir.actions.act_window_close"}
