# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools
from odoo.fields import Domain

from ..tools.calendar_windows import build


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.private
    @tools.ormcache("self.id")
    def hidden_ticket_team_ids(self):
        """Return the ids of the teams whose tickets this agent does not see, as a tuple.

        The record rules call it: plain ids let PostgreSQL read the ticket alone, where
        conditions on the team would join it for every row. Where nothing is hidden
        nothing is compared. Kept until a team or its members are edited, as the rules
        themselves are.
        """
        readable = set(self.readable_ticket_team_ids())
        # sudo: a rule asks, whatever the agent may read of teams
        teams = self.env["crm.ticket.team"].sudo().with_context(active_test=False)
        return tuple(teams.search([("id", "not in", readable)]).ids)

    @api.private
    @tools.ormcache("self.id")
    def readable_ticket_team_ids(self):
        """Return the ids of the teams whose tickets this agent sees, as a tuple.

        Rules that a company has edited itself may call it too.
        """
        # sudo: a rule asks, whatever the agent may read of teams
        teams = self.env["crm.ticket.team"].sudo().with_context(active_test=False)
        seen = teams.search(
            Domain("visibility", "=", "company")
            | Domain("manager_id", "=", self.id)
            | Domain("member_ids.user_id", "=", self.id)
        )
        return tuple(seen.ids)

    def _next_working_at(self, company, now):
        """Return when this person works next, now if that is now.

        By their own working hours, else those of the company at the wall clock of
        their zone. Nobody's hours, or hours without end: now.
        """
        self.ensure_one()
        calendars = self.env["resource.calendar"]
        own = self.resource_calendar_id
        calendar = own or company.resource_calendar_id
        if not calendar:
            return now
        years = calendars._sla_years([now])
        if own or not self.tz or self.tz == calendar.tz:
            work = calendars._sla_work_calendars([calendar.id], company.id, years)
            windows = work[calendar.id].windows
        else:
            # holidays of the company are days off wherever somebody works
            regular = calendars._sla_work_calendars([calendar.id], company.id, years)
            # sudo: hours are counted that their reader need not see
            schedule = calendar.sudo()._sla_schedule()._replace(tz=self.tz)
            closures = regular[calendar.id].closures
            windows = build(schedule, (), years, company.id).windows
            windows = windows.subtract((c.start, c.stop) for c in closures)
        return windows.opening(now) or now
