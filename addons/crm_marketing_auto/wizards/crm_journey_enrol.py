# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_segment import AUDIENCE_MODELS


class CrmJourneyEnrol(models.TransientModel):
    """Lets chosen contacts or leads into a journey by hand."""

    _name = "crm.journey.enrol"
    _description = "Let into a Journey"

    res_model = fields.Selection(AUDIENCE_MODELS, required=True, default="res.partner")
    record_ids = fields.Json()
    record_count = fields.Integer(string="Chosen", compute="_compute_record_count")
    journey_id = fields.Many2one(
        "crm.journey",
        required=True,
        domain="[('res_model', '=', res_model), ('state', 'in', ['running', 'paused'])]",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in dict(AUDIENCE_MODELS):
            values["res_model"] = model
            values["record_ids"] = self.env.context.get("active_ids") or []
        return values

    @api.depends("record_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.record_ids or [])

    def action_apply(self):
        """Let them in, and say how many came."""
        self.ensure_one()
        if self.journey_id.res_model != self.res_model:
            raise UserError(self.env._("The journey is for other records."))
        count = self.journey_id.action_enrol(self.record_ids or [])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.journey_id.name,
                "message": self.env._(
                    "%(count)s of %(chosen)s came in; the others are inside, were, or "
                    "may not be seen by you.",
                    count=count,
                    chosen=self.record_count,
                ),
                "type": "success" if count else "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
