# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

#: One step up, and urgent stays urgent.
NEXT_PRIORITY = {"0": "1", "1": "2", "2": "3"}


class CrmSlaLevel(models.Model):
    """What a level does when it is reached."""

    _inherit = "crm.sla.level"

    def _fire(self, clock, due_at, now):
        """Do this level on a clock, unless it was done; return the log row.

        What it writes and sends is marked as the system's: it answers nobody.
        """
        self.ensure_one()
        logs = self.env["crm.sla.level.log"]
        if self.since_at and due_at < self.since_at:
            return logs._claim(clock, self.id, due_at, now, state="skipped")
        log = logs._claim(clock, self.id, due_at, now)
        if not log:
            return log
        ticket = clock.ticket_id.with_company(clock.company_id).with_context(
            ticket_by_system=True
        )
        if not ticket.filtered_domain(self._ticket_domain()):
            log.state = "skipped"
            return log
        leader = ticket.team_id.manager_id
        self._change_ticket(ticket, leader)
        self._plan_activity(ticket, leader)
        self._tell(log, ticket, leader, now)
        if self.webhook_url:
            self.env["crm.sla.webhook"]._queue(log, self.webhook_url, now)
        return log

    def _change_ticket(self, ticket, leader):
        """Write what the level changes, at once."""
        vals = {}
        if self.team_id and self._is_of_company(self.team_id, ticket):
            vals["team_id"] = self.team_id.id
            leader = self.team_id.manager_id
        agent = self.assign_user_id or (leader if self.assign_leader else None)
        if agent and agent.active and ticket.company_id in agent.company_ids:
            vals["user_id"] = agent.id
        if self.raise_priority and ticket.priority in NEXT_PRIORITY:
            vals["priority"] = NEXT_PRIORITY[ticket.priority]
        if tags := self.tag_ids - ticket.tag_ids:
            vals["tag_ids"] = [fields.Command.link(tag.id) for tag in tags]
        if vals:
            ticket.write(vals)

    @staticmethod
    def _is_of_company(record, ticket):
        return record.active and record.company_id in (
            ticket.company_id,
            record.company_id.browse(),
        )

    def _plan_activity(self, ticket, leader):
        """Plan the activity, due today for whoever has to do it."""
        user = ticket.user_id or leader
        if not self.activity_type_id or not user:
            return
        today = fields.Date.context_today(ticket.with_context(tz=user.tz))
        ticket.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type_id=self.activity_type_id.id,
            user_id=user.id,
            date_deadline=today,
            summary=self.with_context(lang=user.lang).name,
        )

    def _tell(self, log, ticket, leader, now):
        """Queue a notice for each person to be told."""
        users = self.notify_user_ids
        if self.notify_agent:
            users |= ticket.user_id or leader
        if self.notify_leader:
            users |= leader
        users = users.filtered("active")
        if not users:
            return
        send_at = dict.fromkeys(users, now)
        if self.is_quiet:
            company = ticket.company_id
            send_at = {user: user._next_working_at(company, now) for user in users}
        self.env["crm.sla.notice"]._queue(log, users, send_at)
