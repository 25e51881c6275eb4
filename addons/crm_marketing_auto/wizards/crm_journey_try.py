# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmJourneyTry(models.TransientModel):
    """A trial on one contact: the messages go to whoever tries, waits are over."""

    _name = "crm.journey.try"
    _description = "Try a Journey"

    journey_id = fields.Many2one("crm.journey", required=True, ondelete="cascade")
    version_id = fields.Many2one(
        "crm.journey.version",
        compute="_compute_version_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('journey_id', '=', journey_id)]",
    )
    res_model = fields.Selection(related="journey_id.res_model")
    partner_id = fields.Many2one("res.partner", string="Contact", ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade")
    address = fields.Char(
        string="Messages go to", default=lambda self: self.env.user.email
    )

    @api.depends("journey_id")
    def _compute_version_id(self):
        for trial in self:
            journey = trial.journey_id
            trial.version_id = journey.draft_version_id or journey.version_id

    def action_try(self):
        """Put the record in front of the first step and show how it goes."""
        self.ensure_one()
        record = self.lead_id if self.res_model == "crm.lead" else self.partner_id
        participant = self.version_id.action_try(record.id, self.address)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trial of %s", self.journey_id.name),
            "res_model": "crm.journey.participant",
            "res_id": participant,
            "views": [[False, "form"]],
        }
