# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.sla_ledger import CANCEL, RECOUNT, WAIVE, Event, advance
from ..tools.sla_state import state_of
from ..tools.ticket_clock import reading
from .crm_sla_target import REOPEN

CLOCKS = [
    ("idle", "Not begun"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("stopped", "Stopped"),
]
OUTCOMES = [
    ("pending", "Pending"),
    ("met", "Met"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
    ("waived", "Waived"),
]


class CrmTicketSla(models.Model):
    """One clock of one ticket in one cycle, with a snapshot of its target.

    Its segments are the truth; every number here is read from them and can be made
    again by ``_rebuild``. Rows are written by the engine only, in bulk.
    """

    _name = "crm.ticket.sla"
    _inherit = "crm.sla.metric"
    _description = "SLA Clock"
    _order = "ticket_id, cycle, id"
    _log_access = False

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    policy_id = fields.Many2one("crm.sla.policy", index=True, ondelete="restrict")
    policy_version = fields.Integer()
    target_id = fields.Many2one(
        "crm.sla.target", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    team_id = fields.Many2one(related="ticket_id.team_id", store=True, index=True)
    cycle = fields.Integer(required=True, default=1)

    # Snapshot of the target
    target_seconds = fields.Integer()
    target_days = fields.Integer()
    in_days = fields.Boolean()
    end_of_day = fields.Boolean()
    is_clock_time = fields.Boolean(string="Day and night")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        index="btree_not_null",
        ondelete="restrict",
    )
    pauses_customer = fields.Boolean()
    pauses_third = fields.Boolean()
    reopen = fields.Selection(REOPEN)

    # What is read from the segments
    clock = fields.Selection(CLOCKS, required=True, default="running")
    outcome = fields.Selection(OUTCOMES, required=True, default="pending")
    budget = fields.Integer(help="Working seconds promised.", aggregator=None)
    consumed = fields.Integer(
        help="Working seconds used, up to the last event.", aggregator="avg"
    )
    paused = fields.Integer(
        help="Working seconds that did not count.", aggregator="avg"
    )
    late = fields.Integer(
        help="Working seconds beyond the budget, up to the last event.",
        aggregator="avg",
    )
    started_at = fields.Datetime(string="Started")
    stopped_at = fields.Datetime(string="Stopped")
    missed_at = fields.Datetime(string="Missed at")
    deadline_at = fields.Datetime(string="Due")
    frozen_deadline_at = fields.Datetime(
        string="Due if it ran on", help="While paused: when it would have been due."
    )
    risk_at = fields.Datetime(
        string="At risk from", help="When three quarters of the time are used."
    )
    next_event_at = fields.Datetime(
        help="When the clock next needs work: a step of the escalation, or the miss."
    )
    is_unplannable = fields.Boolean(
        string="Cannot be planned",
        help="The working hours do not reach far enough for this promise.",
    )
    segment_ids = fields.One2many("crm.ticket.sla.segment", "sla_id", string="Ledger")

    _cycle_uniq = models.UniqueIndex(
        "(ticket_id, metric, cycle)", "This clock has this cycle already."
    )
    _next_idx = models.Index("(next_event_at) WHERE next_event_at IS NOT NULL")
    _open_idx = models.Index("(id) WHERE clock <> 'stopped'")
    # reports count from the index alone
    _report_idx = models.Index(
        "(company_id, team_id, outcome, clock, deadline_at)"
        " WHERE outcome <> 'cancelled'"
    )
    _open_policy_idx = models.Index("(policy_id) WHERE clock <> 'stopped'")

    @api.depends("ticket_id.number", "metric", "cycle")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            cycle = f" {clock.cycle}" if clock.cycle > 1 else ""
            name = f"{clock.ticket_id.number or ''} {metrics.get(clock.metric)}{cycle}"
            clock.display_name = name.strip()

    # ------------------------------------------------------------
    # What others ask of clocks; each for any number, in the same few queries
    # ------------------------------------------------------------

    def _load_these(self):
        self.env["crm.ticket.sla"].flush_model()
        return self._load(SQL("c.id = ANY(%s)", self.ids or [0]), latest=False)

    def _apply_events(self, events):
        """Apply events of the ledger to clocks.

        :param events: {clock id: list of `Event`}
        """
        clocks = self.browse(events)._load_these()
        self._work([(clock, events[clock.id]) for clock in clocks])

    def _advance(self, now):
        """Record the misses that have come by `now`, and when to look again.

        :return: the clocks missed by this call
        """
        clocks = self._load_these()
        calendars = self._calendars_of(clocks, [Event(now, RECOUNT)])
        before = {clock.id: clock.stored.outcome for clock in clocks}
        for clock in clocks:
            clock.segments = advance(clock.segments, now, calendars[clock.company])
        self._save(clocks, calendars)
        return self.browse(
            clock.id
            for clock in clocks
            if before[clock.id] == "pending" and clock.segments[-1].outcome == "missed"
        )

    def _waive(self, now, cause):
        """Let misses not count; only a miss can be waived."""
        self._apply_events({i: [Event(now, WAIVE, cause)] for i in self.ids})

    def _states(self, now):
        """Return {clock id: `State`} at an instant, with what is used by then."""
        clocks = self._load_these()
        calendars = self._calendars_of(clocks, [Event(now, RECOUNT)])
        return {
            clock.id: state_of(clock.segments, calendars[clock.company], now)
            for clock in clocks
        }

    def _ledgers(self, now=None):
        """Return {clock id: (segments, calendars)} for the arithmetic in tools."""
        clocks = self._load_these()
        events = [Event(now, RECOUNT)] if now else []
        calendars = self._calendars_of(clocks, events)
        return {
            clock.id: (clock.segments, calendars[clock.company]) for clock in clocks
        }

    def _rebuild(self):
        """Make what is stored of clocks again from their ledgers.

        :return: {clock id: (stored, rebuilt)} of those that differed
        """
        clocks = self._load_these()
        calendars = self._calendars_of(clocks)
        levels = self._levels_by_target()
        fired = self._fired_levels(self.ids) if levels else {}
        found = {}
        for clock in clocks:
            steps = levels.get(clock.origin[2], ())
            done = fired.get(clock.id, ())
            again = reading(clock.segments, calendars[clock.company], steps, done)
            if again != clock.stored:
                found[clock.id] = (clock.stored, again)
        self._save([clock for clock in clocks if clock.id in found], calendars)
        return found

    # ------------------------------------------------------------
    # After edits, in the background
    # ------------------------------------------------------------

    def _recount(self):
        """Count open clocks again after their schedule was corrected.

        :return: how many of them changed
        """
        now = self.env["crm.ticket"]._now()
        clocks = self._load_these()
        event = Event(now, RECOUNT)
        calendars = self._calendars_of(clocks, [event])
        for clock in clocks:
            clock.take(event, calendars[clock.company])
        self._read_again(clocks, calendars)
        free = self._free([clock for clock in clocks if clock.differs], "clocks")
        levels = self._levels_by_target()
        for clock in free:
            if levels.get(clock.origin[2]):
                # steps that are done may lie ahead again: read once that is settled
                clock.fresh = None
        self._save(free, calendars)
        return len(free)

    def _withdraw(self, job):
        """Cancel open clocks of a policy that holds no more; return how many."""
        now = self.env["crm.ticket"]._now()
        clocks = self._free(self._load_these(), job.kind, job.policy_id)
        event = Event(now, CANCEL, f"policy:{job.policy_id.id}")
        self._work([(clock, [event]) for clock in clocks])
        return len(clocks)

    @api.model
    def _free(self, clocks, kind, policy=None):
        """Lock clocks; those that somebody works on are left for a later job."""
        if not clocks:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_ticket_sla WHERE id = ANY(%s)"
                " FOR NO KEY UPDATE SKIP LOCKED",
                [clock.id for clock in clocks],
            )
        )
        free = {row[0] for row in rows}
        left = [clock.id for clock in clocks if clock.id not in free]
        if left:
            scope = {"policy_id": policy.id} if policy else {"clock_ids": left}
            self.env["crm.sla.recount"]._record(kind, **scope)
        return [clock for clock in clocks if clock.id in free]
