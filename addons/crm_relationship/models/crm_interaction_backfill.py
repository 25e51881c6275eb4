# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_parked_row import SCHEMA, is_passing

_logger = logging.getLogger(__name__)
CHUNK = 10_000
MAX_ERRORS = 3


class CrmInteractionBackfill(models.Model):
    """The history that the company had before the log, one row per kind of record.

    The job walks each table from its newest id to its oldest, a chunk per
    transaction, and remembers where it is. Killed anywhere, it goes on from the last
    commit; run twice or on two hosts, it inserts nothing twice, for the log refuses
    an event that it has.
    """

    _name = "crm.interaction.backfill"
    _description = "Interaction Backfill"
    _order = "sequence, id"

    name = fields.Char(compute="_compute_name")
    sequence = fields.Integer(default=10)
    model = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("error", "Failed"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    max_id = fields.Integer(readonly=True)
    next_id = fields.Integer(readonly=True, help="The next chunk ends with this id.")
    total = fields.Integer(string="Records", readonly=True)
    done = fields.Integer(string="Read", readonly=True)
    logged = fields.Integer(string="Interactions", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)
    error_count = fields.Integer(readonly=True)

    _model_uniq = models.Constraint(
        "UNIQUE (model)", "The history of these records is being read already."
    )

    @api.depends("model")
    def _compute_name(self):
        for backfill in self:
            known = backfill.model in self.env
            # sudo: the name of a model is no secret
            backfill.name = (
                self.env["ir.model"].sudo()._get(backfill.model).name
                if known
                else backfill.model
            )

    @api.depends("state", "max_id", "next_id")
    def _compute_progress(self):
        for backfill in self:
            passed = backfill.max_id - backfill.next_id
            share = passed / backfill.max_id if backfill.max_id else 1
            backfill.progress = 100.0 if backfill.state == "done" else 100.0 * share

    # ------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------

    @api.model
    def _sources(self):
        """Return the names of the models whose old records are read."""
        return sorted(
            name
            for name in self.pool.descendants(["crm.interaction.mixin"], "_inherit")
            if not self.env[name]._abstract and self._events_of(self.env[name])
        )

    @api.model
    def _events_of(self, model):
        return {
            name: event
            for name, event in model._interaction_events().items()
            if event.in_backfill
        }

    @api.model
    def _plan(self):
        """Plan the sources that have no row yet, and wake the job."""
        planned = set(self.search([("model", "!=", False)]).mapped("model"))
        rows = []
        for name in self._sources():
            if name in planned:
                continue
            table = SQL.identifier(self.env[name]._table)
            # the index gives the newest id; the count is the planner's estimate
            [(newest,)] = self.env.execute_query(SQL("SELECT max(id) FROM %s", table))
            [(estimate,)] = self.env.execute_query(
                SQL(
                    "SELECT greatest(reltuples, 0)::bigint FROM pg_class"
                    " WHERE oid = %s::regclass",
                    self.env[name]._table,
                )
            )
            rows.append(
                {
                    "model": name,
                    "max_id": newest or 0,
                    "next_id": newest or 0,
                    "total": min(estimate, newest or 0) or newest or 0,
                }
            )
        self.create(rows)
        self._wake()

    @api.model
    def _wake(self):
        # sudo: an administrator of sales may wake the job, not edit it
        self.env.ref("crm_relationship.ir_cron_interaction_backfill").sudo()._trigger()

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_backfill(self):
        """Read chunks, a commit each, as long as the scheduler gives time."""
        commit = self.env["ir.cron"]._commit_progress
        while source := self._next_source():
            source._step()
            if not commit(1, remaining=self._remaining_chunks()):
                return
        commit(remaining=0)  # what is left another job holds

    @api.model
    def _run(self, limit_seconds=None, commit=None):
        """Read everything that is left, for scripts and tests.

        :param limit_seconds: stop after about this time; None: no limit
        :param commit: called after every chunk
        :return: number of interactions logged
        """
        started, logged = time.monotonic(), 0
        while source := self._next_source():
            logged += source._step()
            if commit:
                commit()
            if limit_seconds and time.monotonic() - started > limit_seconds:
                break
        return logged

    @api.model
    def _next_source(self):
        """Return a source with work that no other process holds.

        The one that got furthest behind in time comes first, so that all kinds of
        history go back in time side by side.
        """
        todo = self.search([("state", "in", ("pending", "running"))])
        todo = todo.sorted(lambda s: (s.progress, s.sequence, s.id))
        return todo.try_lock_for_update(limit=1).filtered(
            lambda s: s.state in ("pending", "running")
        )

    @api.model
    def _remaining_chunks(self):
        todo = self.search([("state", "in", ("pending", "running"))])
        return sum(max(1, -(-source.next_id // CHUNK)) for source in todo)

    def _step(self):
        """Read one chunk of this source, newest records first.

        :return: number of interactions logged
        """
        self.ensure_one()
        if self.model not in self.env:  # its addon was uninstalled
            self.write({"state": "done", "finished_at": fields.Datetime.now()})
            return 0
        high = self.next_id
        low = max(0, high - CHUNK)
        try:
            with self.env.cr.savepoint():
                read, logged = self._backfill_range(low, high)
        except Exception as error:  # of any kind: kept on the row for the administrator
            # a source asks with a statement of its own: one that cannot be asked is its
            # fault, and no other source waits for it
            if is_passing(error) and not isinstance(error, SCHEMA):
                raise  # says nothing of these records: the job comes again
            _logger.exception(
                "Backfill of %s failed at ids %s-%s", self.model, low, high
            )
            self._fail(error)
            return 0
        now = fields.Datetime.now()
        self.write(
            {
                "next_id": low,
                "done": self.done + read,
                "logged": self.logged + logged,
                "started_at": self.started_at or now,
                "state": "running" if low else "done",
                "finished_at": False if low else now,
                "error": False,
                "error_count": 0,
            }
        )
        return logged

    def _backfill_range(self, low, high):
        """Log the events of records with low < id <= high.

        :return: (records read, interactions logged)
        """
        self._disable_jit()
        model = self.env[self.model]
        scope = SQL("o.id > %s AND o.id <= %s", low, high)
        now = fields.Datetime.now()
        selects = [
            event.select(model, name, scope=scope, now=now, live=False)
            for name, event in self._events_of(model).items()
        ]
        [(read,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %s o WHERE %s",
                SQL.identifier(model._table),
                scope,
            )
        )
        if not read:
            return 0, 0
        logged = self.env["crm.interaction"]._insert_events(selects, now, live=False)
        return read, logged

    @api.model
    def _disable_jit(self):
        """Do not compile the statements of this transaction.

        Compiling one of so many small expressions takes PostgreSQL up to a minute,
        for work of two seconds; each of a dashboard's, ten times what it computes.
        """
        self.env.cr.execute("SET LOCAL jit = off")

    def _fail(self, error):
        count = self.error_count + 1
        self.write(
            {
                "error": str(error)[:2000],
                "error_count": count,
                "state": "error" if count >= MAX_ERRORS else "running",
            }
        )

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_pause(self):
        """Stop after the chunk that is being read."""
        self.filtered(lambda s: s.state in ("pending", "running")).write(
            {"state": "paused"}
        )

    def action_resume(self):
        """Go on where it stopped."""
        self.filtered(lambda s: s.state in ("paused", "error")).write(
            {"state": "pending", "error": False, "error_count": 0}
        )
        self._wake()

    def action_restart(self):
        """Read everything again; what is on the timelines already stays as it is."""
        if any(source.state in ("pending", "running") for source in self):
            raise UserError(self.env._("It is still running. Pause it first."))
        for source in self:
            newest = source.max_id
            if source.model in self.env:
                table = SQL.identifier(self.env[source.model]._table)
                [(newest,)] = self.env.execute_query(
                    SQL("SELECT max(id) FROM %s", table)
                )
            source.write(
                {
                    "state": "pending",
                    "max_id": newest or 0,
                    "next_id": newest or 0,
                    "done": 0,
                    "logged": 0,
                    "finished_at": False,
                }
            )
        self._wake()
