# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_interaction_type import DIRECTIONS

COPIED = (
    "type_id",
    "direction",
    "occurred_at",
    "duration",
    "outcome_id",
    "subject",
    "note",
    "promise",
    "promise_date",
)
#: What a correction leaves as it was.
KEPT = (
    "partner_id",
    "contact_value",
    "lead_id",
    "user_id",
    "team_id",
    "company_id",
    "next_step_at",
    "amount",
    "currency_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "share_level",
    "sensitivity",
)


class CrmInteractionCorrect(models.TransientModel):
    """Append a correction: a new row in place of one that stays, crossed out."""

    _name = "crm.interaction.correct"
    _description = "Correct an Interaction"

    interaction_id = fields.Many2one("crm.interaction", required=True, readonly=True)
    reason = fields.Char(required=True)
    type_id = fields.Many2one(
        "crm.interaction.type", required=True, domain=[("is_manual", "=", True)]
    )
    direction = fields.Selection(DIRECTIONS, required=True)
    occurred_at = fields.Datetime(string="Date", required=True)
    duration = fields.Integer(string="Duration (s)")
    outcome_id = fields.Many2one("crm.interaction.outcome")
    subject = fields.Char()
    note = fields.Text()
    promise = fields.Char()
    promise_date = fields.Date(string="Promised for")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        interaction = self.env["crm.interaction"].browse(values.get("interaction_id"))
        if interaction:
            for name in COPIED:
                value = interaction[name]
                values[name] = value.id if name.endswith("_id") else value
        return values

    def action_apply(self):
        """Replace the interaction by a corrected one.

        :raise UserError: for rows of the system, and ones corrected already
        """
        self.ensure_one()
        original = self.interaction_id
        original.check_access("write")
        original._check_content()
        if original.origin_model or original.state != "done":
            raise UserError(
                self.env._(
                    "'%(name)s' cannot be corrected: it was logged by the system or has "
                    "been corrected already.",
                    name=original.display_name,
                )
            )
        # sudo: a correction speaks for whom the original speaks for, and names it
        corrected = (
            self.env["crm.interaction"]
            .sudo()
            .create(self._prepare_corrected_values(original))
        )
        corrected._check_type_by_hand()
        # sudo: the state of a row is the system's; the original is only crossed out
        original.sudo().state = "corrected"
        # sudo: the meeting may be a colleague's; nothing of it is read
        meetings = self.env["calendar.event"].sudo().with_context(active_test=False)
        meetings = meetings.search([("interaction_id", "=", original.id)])
        meetings.interaction_id = corrected
        self.env["crm.interaction.revision"].sudo().create(
            {
                "interaction_id": original.id,
                "user_id": self.env.uid,
                "field_label": self.env._("Reason of the correction"),
                "new_value": self.reason,
            }
        )
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"corrected_id": corrected.id},
        }

    def _prepare_corrected_values(self, original):
        """Return the values of the row that takes the original's place."""
        values = {name: self[name] for name in COPIED} | {
            name: original[name] for name in KEPT
        }
        values = {
            name: value.id if name.endswith("_id") else value
            for name, value in values.items()
        }
        if self.promise == original.promise:
            values["promise_kept_at"] = original.promise_kept_at
        return {**values, "correction_of_id": original.id}
