# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: A timer that was forgotten counts no more than a day.
LONGEST = timedelta(hours=24)


class CrmTicketTime(models.Model):
    """Minutes that somebody worked on a ticket; while the timer runs it has no end."""

    _name = "crm.ticket.time"
    _description = "Time on a Ticket"
    _order = "date desc, id desc"
    _rec_name = "note"

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    minutes = fields.Integer()
    note = fields.Char()
    started_at = fields.Datetime(readonly=True, copy=False)
    stopped_at = fields.Datetime(readonly=True, copy=False)
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)

    _minutes_check = models.Constraint(
        "CHECK (minutes >= 0 AND minutes <= 1440)",
        "Minutes: between 0 and 1440, a whole day.",
    )
    _running_uniq = models.UniqueIndex(
        "(user_id) WHERE started_at IS NOT NULL AND stopped_at IS NULL",
        "Your timer runs on another ticket: stop it first.",
    )

    @api.constrains("ticket_id", "minutes", "started_at", "stopped_at")
    def _check_minutes(self):
        for line in self:
            if not line.started_at and not line.minutes:
                raise ValidationError(
                    self.env._("Minutes: say how long you worked, at least one.")
                )
            if line.stopped_at and line.stopped_at < line.started_at:
                raise ValidationError(
                    self.env._("Minutes: a timer cannot stop before it starts.")
                )

    def _stop(self, now):
        """End running timers; a minute begun counts, a forgotten day counts once."""
        for line in self:
            worked = min(max(now - line.started_at, timedelta()), LONGEST)
            line.write(
                {
                    "stopped_at": max(now, line.started_at),
                    "minutes": -(-int(worked.total_seconds()) // 60),
                }
            )


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    time_ids = fields.One2many(
        "crm.ticket.time",
        "ticket_id",
        string="Time spent",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )
    time_minutes = fields.Integer(
        string="Minutes spent",
        compute="_compute_time_minutes",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )
    timer_started_at = fields.Datetime(
        string="Timer runs since",
        compute="_compute_timer_started_at",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )

    @api.depends("time_ids.minutes")
    def _compute_time_minutes(self):
        spent = dict(
            self.env["crm.ticket.time"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["minutes:sum"]
            )
        )
        for ticket in self:
            ticket.time_minutes = spent.get(ticket._origin, 0)

    @api.depends_context("uid")
    @api.depends("time_ids.started_at", "time_ids.stopped_at")
    def _compute_timer_started_at(self):
        running = self._running_timer().filtered("ticket_id")
        for ticket in self:
            mine = running.ticket_id == ticket._origin
            ticket.timer_started_at = mine and running.started_at

    @api.model
    def _running_timer(self):
        """Return the line of the user whose timer runs, if any."""
        return self.env["crm.ticket.time"].search(
            [
                ("user_id", "=", self.env.uid),
                ("started_at", "!=", False),
                ("stopped_at", "=", False),
            ],
            limit=1,
        )

    def action_start_timer(self):
        """Start the timer of the user here; one that runs elsewhere goes on there."""
        self.ensure_one()
        self.check_access("write")
        # sudo: a timer of one's own counts even on a ticket one sees no longer
        running = self.sudo()._running_timer()
        if running:
            raise UserError(
                self.env._(
                    "Your timer runs on %(ticket)s: stop it first.",
                    ticket=running.ticket_id.number,
                )
            )
        self.env["crm.ticket.time"].create(
            {"ticket_id": self.id, "started_at": self._now()}
        )
        return True

    def action_stop_timer(self):
        """Stop the timer of the user, wherever it runs."""
        # sudo: a timer of one's own counts even on a ticket one sees no longer
        running = self.sudo()._running_timer()
        if not running:
            raise UserError(self.env._("Your timer does not run."))
        running._stop(self._now())
        return True
