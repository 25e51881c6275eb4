# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_segment import AUDIENCE_MODELS


class CrmJourneyParticipant(models.Model):
    """A record that went into a journey, once per entry.

    The record is a plain integer, re-pointed when contacts are merged. The arm is
    drawn once, from the journey's seed and the person, and never again.
    """

    _name = "crm.journey.participant"
    _description = "Journey Participant"
    _order = "id desc"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "crm.journey.version", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    res_model = fields.Selection(AUDIENCE_MODELS, required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", required=True, readonly=True
    )
    partner_id = fields.Integer(
        string="Contact id",
        readonly=True,
        help="The contact behind the record; no foreign key, see the class.",
    )
    entry_seq = fields.Integer(required=True, default=1, readonly=True)
    entered_at = fields.Datetime(required=True, readonly=True)
    arm = fields.Char(
        required=True, default="main", readonly=True, help="main or holdout."
    )
    state = fields.Selection(
        [
            ("active", "Inside"),
            ("done", "Went through"),
            ("goal", "Reached the goal"),
            ("exited", "Left"),
            ("holdout", "Left out on purpose"),
            ("error", "Stopped by an error"),
        ],
        required=True,
        default="active",
        readonly=True,
    )
    reason_id = fields.Many2one("crm.journey.reason", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    goal_at = fields.Datetime(readonly=True)
    is_test = fields.Boolean(readonly=True, help="A trial run by a marketer.")
    trace_ids = fields.One2many("crm.journey.trace", "participant_id")

    _entry_uniq = models.Constraint(
        "UNIQUE (journey_id, res_model, res_id, entry_seq)",
        "This record is in the journey already.",
    )
    _record_idx = models.Index("(res_model, res_id)")
    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
    _active_idx = models.Index("(journey_id) WHERE state = 'active'")
