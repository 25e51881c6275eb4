# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_interaction_guard import DEFAULT_CORRECTION_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    interaction_correction_days = fields.Integer(
        string="Days to edit",
        default=DEFAULT_CORRECTION_DAYS,
        config_parameter="crm_relationship.correction_days",
        help="How long people may edit what they logged. Later, a correction is "
        "appended and the original stays.",
    )
    interaction_backfill_progress = fields.Float(
        string="History read", compute="_compute_interaction_backfill_progress"
    )

    def _compute_interaction_backfill_progress(self):
        # sudo: shown to whoever may open the settings
        sources = (
            self.env["crm.interaction.backfill"].sudo().search([("model", "!=", False)])
        )
        done = sum(s.total * s.progress for s in sources)
        total = sum(s.total for s in sources)
        for settings in self:
            settings.interaction_backfill_progress = done / total if total else 100.0

    def set_values(self):
        result = super().set_values()
        if not self.interaction_correction_days:
            # core drops a zero, which would bring the default back
            self.env["ir.config_parameter"].sudo().set_param(
                "crm_relationship.correction_days", "0"
            )
        return result
