# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.flow import End, Go
from ..tools.step_outcome import FAILED, READY


class CrmJourneyTrace(models.Model):
    """What came of claimed traces is written in sets, a statement a kind of change."""

    _inherit = "crm.journey.trace"

    def _store(self, rows, moves, now):
        """Write outcomes, plan next steps and end participants.

        :param rows: {trace id: TraceRow}
        :param moves: {trace id: (Outcome, Go, End or None)}
        """
        self._store_outcomes(rows, {key: move[0] for key, move in moves.items()}, now)
        going = [(rows[k], m[1]) for k, m in moves.items() if isinstance(m[1], Go)]
        self._plan(going, now)
        ends = {
            rows[k].participant_id: m[1]
            for k, m in moves.items()
            if isinstance(m[1], End)
        }
        self.env["crm.journey.participant"]._end(ends, now)
        failed = [rows[key] for key, move in moves.items() if move[0].state == FAILED]
        if failed:
            self._tell_owners(failed, {row.id: moves[row.id][0] for row in failed})
        self._note_faults(rows, {key: move[0] for key, move in moves.items()})

    def _store_outcomes(self, rows, outcomes, now):
        reasons = self.env["crm.journey.reason"]._ids_by_code()
        data = []
        for trace_id, outcome in outcomes.items():
            row, put_off = rows[trace_id], outcome.state == READY
            if put_off and not outcome.retry_at:
                raise ValueError(f"step {row.step_uid} is put off to no instant")
            failed = outcome.reason == "error" and outcome.state in (READY, FAILED)
            held = put_off and outcome.reason and (row.held_at or now)
            data.append(
                (
                    trace_id,
                    outcome.state,
                    None if put_off else outcome.branch,
                    reasons[outcome.reason] if outcome.reason else None,
                    outcome.detail and outcome.detail[:500],
                    row.attempt + int(failed),
                    outcome.retry_at,
                    None if put_off else now,
                    held or None,
                )
            )
        self._update_from(data, now)
        self._store_values(outcomes)
        self.invalidate_model()

    def _update_from(self, data, now):
        columns = [list(column) for column in zip(*data, strict=True)]
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_trace t SET state = v.state, branch = v.branch,"
                " reason_id = v.reason_id, detail = v.detail, attempt = v.attempt,"
                " due_at = COALESCE(v.due_at, t.due_at), done_at = v.done_at,"
                " held_at = v.held_at, write_uid = %s, write_date = %s"
                " FROM unnest(%s::int[], %s::varchar[], %s::varchar[], %s::int[],"
                " %s::varchar[], %s::int[], %s::timestamp[], %s::timestamp[],"
                " %s::timestamp[]) AS v(id, state, branch, reason_id, detail, attempt,"
                " due_at, done_at, held_at) WHERE t.id = v.id",
                self.env.uid,
                now,
                *columns,
            )
        )

    def _store_values(self, outcomes):
        """Write the further columns that outcomes have, by one statement a set."""
        groups = {}
        for trace_id, outcome in outcomes.items():
            if outcome.values:
                key = tuple(sorted(outcome.values))
                groups.setdefault(key, []).append((trace_id, outcome.values))
        for names, group in groups.items():
            typed = SQL(", ").join(
                SQL("%s::%s[]", [values[name] for _id, values in group], SQL(kind))
                for name, kind in ((n, self._fields[n].column_type[1]) for n in names)
            )
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_journey_trace t SET %s FROM unnest(%s::int[], %s)"
                    " AS v(id, %s) WHERE t.id = v.id",
                    SQL(", ").join(
                        SQL("%s = v.%s", SQL.identifier(n), SQL.identifier(n))
                        for n in names
                    ),
                    [trace_id for trace_id, _values in group],
                    typed,
                    SQL(", ").join(SQL.identifier(name) for name in names),
                )
            )

    def _plan(self, going, now):
        """Insert the next traces; one that is there already is left alone.

        :param going: (TraceRow, Go) of each participant that goes on
        """
        if not going:
            return
        runner = self.env["crm.journey.step.runner"]
        due = runner._due_dates(going, now)
        columns = zip(
            *(
                (
                    row.participant_id,
                    row.journey_id,
                    row.version_id,
                    go.step_uid,
                    go.visit,
                    due[row.id],
                    row.is_test,
                )
                for row, go in going
            ),
            strict=True,
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_journey_trace (participant_id, journey_id, version_id,"
                " step_uid, visit, due_at, is_test, planned_at, state, attempt,"
                " create_uid, create_date, write_uid, write_date)"
                " SELECT v.*, %(now)s, 'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM unnest(%(data)s) AS v ON CONFLICT DO NOTHING",
                now=now,
                uid=self.env.uid,
                data=SQL(
                    "%s::int[], %s::int[], %s::int[], %s::varchar[], %s::int[],"
                    " %s::timestamp[], %s::bool[]",
                    *[list(column) for column in columns],
                ),
            )
        )

    def _tell_owners(self, rows, outcomes, is_held=False):
        """Tell the owner of a journey once that a step of a version fails."""
        events = self.env["crm.journey.event"]
        kind = "fault_notice" if is_held else "failure_notice"
        for row in {(row.version_id, row.step_uid): row for row in rows}.values():
            journey = self.env["crm.journey"].browse(row.journey_id)
            key = f"{row.version_id}:{row.step_uid}"
            if events._note_once(kind, journey, key):
                step = (
                    self.env["crm.journey.version"]
                    .browse(row.version_id)
                    ._node(row.step_uid)
                )
                name = step.name if step else row.step_uid
                detail = outcomes[row.id].detail or ""
                journey._notify_failure(name, detail, is_held)
