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
        # the ids from the values: reading them back would cost a query
        ids = [vals.get("res_id") for vals in vals_list]
        activities._mark_next_steps(ids)
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

    def _mark_next_steps(self, res_ids=None):
        """Remember the documents whose customer's next step may change."""
        names = set(self.env["crm.interaction.mixin"]._interaction_model_names())
        ids_by_model = {}
        for activity, res_id in zip(
            self, res_ids or [a.res_id for a in self], strict=True
        ):
            if res_id and activity.res_model in names:
                ids_by_model.setdefault(activity.res_model, []).append(res_id)
        for model, ids in ids_by_model.items():
            self.env["crm.interaction"]._capture_stale(model, ids)
