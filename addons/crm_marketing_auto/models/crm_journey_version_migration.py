# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import draw
from ..tools.flow import End
from .engine_loop import run_batches

BATCH = 1000
#: Declared for a step that is gone: who waits there leaves the journey.
LEAVE = "exit"


class CrmJourneyVersion(models.Model):
    """Moving those inside from one version to another, by the uid of their step.

    The plan is kept on the version they come from and carried out in batches, beside
    the engine: a step that is being run is left to it and looked at again.
    """

    _inherit = "crm.journey.version"

    migrate_to_id = fields.Many2one(
        "crm.journey.version", readonly=True, copy=False, index="btree_not_null"
    )
    migrate_plan = fields.Json(readonly=True, copy=False)

    def _migration_preview(self, to):
        """Return what moving those inside of this version to another one would do.

        :return: one dict per step where anybody is: step_uid, name, count (people),
            move ("moved" or "gone": a fallback has to be declared) and overdue (of
            those moved: how many would be due at once)
        """
        self.ensure_one()
        self._check_target(to)
        found = self.env.execute_query(SQL(INSIDE, self.id))
        now, here, there = fields.Datetime.now(), self._nodes(), to._nodes()
        preview = []
        for step_uid, ids in found:
            step = there.get(step_uid) or here.get(step_uid)
            overdue = 0
            if step_uid in there:
                rows = self.env["crm.journey.trace"].browse(ids)._rows()
                due = self._moved_due(there[step_uid], rows)
                overdue = sum(at <= now for at in due.values())
            preview.append(
                {
                    "step_uid": step_uid,
                    "name": step.name if step else step_uid,
                    "count": len(ids),
                    "move": "moved" if step_uid in there else "gone",
                    "overdue": overdue,
                }
            )
        return preview

    def _check_target(self, to):
        to.ensure_one()
        if to.journey_id != self.journey_id or to.state == "draft" or to == self:
            raise UserError(
                self.env._(
                    "People can be moved to another published version of their own"
                    " journey only."
                )
            )

    def _migrate(self, to, fallback=None, spread=24):
        """Move those inside of this version to another one.

        :param fallback: {uid of a step that is gone: uid to go on at, or "exit"}
        :param spread: hours over which those are spread who are due at once
        """
        self.ensure_one()
        fallback = fallback or {}
        self._check_fallback(self._migration_preview(to), to, fallback)
        # sudo: the plan is not part of the drawing, which stays as it is
        self.sudo().write(
            {
                "migrate_to_id": to.id,
                "migrate_plan": {"fallback": fallback, "spread": max(spread or 0, 0)},
            }
        )
        # sudo: the engine moves participants, nobody writes them by hand
        self.sudo()._migrate_batch(fields.Datetime.now())
        if self.migrate_to_id:
            self._wake_migration(fields.Datetime.now())
        return True

    def _wake_migration(self, at):
        # sudo: a marketer may wake this job, not read it
        self.env.ref("crm_marketing_auto.ir_cron_journey_migrate").sudo()._trigger(at)

    def _check_fallback(self, preview, to, fallback):
        """Refuse to let anybody vanish with a step that is gone."""
        there = to._nodes()
        for line in preview:
            target = fallback.get(line["step_uid"])
            if line["move"] != "gone" or target == LEAVE or target in there:
                continue
            raise UserError(
                self.env._(
                    "%(count)s people wait at “%(step)s”, which version %(number)s does"
                    " not have: say at which step they go on, or that they leave.",
                    count=line["count"],
                    step=line["name"],
                    number=to.number,
                )
            )

    @api.model
    def _cron_migrate(self):
        """Carry out the moves that have been decided."""
        for version_id in self.search([("migrate_to_id", "!=", False)]).ids:
            version = self.browse(version_id)
            run_batches(
                self.env,
                lambda v=version: v._migrate_batch(fields.Datetime.now()),
                BATCH,
            )
            if version.migrate_to_id:  # somebody was being served: once more
                self._wake_migration(fields.Datetime.now() + timedelta(minutes=1))

    def _migrate_batch(self, now, limit=BATCH):
        """Move one batch; return how many it was."""
        self.flush_recordset()
        ids = [row[0] for row in self.env.execute_query(SQL(CLAIM, self.id, limit))]
        if ids:
            self._move(self.env["crm.journey.trace"].browse(ids), now)
        if len(ids) < limit and not self.env.execute_query(SQL(INSIDE, self.id)):
            self.write({"migrate_to_id": False, "migrate_plan": False})
        return len(ids)

    def _move(self, traces, now):
        plan, to = self.migrate_plan, self.migrate_to_id
        there, fallback = to._nodes(), plan["fallback"]
        rows = traces._rows()
        target = {
            row.id: row.step_uid if row.step_uid in there else fallback[row.step_uid]
            for row in rows
        }
        leaving = [row for row in rows if target[row.id] == LEAVE]
        ends = {row.participant_id: End("exited", "step_gone") for row in leaving}
        self.env["crm.journey.participant"]._end(ends, now)
        staying = [row for row in rows if target[row.id] != LEAVE]
        due = {}
        for uid in {target[row.id] for row in staying}:
            at_step = [row for row in staying if target[row.id] == uid]
            due.update(self._moved_due(there[uid], at_step))
        self._store_moves(staying, target, self._spread(staying, due, now), to)

    def _moved_due(self, step, rows):
        """Return {row id: instant} at which people are due at a step of a version."""
        runner = self.env["crm.journey.step.runner"]
        if step.kind != "wait":
            return {row.id: row.planned_at for row in rows}
        began = {row.id: row.planned_at for row in rows}
        return runner._wait_ends(step, rows, began)

    def _spread(self, rows, due, now):
        """Spread those who were not due before, and are now, over some hours."""
        hours = self.migrate_plan["spread"]
        seed = f"{self.journey_id.seed}:{self.id}"
        spread = {}
        for row in rows:
            at = due[row.id]
            if at <= now < row.due_at:
                share = draw.share(seed, str(row.participant_id))
                at = now + timedelta(seconds=int(hours * 3600 * share))
            elif at <= now:
                at = row.due_at  # was due before, or is held back for a reason
            spread[row.id] = at
        return spread

    def _store_moves(self, rows, target, due, to):
        traces = self.env["crm.journey.trace"]
        visits = traces._count_visits(
            (row.participant_id, target[row.id])
            for row in rows
            if target[row.id] != row.step_uid
        )
        data = [
            (
                row.id,
                target[row.id],
                row.visit
                if target[row.id] == row.step_uid
                else visits.get(row.participant_id, {}).get(target[row.id], 0) + 1,
                due[row.id],
            )
            for row in rows
        ]
        if not data:
            return
        columns = [list(column) for column in zip(*data, strict=True)]
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_trace t SET version_id = %s, step_uid = v.step_uid,"
                " visit = v.visit, due_at = v.due_at FROM unnest(%s::int[],"
                " %s::varchar[], %s::int[], %s::timestamp[])"
                " AS v(id, step_uid, visit, due_at) WHERE t.id = v.id",
                to.id,
                *columns,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_participant SET version_id = %s WHERE id = ANY(%s)",
                to.id,
                [row.participant_id for row in rows],
            )
        )
        traces.invalidate_model()
        self.env["crm.journey.participant"].invalidate_model()


INSIDE = """
    SELECT t.step_uid, array_agg(t.id)
    FROM crm_journey_trace t
    JOIN crm_journey_participant p ON p.id = t.participant_id
    WHERE t.version_id = %s AND t.state = 'ready' AND t.is_test IS NOT TRUE
        AND p.state = 'active'
    GROUP BY t.step_uid ORDER BY t.step_uid
"""
CLAIM = """
    SELECT t.id
    FROM crm_journey_trace t
    JOIN crm_journey_participant p ON p.id = t.participant_id
    WHERE t.version_id = %s AND t.state = 'ready' AND t.is_test IS NOT TRUE
        AND p.state = 'active'
    ORDER BY t.id LIMIT %s
    FOR UPDATE OF t SKIP LOCKED
"""
