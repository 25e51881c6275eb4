# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools.calendar_windows import Leave, Schedule, always, build

#: Years that promises reach ahead; what lies beyond cannot be planned.
YEARS_AHEAD = 5
#: What time off is taken from is a day of some zone: at most this far from its instants.
ZONES = timedelta(days=2)
SCHEDULE_FIELDS = (
    "dayofweek",
    "hour_from",
    "hour_to",
    "day_period",
    "week_type",
    "display_type",
)
#: What decides when a schedule is open.
OPENING_FIELDS = {
    "tz",
    "attendance_ids",
    "attendance_ids_1st_week",
    "attendance_ids_2nd_week",
    "two_weeks_calendar",
    "flexible_hours",
    "schedule_type",
    "duration_based",
    "leave_ids",
    "global_leave_ids",
}


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    @api.model_create_multi
    def create(self, vals_list):
        calendars = super().create(vals_list)
        if calendars:  # of no rows nobody is asked for rights
            self.env["crm.sla.recount"]._record("policy")
        return calendars

    def write(self, vals):
        result = super().write(vals)
        if OPENING_FIELDS & set(vals):
            self._sla_changed()
        return result

    def _sla_changed(self):
        """Queue the open clocks that count these hours."""
        for calendar in self:
            self.env["crm.sla.recount"]._record("calendar", calendar_id=calendar.id)

    @api.model
    def _sla_years(self, instants):
        """Return the first and last year to be known for some instants and now."""
        now = self.env["crm.ticket"]._now()
        first = min([now, *instants])
        # the year before, so that tickets of January need no other windows
        return min(first.year, now.year - 1), max([now, *instants]).year + YEARS_AHEAD

    @api.model
    def _sla_work_calendars(self, keys, company_id, years, revision=None):
        """Return {key: WorkCalendar} of a company; key 0 is day and night.

        :param keys: ids of calendars, and 0
        :param years: first and last one, see ``_sla_years``
        """
        revision = revision or self.env["crm.sla.recount"]._revision()
        # sudo: clocks count hours that their reader need not see
        calendars = self.sudo()
        return {
            key: calendars._sla_build(key, company_id, *years, revision)
            if key
            else _ALWAYS
            for key in {0, *keys}
        }

    @api.model
    @ormcache("calendar_id", "company_id", "first", "last", "revision", cache="stable")
    def _sla_build(self, calendar_id, company_id, first, last, revision):
        """Return the working time of a calendar, from one read of its rows."""
        calendar = self.browse(calendar_id)
        domain = (
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("calendar_id", "in", [False, calendar_id])
            & Domain("company_id", "in", [False, company_id])
            & Domain("date_to", ">=", datetime(first - 1, 12, 30))
            & Domain("date_from", "<=", datetime(last + 1, 1, 3))
        )
        leaves = self.env["resource.calendar.leaves"].search(domain)
        rows = [leave._sla_leave(company_id) for leave in leaves]
        return build(calendar._sla_schedule(), rows, (first, last), company_id)

    def _sla_schedule(self):
        """Return the plain rows of a schedule."""
        self.ensure_one()
        rows = self.attendance_ids.read(list(SCHEDULE_FIELDS), load="")
        return Schedule(
            tz=self.tz or "UTC",
            attendances=tuple(rows),
            two_weeks=self.two_weeks_calendar,
            flexible=self.flexible_hours,
            id=self.id,
        )


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.calendar_id._sla_changed()
        return rows

    def write(self, vals):
        before = self.calendar_id
        result = super().write(vals)
        if set(vals) & {*SCHEDULE_FIELDS, "calendar_id", "duration_hours"}:
            (before | self.calendar_id)._sla_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars.exists()._sla_changed()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._sla_changed(leaves._sla_scopes())
        return leaves

    def write(self, vals):
        before = self._sla_scopes()
        result = super().write(vals)
        if set(vals) & {
            "date_from",
            "date_to",
            "calendar_id",
            "company_id",
            "resource_id",
            "time_type",
        }:
            self._sla_changed(before + self._sla_scopes())
        return result

    def unlink(self):
        scopes = self._sla_scopes()
        result = super().unlink()
        self._sla_changed(scopes)
        return result

    def _sla_scopes(self):
        """Return [(calendar, company, from, to)] of what time off closes.

        That of a person closes nothing.
        """
        return [
            (
                leave.calendar_id.id,
                leave.company_id.id,
                leave.date_from - ZONES,
                leave.date_to + ZONES,
            )
            for leave in self
            if not leave.resource_id and leave.time_type == "leave"
        ]

    @api.model
    def _sla_changed(self, scopes):
        """Queue the open clocks that count some of these hours, once for each calendar."""
        spans = {}
        for calendar_id, company_id, start, stop in scopes:
            spans.setdefault((calendar_id, company_id), []).append((start, stop))
        for (calendar_id, company_id), found in spans.items():
            starts, stops = zip(*found, strict=True)
            self.env["crm.sla.recount"]._record(
                "calendar",
                calendar_id=calendar_id,
                company_id=company_id,
                from_at=min(starts),
                to_at=max(stops),
            )

    def _sla_leave(self, company_id):
        """Return the plain row, with the zones that it may have been typed in."""
        company = self.company_id or self.env["res.company"].browse(company_id)
        zones = (self.create_uid.tz, company.resource_calendar_id.tz)
        return Leave(
            date_from=self.date_from,
            date_to=self.date_to,
            name=self.name or "",
            calendar_id=self.calendar_id.id or None,
            company_id=self.company_id.id or None,
            typed_in=tuple(tz for tz in zones if tz),
        )


_ALWAYS = always()
