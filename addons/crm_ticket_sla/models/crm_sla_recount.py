# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 5000
KINDS = [
    ("calendar", "Working hours changed"),
    ("policy", "Policy changed"),
    ("apply", "Policy applied to open tickets"),
    ("archived", "Policy archived"),
    ("clocks", "Clocks left over"),
]


class CrmSlaRecount(models.Model):
    """One edit of policies or working hours, and the work on open clocks it makes.

    What is cached of both is kept by the edits that a transaction can see
    (``_revision``): another worker or host reads anew as soon as an edit is committed,
    and never before.
    """

    _name = "crm.sla.recount"
    _description = "SLA Recount"
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        readonly=True,
        ondelete="cascade",
        help="Empty: all of them.",
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    policy_id = fields.Many2one("crm.sla.policy", readonly=True, ondelete="cascade")
    from_at = fields.Datetime(
        string="Edited from",
        readonly=True,
        help="Hours before are as they were. Empty: nobody knows.",
    )
    to_at = fields.Datetime(
        string="Edited to",
        readonly=True,
        help="Hours after are as they were. Empty: nobody knows.",
    )
    clock_ids = fields.Json(readonly=True)
    is_done = fields.Boolean(readonly=True)
    last_id = fields.Integer(readonly=True)
    total = fields.Integer(string="To do", readonly=True)
    done = fields.Integer(readonly=True)
    changed = fields.Integer(readonly=True)

    _todo_idx = models.Index("(id) WHERE is_done IS NOT TRUE")

    @api.model
    def _revision_sql(self):
        """Return a column with the edits that a transaction sees."""
        return SQL(
            "(SELECT concat(count(*), ':', coalesce(sum(id), 0)) FROM crm_sla_recount)"
        )

    @api.model
    def _revision(self):
        """Return what the caches are kept by: which edits this transaction sees."""
        [(revision,)] = self.env.execute_query(SQL("SELECT %s", self._revision_sql()))
        return revision

    @api.model
    def _record(self, kind, **values):
        """Note an edit, and wake the job that does what follows from it."""
        # sudo: whoever edits working hours or policies makes this work
        queue = self.sudo()
        row = queue.create({"kind": kind, "is_done": kind == "policy", **values})
        cron = self.env.ref("crm_ticket_sla.ir_cron_sla_recount", False)
        if cron and not row.is_done:
            cron.sudo()._trigger()
        return row

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_recount(self):
        """Do what is queued, in batches that each commit."""
        commit = self.env["ir.cron"]._commit_progress
        # what is queued meanwhile, such as clocks that are locked, wakes the job again
        queued = self.search([("is_done", "!=", True)], order="id desc", limit=1)
        if not queued:
            return
        todo = [("is_done", "!=", True), ("id", "<=", queued.id)]
        while job := self._take_next(todo):
            size = job._run_batch()
            if not commit(size, remaining=self._remaining()):
                return
        commit(remaining=0)  # what is left somebody holds: not at once again

    @api.model
    def _take_next(self, todo):
        """Return the oldest work that no other process holds, locked for this one."""
        job = self.search(todo, order="id").try_lock_for_update(limit=1)
        job.invalidate_recordset()
        return job.filtered(lambda one: not one.is_done)

    @api.model
    def _remaining(self):
        """Return how many clocks or tickets are still to be looked at."""
        jobs = self.search([("is_done", "!=", True)])
        return sum(max(1, job.total - job.done) for job in jobs)

    def _run_batch(self, limit=BATCH):
        """Work on the next rows of this job; return how many."""
        self.ensure_one()
        if not self.last_id:
            self._begin()
        tickets = self.kind == "apply"
        ids = self._next_tickets(limit) if tickets else self._next_clocks(limit)
        changed = self._change_safely(ids)
        self.write(
            {
                "last_id": ids[-1] if ids else self.last_id,
                "done": self.done + len(ids),
                "changed": self.changed + changed,
                "is_done": len(ids) < limit,
            }
        )
        return len(ids)

    def _change_safely(self, ids):
        """Do the work on rows; one that fails every time is parked, not waited for.

        :return: how many were changed
        """
        counts, parked = [], self.env["crm.parked.row"]
        parked._each_safely(
            ids,
            lambda some: counts.append(self._change(some)),
            lambda one, error: parked._park("sla_recount", self._name, self.id, error),
        )
        return sum(counts)

    def _change(self, ids):
        if self.kind == "apply":
            return self.env["crm.ticket"].browse(ids)._sla_apply_policy()
        clocks = self.env["crm.ticket.sla"].browse(ids)
        return clocks._withdraw(self) if self.kind == "archived" else clocks._recount()

    def _begin(self):
        """Count what is to be done, once for all edits of the same thing so far."""
        same = self.search(
            [
                ("id", ">", self.id),
                ("is_done", "!=", True),
                ("last_id", "=", 0),
                ("kind", "=", self.kind),
                ("kind", "!=", "clocks"),
                ("calendar_id", "=", self.calendar_id.id),
                ("company_id", "=", self.company_id.id),
                ("policy_id", "=", self.policy_id.id),
            ]
        )
        same.write({"is_done": True})
        every = self | same
        for name, bound in (("from_at", min), ("to_at", max)):
            instants = every.mapped(name)
            self[name] = bound(instants) if all(instants) else False
        scope = self._ticket_scope() if self.kind == "apply" else self._clock_scope()
        table = SQL("crm_ticket t" if self.kind == "apply" else "crm_ticket_sla c")
        [(total,)] = self.env.execute_query(
            SQL("SELECT count(*) FROM %s WHERE %s", table, scope)
        )
        self.total = total

    def _next_clocks(self, limit):
        self.env["crm.ticket.sla"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT c.id FROM crm_ticket_sla c WHERE %s AND c.id > %s"
                " ORDER BY c.id LIMIT %s",
                self._clock_scope(),
                self.last_id,
                limit,
            )
        )
        return [row[0] for row in rows]

    def _next_tickets(self, limit):
        self.env["crm.ticket"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM crm_ticket t WHERE %s AND t.id > %s"
                " ORDER BY t.id LIMIT %s",
                self._ticket_scope(),
                self.last_id,
                limit,
            )
        )
        return [row[0] for row in rows]

    def _clock_scope(self):
        """Return which clocks an edit may touch: open ones only, ever."""
        scope = [SQL("c.clock <> 'stopped'")]
        if self.kind == "archived":
            scope.append(SQL("c.policy_id = %s", self.policy_id.id))
        elif self.kind == "clocks":
            scope.append(SQL("c.id = ANY(%s)", self.clock_ids or [0]))
        elif self.calendar_id:
            scope.append(
                SQL(
                    "EXISTS (SELECT 1 FROM crm_ticket_sla_segment s"
                    " WHERE s.sla_id = c.id AND s.calendar_id = %s)",
                    self.calendar_id.id,
                )
            )
        else:
            scope.append(
                SQL(
                    "EXISTS (SELECT 1 FROM crm_ticket_sla_segment s"
                    " WHERE s.sla_id = c.id AND s.calendar_id IS NOT NULL)"
                )
            )
        if self.company_id:
            scope.append(SQL("c.company_id = %s", self.company_id.id))
        return SQL(" AND ").join([*scope, *self._span_scope()])

    def _span_scope(self):
        """Return the conditions on clocks that count hours within the edited span.

        What a clock shows is read from its start up to the last instant it shows. An
        edit of what is past may also bring back what was done after the deadline: then
        only the start counts.
        """
        scope = []
        if self.to_at:
            scope.append(SQL("(c.started_at IS NULL OR c.started_at < %s)", self.to_at))
        if self.from_at and self.from_at > self.env["crm.ticket"]._now():
            scope.append(
                SQL(
                    "(coalesce(c.deadline_at, c.frozen_deadline_at) IS NULL"
                    " OR greatest(c.deadline_at, c.frozen_deadline_at, c.risk_at,"
                    " c.next_event_at) > %s)",
                    self.from_at,
                )
            )
        return scope

    def _ticket_scope(self):
        """Return which tickets a policy may be applied to: open ones of its company."""
        kinds = ("new", "open", "wait_customer", "wait_third")
        scope = [SQL("t.active IS TRUE AND t.stage_kind IN %s", kinds)]
        if self.policy_id.company_id:
            scope.append(SQL("t.company_id = %s", self.policy_id.company_id.id))
        return SQL(" AND ").join(scope)

    @api.autovacuum
    def _gc_done(self):
        """Forget what was done a month ago; the last ones are kept for the record."""
        old = self.search(
            [("is_done", "=", True), ("create_date", "<", "now -30d")], limit=1000
        )
        old.unlink()
        return len(old), len(old) == 1000
