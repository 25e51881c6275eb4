# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

#: What moves a customer's next step when it changes.
STEP_FIELDS = {"date_deadline", "active", "summary", "res_id", "activity_type_id"}


class MailActivity(models.Model):
    """Planned activities are the next steps of customers."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._mark_next_steps()
        return activities

    def write(self, vals):
        relevant = STEP_FIELDS & vals.keys()
        if relevant:
            self._mark_next_steps()
        result = super().write(vals)
        if "res_id" in relevant:
            self._mark_next_steps()
        return result

    def unlink(self):
        self._mark_next_steps()
        return super().unlink()

    def _mark_next_steps(self):
        names = set(self.env["crm.interaction.mixin"]._interaction_model_names())
        for model, activities in self.grouped("res_model").items():
            if model in names:
                ids = [activity.res_id for activity in activities if activity.res_id]
                self.env["crm.interaction"]._capture_stale(model, ids)
