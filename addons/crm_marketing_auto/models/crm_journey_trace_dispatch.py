# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import flow, step_outcome
from .engine_loop import run_batches

BATCH = 500


class TraceRow(NamedTuple):
    """What the engine needs of a claimed trace and its participant."""

    id: int
    participant_id: int
    journey_id: int
    version_id: int
    step_uid: str
    visit: int
    attempt: int
    planned_at: object
    due_at: object
    held_at: object
    participant_state: str
    participant_reason_id: int | None
    res_model: str
    res_id: int
    partner_id: int | None
    company_id: int
    entered_at: object
    is_test: bool
    test_address: str | None  # of a trial: where its messages go
    is_archived: bool | None  # None: the record has been deleted


class CrmJourneyTrace(models.Model):
    """Dispatch: what is due is claimed, run and followed, in one transaction."""

    _inherit = "crm.journey.trace"

    @api.model
    def _cron_dispatch(self):
        """Run what is due; several jobs may do so at once.

        A batch is of one journey: a short one tells nothing of the others.
        """
        run_batches(self.env, lambda: self._dispatch(fields.Datetime.now()), 1)

    @api.model
    def _dispatch(self, now, limit=BATCH):
        """Run one batch of what is due; return how many traces it was."""
        ids = self._claim_due(now, limit)
        self.env["crm.parked.row"]._each_safely(
            ids,
            lambda some: self._run_claimed(some, now),
            lambda one, error: self.browse(one)._park(error, now),
            stops_if_all=True,
        )
        return len(ids)

    def _park(self, error, now):
        """Put off a trace that cannot even be looked at, and give it up at last.

        Then its participant ends.
        """
        runner = self.env["crm.journey.step.runner"]
        outcome = runner._after_error(self, error, now)
        if outcome.reason == step_outcome.FAULT:
            row = self._load_rows(self.ids)[self.id]
            self._store({row.id: row}, {row.id: (outcome, None)}, now)
            return
        is_over = outcome.state == step_outcome.FAILED
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_trace SET state = %s, detail = %s, done_at = %s,"
                " attempt = COALESCE(attempt, 0) + 1, due_at = COALESCE(%s, due_at)"
                " WHERE id = %s",
                outcome.state,
                outcome.detail,
                now if is_over else None,
                outcome.retry_at,
                self.id,
            )
        )
        self.invalidate_recordset()
        if not is_over:
            return
        ends = {self.participant_id.id: flow.End("error", "error")}
        self.env["crm.journey.participant"]._end(ends, now)

    def _claim_due(self, now, limit):
        """Lock due traces of one running journey; return their ids.

        Of the journeys with something due the most important one is served first; one
        whose due traces are all locked by another job is passed over.
        """
        passed = [0]
        while True:
            # another lane may be faster: that is no error, the batch is tried again
            query = SQL(CLAIM, now=now, passed=passed, limit=limit)
            self.env.cr.execute(query, log_exceptions=False)
            rows = self.env.cr.fetchall()
            journey_id = rows[0][0] if rows else None
            if journey_id is None:
                return []
            ids = [row[1] for row in rows if row[1]]
            if ids:
                return ids
            passed.append(journey_id)

    def _run_claimed(self, ids, now):
        """Run locked traces, keep what came of each, and plan what follows."""
        rows = self._load_rows(ids)
        nodes = self._find_nodes(rows.values())
        moves = self._gate(rows, nodes, now)
        groups = {}
        for row in rows.values():
            if row.id not in moves:
                key = (row.journey_id, row.version_id, row.step_uid)
                groups.setdefault(key, []).append(row.id)
        outcomes = {}
        for (journey_id, *step), trace_ids in groups.items():
            journey = self.env["crm.journey"].browse(journey_id)
            runner = self.env["crm.journey.step.runner"].with_company(
                journey.company_id
            )
            traces = self.with_env(runner.env).browse(trace_ids)
            outcomes.update(runner._run_guarded(nodes[tuple(step)], traces, now))
        moves.update(self._follow(rows, nodes, outcomes))
        self._store(rows, moves, now)

    def _find_nodes(self, rows):
        """Return {(version id, step uid): StepNode or None} of what rows are at."""
        versions = self.env["crm.journey.version"]
        return {
            (version_id, step_uid): versions.browse(version_id)._node(step_uid)
            for version_id, step_uid in {(row.version_id, row.step_uid) for row in rows}
        }

    def _load_rows(self, ids):
        """Return {id: TraceRow} of traces."""
        found = self.env.execute_query(
            SQL(
                "SELECT t.id, p.id, t.journey_id, t.version_id, t.step_uid, t.visit,"
                " COALESCE(t.attempt, 0), t.planned_at, t.due_at, t.held_at, p.state, p.reason_id,"
                " p.res_model, p.res_id, p.partner_id, p.company_id, p.entered_at,"
                " COALESCE(p.is_test, FALSE), p.test_address,"
                " NOT COALESCE(rp.active, l.active)"
                " FROM crm_journey_trace t"
                " JOIN crm_journey_participant p ON p.id = t.participant_id"
                " LEFT JOIN res_partner rp ON rp.id = p.res_id"
                " AND p.res_model = 'res.partner'"
                " LEFT JOIN crm_lead l ON l.id = p.res_id AND p.res_model = 'crm.lead'"
                " WHERE t.id = ANY(%s) ORDER BY t.due_at, t.id",
                list(ids),
            )
        )
        return {row[0]: TraceRow(*row) for row in found}

    def _rows(self):
        """Return the TraceRow of each of these traces, in their order."""
        rows = self._load_rows(self.ids)
        return [rows[trace_id] for trace_id in self.ids]

    def _follow(self, rows, nodes, outcomes):
        """Return {trace id: (outcome, where its participant goes)}."""
        steps = {
            trace_id: nodes[rows[trace_id].version_id, rows[trace_id].step_uid]
            for trace_id in outcomes
        }
        visits = self._count_visits(
            (rows[key].participant_id, steps[key].branches.get(outcome.branch))
            for key, outcome in outcomes.items()
        )
        journeys = self.env["crm.journey"].browse(
            {rows[trace_id].journey_id for trace_id in outcomes}
        )
        limits = {journey.id: journey.max_visits for journey in journeys}
        return {
            key: (
                outcome,
                flow.follow(
                    steps[key],
                    outcome,
                    visits.get(rows[key].participant_id, {}),
                    limits[rows[key].journey_id],
                ),
            )
            for key, outcome in outcomes.items()
        }

    def _count_visits(self, pairs):
        """Return {participant id: {step: visits so far}} of pairs of these two."""
        pairs = [pair for pair in pairs if pair[1]]
        if not pairs:
            return {}
        participants, steps = zip(*pairs, strict=True)
        found = self.env.execute_query(
            SQL(
                "SELECT t.participant_id, t.step_uid, max(t.visit)"
                " FROM unnest(%s::int[], %s::varchar[]) AS v(participant_id, step_uid)"
                " JOIN crm_journey_trace t ON t.participant_id = v.participant_id"
                " AND t.step_uid = v.step_uid GROUP BY 1, 2",
                list(participants),
                list(steps),
            )
        )
        visits = {}
        for participant_id, step_uid, visit in found:
            visits.setdefault(participant_id, {})[step_uid] = visit
        return visits

    @api.model
    def _wake(self, participant_ids, step_uids=None, now=None):
        """Make planned traces due: what they wait for may have come.

        A wait that is not over is put off again when it is looked at.

        :param step_uids: only at these steps; None: wherever they are
        """
        self.flush_model()
        now = now or fields.Datetime.now()
        only = SQL("AND step_uid = ANY(%s)", list(step_uids)) if step_uids else SQL()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_trace SET due_at = %s WHERE state = 'ready'"
                " AND due_at > %s AND participant_id = ANY(%s) %s",
                now,
                now,
                list(participant_ids),
                only,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(["due_at"])
            self.env["crm.journey"]._wake_dispatch()


#: The first statement of the transaction: what is due in the journey that goes first.
#: Returns the journey even where all that is due in it is locked by another job.
CLAIM = """
    WITH head AS MATERIALIZED (
        SELECT j.id
        FROM crm_journey j
        CROSS JOIN LATERAL (
            SELECT due_at FROM crm_journey_trace t
            WHERE t.journey_id = j.id AND t.state = 'ready' AND t.is_test IS NOT TRUE
                AND t.due_at <= %(now)s
            ORDER BY t.due_at LIMIT 1
        ) first
        WHERE j.state = 'running' AND j.active AND j.id <> ALL(%(passed)s)
        ORDER BY date_trunc('minute', first.due_at), j.priority, first.due_at, j.id
        LIMIT 1
    ), mine AS MATERIALIZED (
        SELECT t.id FROM crm_journey_trace t
        WHERE t.journey_id = (SELECT id FROM head) AND t.state = 'ready'
            AND t.is_test IS NOT TRUE AND t.due_at <= %(now)s
        ORDER BY t.due_at, t.id LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    SELECT head.id, mine.id FROM head LEFT JOIN mine ON TRUE
"""
