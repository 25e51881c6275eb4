# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.calendar_windows import build


class ResUsers(models.Model):
    _inherit = "res.users"

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
            schedule = calendar.sudo()._sla_schedule()._replace(tz=self.tz)
            closures = regular[calendar.id].closures
            windows = build(schedule, (), years, company.id).windows
            windows = windows.subtract((c.start, c.stop) for c in closures)
        return windows.opening(now) or now
