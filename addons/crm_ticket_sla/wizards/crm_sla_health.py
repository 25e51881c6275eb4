# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..models.crm_ticket_stage import CLOSED_KINDS
from ..tools.calendar_windows import warning

#: Events that should have been handled this long ago are a sign of a stopped job.
LAG = timedelta(minutes=15)
JOBS = ("ir_cron_sla_event", "ir_cron_sla_webhook", "ir_cron_sla_lab")


class CrmSlaHealthLine(models.TransientModel):
    """One thing that keeps promises from being made or kept, and what to do about it.

    The page is made anew each time it is opened, for the companies at hand.
    """

    _name = "crm.sla.health.line"
    _description = "SLA Health"
    _order = "severity, id"

    name = fields.Char(string="Finding", readonly=True)
    advice = fields.Char(string="What to do", readonly=True)
    severity = fields.Selection(
        [("1", "Broken"), ("2", "Warning"), ("3", "To know")], readonly=True
    )
    count = fields.Integer(readonly=True)
    res_model = fields.Char(readonly=True)
    res_ids = fields.Json(readonly=True)

    @api.model
    def action_open(self):
        """Check everything and show what was found."""
        self.check_access("create")
        lines = self.create(self._findings(fields.Datetime.now()))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ticket_sla.crm_sla_health_line_action"
        )
        action["domain"] = [("id", "in", lines.ids)]
        return action

    def action_show(self):
        """Show the records of a finding."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.res_ids or [])],
            "context": {"active_test": False},
        }

    @api.model
    def _findings(self, now):
        """Return the values of all lines."""
        found = [
            *self._unmatched(),
            *self._unplannable(),
            *self._policies(),
            *self._calendars(),
            *self._teams(),
            *self._jobs(now),
            *self._failures(),
        ]
        if found:
            return found
        return [
            {
                "name": self.env._("Nothing is wrong."),
                "advice": self.env._("Nothing to do."),
                "severity": "3",
            }
        ]

    def _line(self, records, severity, name, advice):
        """Return the values of a line about some records; nothing without any."""
        if not records:
            return []
        return [
            {
                "name": name,
                "advice": advice,
                "severity": severity,
                "count": len(records),
                "res_model": records._name,
                "res_ids": records.ids[:1000],
            }
        ]

    def _unmatched(self):
        open_tickets = Domain("stage_kind", "not in", CLOSED_KINDS)
        tickets = self.env["crm.ticket"].search(
            open_tickets & Domain("clock_ids", "=", False), limit=1000
        )
        return self._line(
            tickets,
            "2",
            self.env._("Open tickets without any promise"),
            self.env._("Add a policy without conditions at the end of the list."),
        )

    def _unplannable(self):
        clocks = self.env["crm.ticket.sla"].search(
            [("is_unplannable", "=", True), ("clock", "!=", "stopped")], limit=1000
        )
        return self._line(
            clocks,
            "1",
            self.env._("Clocks that cannot be planned"),
            self.env._(
                "Their working hours are empty or end before the promise: correct "
                "the hours, or promise less."
            ),
        )

    def _policies(self):
        policies = self.env["crm.sla.policy"].search(Domain.TRUE)
        used = self.env["crm.ticket.sla"]._read_group(
            [("policy_id", "in", policies.ids)], ["policy_id"]
        )
        unused = policies.browse().concat(*(row[0] for row in used))
        unused = policies - unused
        empty = policies.filtered(lambda policy: not policy.target_ids)
        shadows = policies._shadows()
        shadowed = policies.filtered(lambda policy: policy.id in shadows) - empty
        return [
            *self._line(
                empty,
                "2",
                self.env._("Policies that promise nothing"),
                self.env._("Add a promise, or archive them."),
            ),
            *self._line(
                shadowed,
                "2",
                self.env._("Policies that can never win"),
                self.env._("One above each takes all its tickets: move it up."),
            ),
            *self._line(
                unused - empty - shadowed,
                "3",
                self.env._("Policies that no ticket has ever met"),
                self.env._("Check their conditions and their dates."),
            ),
        ]

    def _calendars(self):
        teams = self.env["crm.ticket.team"].search(Domain.TRUE)
        own = self._calendars_in_use(teams)
        # sudo: hours of a team, for whoever manages its tickets
        codes = {c: warning(c.sudo()._sla_schedule()) for c in own}
        closed = own.filtered(lambda c: codes[c] == "never_open")
        flexible = own.filtered(lambda c: codes[c] == "flexible")
        none = teams.filtered(
            lambda t: not (t.calendar_id or t.company_id.resource_calendar_id)
        )
        return [
            *self._line(
                closed,
                "1",
                self.env._("Working hours without any hour"),
                self.env._("Add hours: promises counted by them are never due."),
            ),
            *self._line(
                flexible,
                "2",
                self.env._("Flexible working hours"),
                self.env._("They count day and night: choose fixed hours."),
            ),
            *self._line(
                none,
                "2",
                self.env._("Teams without working hours"),
                self.env._("Their clocks count day and night: choose their hours."),
            ),
        ]

    def _calendars_in_use(self, teams):
        """Return the working hours that clocks may count."""
        policies = self.env["crm.sla.policy"].search(Domain.TRUE)
        return (
            teams.calendar_id
            | teams.company_id.resource_calendar_id
            | policies.calendar_id
            | policies.target_ids.calendar_id
        )

    def _teams(self):
        teams = self.env["crm.ticket.team"].search(Domain.TRUE)
        return [
            *self._line(
                teams.filtered(lambda team: not team.user_ids.filtered("active")),
                "2",
                self.env._("Teams without agents"),
                self.env._("Add members, or archive the team."),
            ),
            *self._line(
                teams.filtered(lambda team: not team.manager_id.active),
                "2",
                self.env._("Teams without a leader"),
                self.env._("Nobody is told when a promise is missed: name a leader."),
            ),
        ]

    def _jobs(self, now):
        # sudo: a manager of tickets is told how the jobs do, and may not edit them
        jobs = self.env["ir.cron"].sudo().browse()
        for name in JOBS:
            jobs |= self.env.ref(f"crm_ticket_sla.{name}").sudo()
        late = self.env["crm.ticket.sla"].search(
            [("next_event_at", "<", now - LAG)], order="next_event_at", limit=1000
        )
        stopped = jobs.filtered(lambda job: not job.active or job.failure_count)
        names = ", ".join(stopped.mapped("name"))
        found = self._line(
            late,
            "1",
            self.env._("Clocks whose next step is overdue"),
            self.env._("The scheduler is behind or not running: tell whoever runs it."),
        )
        if stopped:
            found.append(
                {
                    "name": self.env._(
                        "Jobs that failed or are off: %(names)s", names=names
                    ),
                    "advice": self.env._("Tell whoever runs the system."),
                    "severity": "1",
                    "count": len(stopped),
                }
            )
        return found

    def _failures(self):
        logs = self.env["crm.sla.level.log"].search(
            [("state", "=", "failed"), ("rearmed_at", "=", False)], limit=1000
        )
        calls = self.env["crm.sla.webhook"].search(
            [("state", "in", ("failed", "unknown"))], limit=1000
        )
        return [
            *self._line(
                logs,
                "1",
                self.env._("Escalations that failed"),
                self.env._("Read the error, correct the level and act by hand."),
            ),
            *self._line(
                calls,
                "2",
                self.env._("Web calls that failed or whose end is unknown"),
                self.env._("Ask the other side, then send them again."),
            ),
        ]
