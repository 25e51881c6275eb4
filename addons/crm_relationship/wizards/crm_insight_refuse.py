# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmInsightRefuse(models.TransientModel):
    """Say why something is not to be proposed to a customer again."""

    _name = "crm.insight.refuse"
    _description = "Refuse Insights"

    insight_ids = fields.Many2many("crm.insight", string="Insights", readonly=True)
    reason = fields.Char(string="Why not", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "crm.insight":
            values["insight_ids"] = self.env.context.get("active_ids")
        return values

    def action_apply(self):
        """Refuse them."""
        self.ensure_one()
        self.insight_ids.refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
