# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .crm_segment import AUDIENCE_MODELS


class CrmJourneyParticipant(models.Model):
    """A record that went into a journey, once per entry.

    The record is a plain integer, re-pointed when contacts are merged. The arm is
    drawn once, from the journey's seed and the person, and never again.
    """

    _name = "crm.journey.participant"
    _description = "Journey Participant"
    _inherit = "crm.system.row"
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
    entered_at = fields.Datetime(string="Came in", required=True, readonly=True)
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
    ended_at = fields.Datetime(string="Ended", readonly=True)
    goal_at = fields.Datetime(string="Goal reached", readonly=True)
    is_test = fields.Boolean(readonly=True, help="A trial run by a marketer.")
    test_address = fields.Char(
        readonly=True, help="Where the messages of a trial run go, and nowhere else."
    )
    event_id = fields.Integer(
        readonly=True, help="The event that let it in; events are forgotten in time."
    )
    merged_into_id = fields.Many2one(
        "crm.journey.participant",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The one that went on when two records became one.",
    )
    trace_ids = fields.One2many("crm.journey.trace", "participant_id")

    _entry_uniq = models.Constraint(
        "UNIQUE (journey_id, res_model, res_id, entry_seq)",
        "This record is in the journey already.",
    )
    _record_idx = models.Index("(res_model, res_id)")
    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
    _active_idx = models.Index("(journey_id) WHERE state = 'active'")

    @api.model
    def _end(self, ends, now):
        """End participants that are inside and close what is still planned for them.

        :param ends: {participant id: flow.End}
        """
        if not ends:
            return
        reasons = self.env["crm.journey.reason"]._ids_by_code()
        data = [
            (key, end.state, reasons[end.reason] if end.reason else None)
            for key, end in sorted(ends.items())
        ]
        columns = [list(column) for column in zip(*data, strict=True)]
        self.env.cr.execute(
            SQL(
                "WITH ended AS (UPDATE crm_journey_participant p SET state = v.state,"
                " reason_id = v.reason_id, ended_at = %(now)s,"
                " goal_at = CASE v.state WHEN 'goal' THEN COALESCE(p.goal_at, %(now)s)"
                " ELSE p.goal_at END, write_uid = %(uid)s, write_date = %(now)s"
                " FROM unnest(%(data)s) AS v(id, state, reason_id)"
                " WHERE p.id = v.id AND p.state = 'active'"
                " RETURNING p.id, p.reason_id)"
                " UPDATE crm_journey_trace t SET state = 'skipped', done_at = %(now)s,"
                " reason_id = ended.reason_id, write_uid = %(uid)s, write_date = %(now)s"
                " FROM ended WHERE t.participant_id = ended.id AND t.state = 'ready'",
                now=now,
                uid=self.env.uid,
                data=SQL("%s::int[], %s::varchar[], %s::int[]", *columns),
            )
        )
        self.invalidate_model()
        self.env["crm.journey.trace"].invalidate_model()
