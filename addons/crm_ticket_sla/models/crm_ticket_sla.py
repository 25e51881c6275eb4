# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .crm_sla_target import METRICS, REOPEN

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
    metric = fields.Selection(METRICS, string="Promise", required=True)
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
    counted_at = fields.Datetime(help="The instant that the numbers were read at.")
    recount_at = fields.Datetime(
        help="Set while the clock waits to be counted again, after an edit."
    )
    segment_ids = fields.One2many("crm.ticket.sla.segment", "sla_id", string="Ledger")

    _cycle_uniq = models.UniqueIndex(
        "(ticket_id, metric, cycle)", "This clock has this cycle already."
    )
    _next_idx = models.Index("(next_event_at) WHERE next_event_at IS NOT NULL")
    _open_idx = models.Index("(policy_id) WHERE clock <> 'stopped'")
    _open_calendar_idx = models.Index("(calendar_id) WHERE clock <> 'stopped'")
    _recount_idx = models.Index("(id) WHERE recount_at IS NOT NULL")

    @api.depends("ticket_id.number", "metric", "cycle")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            cycle = f" {clock.cycle}" if clock.cycle > 1 else ""
            name = f"{clock.ticket_id.number or ''} {metrics.get(clock.metric)}{cycle}"
            clock.display_name = name.strip()
