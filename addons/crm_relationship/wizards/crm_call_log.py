# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCallLog(models.TransientModel):
    """What was said in a call of the queue, and what comes next."""

    _name = "crm.call.log"
    _description = "Log a Call"

    @api.model
    def _default_type(self):
        return self.env["crm.interaction.type"]._id_of("call")

    name = fields.Char(string="With", readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    activity_id = fields.Integer(readonly=True)
    insight_id = fields.Integer(readonly=True)
    type_id = fields.Many2one(
        "crm.interaction.type", default=lambda self: self._default_type(), readonly=True
    )
    possible_outcome_ids = fields.Many2many(related="type_id.outcome_ids")
    outcome_id = fields.Many2one(
        "crm.interaction.outcome", domain="[('id', 'in', possible_outcome_ids)]"
    )
    minutes = fields.Float()
    note = fields.Text(string="What was said")
    step_type_id = fields.Many2one(
        "mail.activity.type",
        string="Next step",
        domain="[('res_model', 'in', (False, res_model))]",
    )
    step_date = fields.Date(string="On")
    step_summary = fields.Char(string="What to do")

    def action_apply(self):
        """Log the call with its next step, and close what it settles."""
        self.ensure_one()
        if bool(self.step_type_id) != bool(self.step_date):
            raise UserError(self.env._("Next step: say what it is and when."))
        self.env["crm.interaction"].timeline_log(
            self.res_model,
            self.res_id,
            {
                "type_id": self.type_id.id,
                "outcome_id": self.outcome_id.id,
                "duration": round(self.minutes * 60),
                "note": self.note or "",
                "activity_id": self.activity_id,
            },
            self.step_type_id
            and {
                "activity_type_id": self.step_type_id.id,
                "date_deadline": fields.Date.to_string(self.step_date),
                "summary": self.step_summary or "",
            },
        )
        insight = self.env["crm.insight"].browse(self.insight_id).exists()
        if insight.state == "new":
            insight._answer()
            insight._mark("accepted")
        return {"type": "ir.actions.act_window_close"}
