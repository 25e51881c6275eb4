# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.working_days import Target
from .crm_ticket import PRIORITIES

REPLY_METRICS = ("first_response", "next_response", "update")
STAGE_METRICS = ("reach_stage", "time_in_stage")
REOPEN = [("resume", "Goes on with what is left"), ("new_cycle", "Starts afresh")]


class CrmSlaTarget(models.Model):
    """One promise of a policy: a metric, for one priority or all, and how it counts."""

    _name = "crm.sla.target"
    _inherit = "crm.sla.metric"
    _description = "SLA Target"
    _order = "policy_id, sequence, id"
    _rec_name = "metric"

    policy_id = fields.Many2one(
        "crm.sla.policy", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    priority = fields.Selection(
        PRIORITIES, help="Empty: for every priority that has no line of its own."
    )
    unit = fields.Selection(
        [("hours", "Hours"), ("days", "Working days")], required=True, default="hours"
    )
    seconds = fields.Integer(help="Working seconds, or clock seconds.")
    hours = fields.Float(
        compute="_compute_hours",
        inverse="_inverse_hours",
        help="Hours and minutes that the clock may run.",
    )
    days = fields.Integer(help="0: the day on which the clock starts.")
    end_of_day = fields.Boolean(
        string="Until the end of the day",
        help="Due when that working day closes, instead of at the same time of day.",
    )
    is_clock_time = fields.Boolean(
        string="Day and night",
        help="Counts every hour of the week instead of working hours.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        check_company=True,
        ondelete="restrict",
        help="Empty: those of the policy, else of the customer, the team, the company.",
    )
    pauses_customer = fields.Boolean(
        string="Pauses while waiting for the customer",
        compute="_compute_pauses",
        store=True,
        readonly=False,
    )
    pauses_third = fields.Boolean(
        string="Pauses while waiting for others",
        compute="_compute_pauses",
        store=True,
        readonly=False,
    )
    reopen = fields.Selection(
        REOPEN,
        string="When reopened",
        required=True,
        default="resume",
        help="What the clock of a solved ticket does when it is opened again.",
    )
    met_at_creation = fields.Boolean(
        string="Met when an agent opens the ticket",
        default=True,
        help="An agent who opens a ticket has the customer on the phone already.",
    )
    stage_ids = fields.Many2many(
        "crm.ticket.stage",
        string="Stages",
        help="The stages to be reached, or the stages that it may stay in for so long.",
    )

    _length_check = models.Constraint(
        "CHECK (seconds >= 0 AND days >= 0)", "A promise cannot be negative."
    )

    @api.depends("seconds")
    def _compute_hours(self):
        for target in self:
            target.hours = target.seconds / 3600

    def _inverse_hours(self):
        # part of the edit of the hours, not one of its own
        for target in self.with_context(ticket_policy_edit=True):
            # hours are edited as hours and minutes
            target.seconds = round(target.hours * 60) * 60

    @api.depends("metric")
    def _compute_pauses(self):
        """Pause all but replies: they wait for us, whoever the ticket waits for."""
        for target in self:
            waits = bool(target.metric) and target.metric not in (
                *REPLY_METRICS,
                "assign",
                "time_in_stage",
            )
            target.pauses_customer = target.pauses_third = waits

    @api.depends("metric", "priority")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        priorities = dict(self._fields["priority"]._description_selection(self.env))
        for target in self:
            words = [metrics.get(target.metric), priorities.get(target.priority)]
            target.display_name = ", ".join(word for word in words if word)

    def _as_target(self):
        """Return what is promised, for the arithmetic."""
        self.ensure_one()
        if self.unit == "days":
            return Target(days=self.days, end_of_day=self.end_of_day)
        return Target(seconds=self.seconds)
