# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.sla_ledger import advance
from ..tools.sla_state import due_levels, level_instants, rearmed_levels
from .crm_ticket_stage import CLOSED_KINDS

_logger = logging.getLogger(__name__)
BATCH = 100
MAX_ATTEMPTS = 5
RETRY = timedelta(minutes=5)
WAKE = "crm_ticket_sla.wake"


class CrmTicketSla(models.Model):
    """What becomes due on clocks: misses are recorded and escalation levels done.

    Nothing scans open clocks: each knows when it next needs work, a partial index
    finds those whose time has come, and the job is woken at the earliest of them.
    """

    _inherit = "crm.ticket.sla"

    event_attempts = fields.Integer(help="How often a level failed on this clock.")
    event_error = fields.Char()
    level_log_ids = fields.One2many(
        "crm.sla.level.log", "clock_id", string="Escalation"
    )

    # ------------------------------------------------------------
    # Levels of the clocks that the engine works on
    # ------------------------------------------------------------

    @api.model
    def _levels_by_target(self):
        found = super()._levels_by_target()
        return {**found, **self.env["crm.sla.level"]._levels_by_target()}

    @api.model
    def _fired_levels(self, clock_ids):
        fired = self.env.context.get("sla_fired")
        if fired is None:
            fired = self.env["crm.sla.level.log"]._done_by_clock(clock_ids)
        return {**super()._fired_levels(clock_ids), **fired}

    @api.model
    def _save(self, clocks, calendars):
        """Rearm levels that lie ahead again; wake the job when all of this is saved."""
        levels = self._levels_by_target()
        known = [c for c in clocks if c.id and c.origin[2] in levels]
        fired = self._fired_levels([clock.id for clock in known]) if known else {}
        again = []
        now = self.env["crm.ticket"]._now()
        for clock in known:
            done = fired.get(clock.id)
            if not done:
                continue
            instants = level_instants(
                clock.segments, calendars[clock.company], levels[clock.origin[2]]
            )
            if keys := rearmed_levels(instants, done, now):
                again += [(clock.id, key) for key in keys]
                fired[clock.id] = done - set(keys)
        if again:
            self.env["crm.sla.level.log"]._rearm(again, now)
        self._wake_later()
        return super(CrmTicketSla, self.with_context(sla_fired=fired))._save(
            clocks, calendars
        )

    # ------------------------------------------------------------
    # The job's alarm clock
    # ------------------------------------------------------------

    @api.model
    def _wake_later(self):
        """Wake the job in time for the next event, once in this transaction."""
        precommit = self.env.cr.precommit
        if not precommit.data.get(WAKE):
            precommit.data[WAKE] = True
            # sudo: the job is woken for whoever changed a ticket
            precommit.add(self.sudo()._wake)

    @api.model
    def _wake(self):
        """Wake the job at the next event, unless it will be awake by then."""
        self.env.cr.precommit.data.pop(WAKE, None)
        # by its cached id: every change of a ticket comes here
        data = self.env["ir.model.data"]
        job_id = data._xmlid_to_res_id("crm_ticket_sla.ir_cron_sla_event", False)
        job = self.env["ir.cron"].browse(job_id or ())
        at = job and self._next_at()
        if not at:
            return
        now = fields.Datetime.now()
        self.env["ir.cron.trigger"].flush_model()
        past = SQL("call_at <= %s", now)
        ahead = SQL("call_at > %s AND call_at <= %s", now, at)
        known = self.env.execute_query(
            SQL(
                "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND %s LIMIT 1",
                job.id,
                past if at <= now else ahead,
            )
        )
        if not known:
            job._trigger(max(at, now))

    @api.model
    def _next_at(self):
        """Return when the next clock or notice needs work; None: none does."""
        [(at,)] = self.env.execute_query(
            SQL(
                "SELECT LEAST((SELECT min(next_event_at) FROM crm_ticket_sla"
                " WHERE next_event_at IS NOT NULL), %s)",
                self.env["crm.sla.notice"]._next_sql(),
            )
        )
        return at

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_run_events(self):
        """Do what is due, a batch a transaction; then tell people, one message each."""
        commit = self.env["ir.cron"]._commit_progress
        while left := self._count_due(fields.Datetime.now()):
            commit(remaining=left)
            count = self._run_due_events(fields.Datetime.now())
            if not commit(count):
                return
            if not count:
                # the rest is locked by somebody at work on those tickets
                commit(remaining=0)
                break
        notices = self.env["crm.sla.notice"]
        while people := notices._send_due(fields.Datetime.now()):
            if not commit(people):
                return
        self._wake()

    @api.model
    def _count_due(self, now):
        """Return how many clocks are due, up to ten thousand."""
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM (SELECT 1 FROM crm_ticket_sla"
                " WHERE next_event_at <= %s LIMIT 10000) due",
                now,
            )
        )
        return count

    @api.model
    def _claim_due(self, now, limit):
        """Lock the clocks that are due and that nobody else works on; return ids."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_ticket_sla WHERE next_event_at <= %s"
                " ORDER BY next_event_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                now,
                limit,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _run_due_events(self, now, limit=BATCH):
        """Record the misses of one batch and do its levels; return its size."""
        ids = self._claim_due(now, limit)
        if not ids:
            return 0
        due = self._settle_safely(ids, now)
        failed = {}
        for clock_id, steps in due.items():
            try:
                with self.env.cr.savepoint():
                    self._escalate(clock_id, steps, now)
            except psycopg2.OperationalError:
                raise  # somebody changed the ticket meanwhile: the whole batch again
            except Exception as error:  # one ticket must not hold up the others
                _logger.warning("Escalation of a clock failed", exc_info=True)
                failed[clock_id] = (steps[:1], error)
        self._settle_safely(list(due), now)
        for clock_id, (steps, error) in failed.items():
            self.browse(clock_id)._postpone(steps, error, now)
        return len(ids)

    @api.model
    def _settle_safely(self, clock_ids, now):
        """Settle clocks; if that fails, one by one, so that one holds up no other."""
        try:
            with self.env.cr.savepoint():
                return self._settle(clock_ids, now)
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # such as working hours that cannot be read
            if len(clock_ids) == 1:
                _logger.warning("A clock could not be settled", exc_info=True)
                self.browse(clock_ids)._postpone((), error, now)
                return {}
        found = {}
        for clock_id in clock_ids:
            found |= self._settle_safely([clock_id], now)
        return found

    @api.model
    def _settle(self, clock_ids, now):
        """Record misses and place what comes next, in bulk.

        :return: {clock id: [(instant, level id)]} of the levels that are due
        """
        if not clock_ids:
            return {}
        clocks = self._load(SQL("c.id = ANY(%s)", clock_ids), latest=False)
        calendars = self._calendars_of(clocks)
        self._drop_idle(clocks)
        for clock in clocks:
            clock.segments = advance(clock.segments, now, calendars[clock.company])
        self._save(clocks, calendars)
        levels = self._levels_by_target()
        fired = self._fired_levels(clock_ids)
        found = {}
        for clock in clocks:
            steps = levels.get(clock.origin[2], ())
            own = calendars[clock.company]
            instants = level_instants(clock.segments, own, steps)
            keys = due_levels(instants, fired.get(clock.id, ()), now)
            if keys:
                found[clock.id] = [(instants[key], key) for key in keys]
        return found

    @api.model
    def _drop_idle(self, clocks):
        """Leave out clocks of tickets that nobody works on any more."""
        tickets = self.env["crm.ticket"].browse({clock.key for clock in clocks})
        idle = tickets.filtered(
            lambda t: not t.active or t.merged_into_id or t.stage_kind in CLOSED_KINDS
        )
        if not idle:
            return
        gone = [clock for clock in clocks if clock.key in idle._ids]
        for clock in gone:
            clocks.remove(clock)
        self.env.execute_query(
            SQL(
                "UPDATE crm_ticket_sla SET next_event_at = NULL"
                " WHERE id = ANY(%s) RETURNING id",
                [clock.id for clock in gone],
            )
        )
        self.browse(clock.id for clock in gone).invalidate_recordset(flush=False)

    @api.model
    def _escalate(self, clock_id, steps, now):
        """Do the levels of one clock that are due, earliest first."""
        steps = list(steps)
        clock = self.browse(clock_id)
        while steps:
            at, key = steps.pop(0)
            level = self.env["crm.sla.level"].browse(key)
            level._fire(clock, at, now)
            if steps and level._changes_clocks():
                # what it did may have paused, moved or ended the clock
                steps = self._settle([clock_id], now).get(clock_id, [])
        if clock.event_attempts:
            clock.write({"event_attempts": 0, "event_error": False})

    def _postpone(self, steps, error, now):
        """Try again later, each time later; a level that fails too often is given up.

        :param steps: the level that failed, if it was one
        """
        attempts = self.event_attempts + 1
        if steps and attempts >= MAX_ATTEMPTS:
            [(at, key)] = steps
            self.env["crm.sla.level.log"]._claim(
                self, key, at, now, state="failed", error=str(error)[:500]
            )
            attempts = 0
        wait = RETRY * 2 ** min(attempts, MAX_ATTEMPTS)
        self.write(
            {
                "event_attempts": attempts,
                "event_error": str(error)[:500],
                "next_event_at": now + wait if attempts else now,
            }
        )
