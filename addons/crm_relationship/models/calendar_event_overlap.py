# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..tools.busy import day_span, overlaps

MOST_SHOWN = 3


class CalendarEvent(models.Model):
    """A meeting at a time at which somebody of us is busy already is warned of."""

    _inherit = "calendar.event"

    overlap_note = fields.Text(compute="_compute_overlap_note")

    @api.depends(
        "start", "stop", "start_date", "stop_date", "allday", "show_as", "user_id",
        "partner_ids",
    )  # fmt: skip
    @api.depends_context("uid", "lang", "tz")
    def _compute_overlap_note(self):
        for meeting in self:
            meeting.overlap_note = meeting._describe_overlaps()

    def _describe_overlaps(self):
        """Return who of us is busy then, one line each; private events have no name."""
        span = self._busy_span()
        if self.show_as == "free" or not span:
            return False
        # sudo: which of those invited are colleagues
        people = (self.partner_ids | self.user_id.partner_id).sudo()
        colleagues = people.filtered(lambda p: any(not u.share for u in p.user_ids))
        found = self._busy_rows(colleagues._origin, span)
        # with the user's own rights: the calendar names only what the user may know
        readable = self.browse({event for event, _p in found}).sudo(False)
        readable = readable._filtered_access("read")
        lines = [
            self.env._(
                "%(who)s: %(what)s, %(when)s",
                # sudo: a colleague's name; when somebody is busy, not with what
                who=self.env["res.partner"].browse(partner).sudo().name,
                what=event.display_name if event in readable else self.env._("busy"),
                when=event.sudo()._overlap_time(),
            )
            for event, partner in (
                (self.browse(event), partner) for event, partner in found
            )
        ]
        return "\n".join(lines[:MOST_SHOWN]) or False

    def _busy_rows(self, partners, span):
        """Return (event id, partner id) of what overlaps a span, soonest first."""
        if not partners:
            return []
        self.env["calendar.event"].flush_model()
        self.env["calendar.attendee"].flush_model()
        self.env["res.partner"].flush_model(["tz"])
        day = timedelta(days=1)  # whole days are stored in hours of no zone
        rows = self.env.execute_query(
            SQL(
                "SELECT e.id, a.partner_id, e.allday, e.start, e.stop, e.start_date,"
                " e.stop_date, p.tz FROM calendar_attendee a"
                " JOIN calendar_event e ON e.id = a.event_id"
                " JOIN res_partner p ON p.id = a.partner_id"
                " WHERE a.partner_id = ANY(%s) AND a.state <> 'declined'"
                " AND e.active IS TRUE AND e.show_as = 'busy' AND e.id <> %s"
                " AND e.start < %s AND e.stop > %s ORDER BY e.start, e.id, p.id",
                partners.ids,
                self._origin.id or 0,
                span[1] + day,
                span[0] - day,
            )
        )
        return [
            (event, partner)
            for event, partner, *times, zone in rows
            if overlaps(span, self._span_of(*times, zone))
        ]

    def _busy_span(self):
        """Return the time that a meeting takes, or None while that is open."""
        # sudo: where the colleague lives decides when their day is
        zone = self.user_id.sudo().tz or self.env.user.tz
        if self.allday:
            first = self.start_date or (self.start and self.start.date())
            last = self.stop_date or (self.stop and self.stop.date())
            return first and last and self._span_of(True, None, None, first, last, zone)
        return self.start and self.stop and (self.start, self.stop)

    @api.model
    def _span_of(self, allday, start, stop, first, last, zone):
        if allday and first and last:
            return day_span(first, last, zone or "UTC")
        return start, stop

    def _overlap_time(self):
        if self.allday:
            return self.env._("all day")
        return format_datetime(self.env, self.start, dt_format="short")


class CrmInteraction(models.Model):
    _inherit = "crm.interaction"

    @api.model
    def timeline_log(self, res_model, res_id, values, next_step=None):
        result = super().timeline_log(res_model, res_id, values, next_step)
        if isinstance(next_step, dict) and next_step.get("meeting"):
            planned = self.env["calendar.event"].search(
                [("interaction_id", "=", result["id"])], limit=1
            )
            if planned.overlap_note:
                result["warning"] = self.env._(
                    "Planned, but somebody is busy then.\n%s", planned.overlap_note
                )
        return result
