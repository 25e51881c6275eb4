# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

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


class CrmInteractionCorrect(models.TransientModel):
    """Append a correction: a new row in place of one that stays, crossed out."""

    _name = "crm.interaction.correct"
    _description = "Correct an Interaction"

    interaction_id = fields.Many2one("crm.interaction", required=True, readonly=True)
    reason = fields.Char(required=True)
    type_id = fields.Many2one(
        "crm.interaction.type", required=True, domain=[("is_manual", "=", True)]
    )
    direction = fields.Selection(
        selection=lambda self: self.env["crm.interaction"]._fields["direction"].selection,
        required=True,
    )
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
        if original.origin_model or original.state != "done":
            raise UserError(
                self.env._(
                    "'%(name)s' cannot be corrected: it was logged by the system or has "
                    "been corrected already.",
                    name=original.display_name,
                )
            )
        corrected = self.env["crm.interaction"].create(
            {
                **{n: self[n].id if n.endswith("_id") else self[n] for n in COPIED},
                "partner_id": original.partner_id.id,
                "contact_value": original.contact_value,
                "lead_id": original.lead_id.id,
                "user_id": original.user_id.id,
                "team_id": original.team_id.id,
                "company_id": original.company_id.id,
                "next_step_at": original.next_step_at,
                "correction_of_id": original.id,
            }
        )
        # sudo: the state of a row is the system's; the original is only crossed out
        original.sudo().state = "corrected"
        self.env["crm.interaction.revision"].sudo().create(
            {
                "interaction_id": original.id,
                "user_id": self.env.uid,
                "field_label": self.env._("Reason of the correction"),
                "new_value": self.reason,
            }
        )
        return {"type": "ir.actions.act_window_close", "infos": {"corrected_id": corrected.id}}
