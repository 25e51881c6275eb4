# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.flow import End
from .engine_loop import run_batches, run_guarded

BATCH = 2000
#: A transaction that was open during the last pass may have written rows older than
#: those the pass has seen: each pass looks back this far, and once a day at everything.
OVERLAP = timedelta(hours=1)
OVERLAP_ROWS = 20_000
FULL = timedelta(days=1)


class CrmJourney(models.Model):
    """Who leaves: having reached the goal, or met an exit rule.

    What counts are the facts as they stand (members of segments, interactions), so a
    pass that is missed or repeated changes nothing; the same facts are looked at again
    right before a step is run.
    """

    _inherit = "crm.journey"

    has_rules = fields.Boolean(compute="_compute_has_rules")
    rules_at = fields.Datetime(readonly=True, copy=False)
    rules_full_at = fields.Datetime(readonly=True, copy=False)
    rules_interaction_id = fields.Integer(readonly=True, copy=False)

    @api.depends("goal", "exit_on_segment_leave", "exit_segment_id")
    def _compute_has_rules(self):
        for journey in self:
            journey.has_rules = (
                journey.goal != "none"
                or journey.exit_on_segment_leave
                or bool(journey.exit_segment_id)
            )

    @api.model
    def _cron_rules(self):
        """End those who reached the goal or met an exit rule; journey by journey."""
        journeys = self.search(
            [
                ("state", "in", ("running", "paused")),
                "|",
                "|",
                ("goal", "!=", "none"),
                ("exit_on_segment_leave", "=", True),
                ("exit_segment_id", "!=", False),
            ]
        )
        for journey_id in journeys.ids:
            journey = self.browse(journey_id)
            run_guarded(
                self.env,
                "journey_rules",
                journey,
                lambda j=journey: run_batches(
                    self.env, lambda: j._run_rules(self._now()), BATCH
                ),
            )

    def _run_rules(self, now, limit=BATCH):
        """Look at what is new for one journey; return how many were concerned."""
        self.ensure_one()
        scope = self._rules_scope(now)
        found = self._find_rules(scope, limit)
        self._apply_rules(found, now)
        if len(found) < limit:
            self._note_rules(now, scope)
        return len(found)

    def _rules_scope(self, now):
        """Return since when, and since which interaction, facts are looked at."""
        [(last,)] = self.env.execute_query(SQL("SELECT max(id) FROM crm_interaction"))
        full = not self.rules_full_at or self.rules_full_at <= now - FULL
        return {
            "where": SQL("p.journey_id = %s", self.id),
            "since": None if full else self.rules_at - OVERLAP,
            "after": 0 if full else (self.rules_interaction_id or 0) - OVERLAP_ROWS,
            "last": last or 0,
        }

    def _note_rules(self, now, scope):
        values = {"rules_at": now, "rules_interaction_id": scope["last"]}
        if scope["since"] is None:
            values["rules_full_at"] = now
        self.write(values)

    @api.model
    def _rule_ends(self, participant_ids, now):
        """End those of some participants who are to leave; return {id: End}."""
        scope = {"where": SQL("p.id = ANY(%s)", participant_ids)}
        scope.update(since=None, after=0)
        found = self._find_rules(scope, None)
        self._apply_rules(found, now)
        return {row[0]: End(row[1], row[2]) for row in found}

    def _find_rules(self, scope, limit):
        """Return (participant, end state, reason, instant), exits before goals.

        Where both are true of somebody the goal, which comes last, is what counts.
        """
        self.env["crm.journey.participant"].flush_model()
        since = scope["since"]
        news = {
            kind: SQL(RECENT, SQL(column), kind, since) if since else SQL("TRUE")
            for kind, column in (("leave", "j.segment_id"), ("enter", "m.segment_id"))
        }
        return self.env.execute_query(
            SQL(
                RULES,
                where=scope["where"],
                entered=news["enter"],
                left=news["leave"],
                after=scope["after"],
                limit=limit,
            )
        )

    @api.model
    def _apply_rules(self, found, now):
        goals = {row[0]: row[3] for row in found if row[1] == "goal"}
        if goals:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_journey_participant p SET goal_at = v.at"
                    " FROM unnest(%s::int[], %s::timestamp[]) AS v(id, at)"
                    " WHERE p.id = v.id AND p.goal_at IS NULL",
                    list(goals),
                    list(goals.values()),
                )
            )
        ends = {row[0]: End(row[1], row[2]) for row in found}
        self.env["crm.journey.participant"]._end(ends, now)


#: Whether somebody entered or left a segment lately.
RECENT = """EXISTS (SELECT 1 FROM crm_segment_change c WHERE c.segment_id = %s
    AND c.res_id = p.res_id AND c.kind = %s AND c.at >= %s)"""
#: A goal counts for everybody who came in, those left out on purpose and those who have
#: left included: that is what the effect of a journey is measured by.
RULES = """
    SELECT * FROM (
        SELECT p.id, 'goal' AS state, 'goal' AS reason, m.entered_at AS at
        FROM crm_journey_participant p
        JOIN crm_journey j ON j.id = p.journey_id AND j.goal = 'segment'
        JOIN crm_segment_member m ON m.segment_id = j.goal_segment_id
            AND m.res_id = p.res_id AND m.entered_at >= p.entered_at
            AND m.entered_at < p.entered_at + j.goal_days * interval '1 day'
        WHERE %(where)s AND p.goal_at IS NULL AND p.is_test IS NOT TRUE AND %(entered)s
        UNION ALL
        SELECT p.id, 'goal', 'goal', min(i.occurred_at)
        FROM crm_journey_participant p
        JOIN crm_journey j ON j.id = p.journey_id AND j.goal = 'interaction'
        LEFT JOIN res_partner rp ON rp.id = p.partner_id
        JOIN crm_interaction i ON i.state = 'done' AND i.company_id = p.company_id
            AND i.id > %(after)s
            AND i.occurred_at >= p.entered_at
            AND i.occurred_at < p.entered_at + j.goal_days * interval '1 day'
            AND (i.commercial_partner_id = rp.commercial_partner_id
                    AND (i.partner_id = rp.id OR rp.id = rp.commercial_partner_id)
                OR p.res_model = 'crm.lead' AND i.lead_id = p.res_id)
        JOIN crm_interaction_type_crm_journey_rel g ON g.crm_journey_id = j.id
            AND g.crm_interaction_type_id = i.type_id
        WHERE %(where)s AND p.goal_at IS NULL AND p.is_test IS NOT TRUE
        GROUP BY p.id
        UNION ALL
        SELECT p.id, 'exited', 'entered_exit', m.entered_at
        FROM crm_journey_participant p
        JOIN crm_journey j ON j.id = p.journey_id
        JOIN crm_segment_member m ON m.segment_id = j.exit_segment_id
            AND m.res_id = p.res_id
        WHERE %(where)s AND p.state = 'active' AND p.is_test IS NOT TRUE AND %(entered)s
        UNION ALL
        SELECT p.id, 'exited', 'left_segment', p.entered_at
        FROM crm_journey_participant p
        JOIN crm_journey j ON j.id = p.journey_id AND j.exit_on_segment_leave
            AND j.segment_id IS NOT NULL
        WHERE %(where)s AND p.state = 'active' AND p.is_test IS NOT TRUE AND %(left)s
            AND NOT EXISTS (SELECT 1 FROM crm_segment_member m
                WHERE m.segment_id = j.segment_id AND m.res_id = p.res_id)
    ) r
    ORDER BY state = 'goal', id DESC LIMIT %(limit)s
"""
