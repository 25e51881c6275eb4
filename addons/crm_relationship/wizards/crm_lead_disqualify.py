# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLeadDisqualify(models.TransientModel):
    """Put leads aside: never again, or until a day."""

    _name = "crm.lead.disqualify"
    _description = "Disqualify Leads"

    lead_ids = fields.Many2many(
        "crm.lead", string="Leads", context={"active_test": False}
    )
    verdict = fields.Selection(
        [("later", "Not now"), ("never", "Never")], required=True, default="later"
    )
    reason_id = fields.Many2one("crm.lost.reason", required=True)
    recycle_date = fields.Date(
        string="Comes back on",
        help="On this day the lead comes back by itself to its owner, with a call to make.",
    )
    note = fields.Text(help="What to remember when it comes back.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if not values.get("lead_ids") and (
            self.env.context.get("active_model") == "crm.lead"
        ):
            values["lead_ids"] = self.env.context.get("active_ids")
        return values

    def action_apply(self):
        """Put the leads aside and keep why."""
        self.ensure_one()
        leads = self.lead_ids
        leads.check_access("write")
        self._check_possible(leads)
        until = self.recycle_date if self.verdict == "later" else False
        # sudo: the history of a lead is the system's; the lead itself was checked above
        self.env["crm.lead.disqualification"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "reason_id": self.reason_id.id,
                    "verdict": self.verdict,
                    "note": self.note,
                    "recycle_date": until,
                    "disqualified_at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
                for lead in leads
            ]
        )
        # sudo: what anybody planned with a lead that is put aside is off
        leads.sudo().activity_ids.unlink()
        leads._track_set_log_message(self.note or "")
        leads.action_set_lost(lost_reason_id=self.reason_id.id, recycle_date=until)
        return {"type": "ir.actions.act_window_close"}

    def _check_possible(self, leads):
        if not leads:
            raise UserError(self.env._("Leads: choose at least one."))
        today = fields.Date.context_today(self)
        if self.verdict == "later" and not (
            self.recycle_date and self.recycle_date > today
        ):
            raise UserError(
                self.env._("Comes back on: give a day after today, or say never.")
            )
        closed = leads.filtered(lambda lead: lead.won_status != "pending")
        if closed:
            raise UserError(
                self.env._("%s is won or lost already.", closed[0].display_name)
            )
