# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

#: A page that stays open this long ticks on without asking the server again.
AHEAD = timedelta(days=3)
#: Lateness and remaining time are counted in working hours within this span.
SPAN = timedelta(days=60)
#: Fields that the record rules compare.
RULED = ("company_id", "team_id", "user_id")
METRICS_SHOWN_WHEN_DONE = ("first_response", "resolution")


class CrmTicket(models.Model):
    """The clocks of a ticket as cards, lists and the form show them.

    The server tells how many working seconds are left now and which hours of the next
    days are worked; pages count on from there by themselves.
    """

    _inherit = "crm.ticket"

    clock_summary = fields.Json(
        string="Next clock", compute="_compute_clock_summary", groups="base.group_user"
    )
    clock_strip = fields.Json(
        string="All clocks", compute="_compute_clock_strip", groups="base.group_user"
    )

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Fetch what the record rules look at too, by the same query.

        Without it a list reads its rows again, whole, to check who may see them.
        """
        # a customer may not read them, and has few tickets
        internal = not self.env.su and self.env.user._is_internal()
        if field_names is not None and internal:
            field_names = list(dict.fromkeys([*field_names, *RULED]))
        return super().search_fetch(domain, field_names, offset, limit, order)

    def _compute_clock_summary(self):
        """Show the clock that needs work first: late ones, the next due, paused ones."""
        clocks = self.env["crm.ticket.sla"].search(
            [
                ("ticket_id", "in", self.ids),
                ("clock", "in", ("running", "paused")),
                ("outcome", "in", ("pending", "missed")),
            ]
        )
        views = clocks._view()
        by_ticket = clocks.grouped("ticket_id")
        for ticket in self:
            own = by_ticket.get(ticket._origin, clocks.browse())
            first = own.sorted(lambda clock: clock._urgency())[:1]
            ticket.clock_summary = views.get(first.id, False)

    def _compute_clock_strip(self):
        """Show every open clock, and how the last answer and solution went."""
        clocks = self.env["crm.ticket.sla"].search(
            [("ticket_id", "in", self.ids), ("outcome", "!=", "cancelled")],
            order="cycle, id",
        )
        latest = {(clock.ticket_id, clock.metric): clock for clock in clocks}
        shown = clocks.filtered(
            lambda clock: (
                clock == latest[clock.ticket_id, clock.metric]
                and (
                    clock.clock != "stopped" or clock.metric in METRICS_SHOWN_WHEN_DONE
                )
            )
        )
        views = shown._view()
        by_ticket = shown.grouped("ticket_id")
        for ticket in self:
            own = by_ticket.get(ticket._origin, clocks.browse())
            ordered = own.sorted(lambda clock: clock._urgency())
            ticket.clock_strip = [views[clock.id] for clock in ordered]


class CrmTicketSla(models.Model):
    """What pages are told about a clock."""

    _inherit = "crm.ticket.sla"

    def _urgency(self):
        """Return what to sort by: open before done, then by deadline."""
        due = self.deadline_at or self.frozen_deadline_at
        standing = ("running", "idle", "paused", "stopped").index(self.clock)
        return standing, due is False, due or fields.Datetime.now(), self.id

    def _view(self):
        """Return {id: what a page needs to show the clock and let it tick}."""
        now = fields.Datetime.now()
        windows = self._windows_around()
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        can_explain = hasattr(self, "action_why")
        views = {}
        for clock in self:
            hours = windows[clock.company_id.id, clock.calendar_id.id or 0]
            views[clock.id] = {
                "id": clock.id,
                "metric": clock.metric,
                "label": metrics[clock.metric],
                "cycle": clock.cycle,
                "clock": clock.clock,
                "outcome": clock.outcome,
                "budget": clock.budget,
                "left": clock._left(now, hours),
                "at": fields.Datetime.to_string(now),
                "windows": clock._windows_ahead(now, hours),
                "deadline_at": self._text(clock.deadline_at),
                "frozen_deadline_at": self._text(clock.frozen_deadline_at),
                "risk_at": self._text(clock.risk_at),
                "is_unplannable": clock.is_unplannable,
                "can_explain": can_explain,
            }
        return views

    @staticmethod
    def _text(instant):
        return fields.Datetime.to_string(instant) if instant else False

    def _left(self, now, windows):
        """Return the working seconds left, negative when late; False: nobody knows."""
        if self.is_unplannable:
            return False
        if self.clock != "running" or not self.deadline_at:
            return self.budget - self.consumed
        due = min(max(self.deadline_at, now - SPAN), now + SPAN)
        return windows.working_time(now, due)

    def _windows_ahead(self, now, windows):
        """Return the working intervals of the next days, for a clock that runs."""
        if self.clock != "running":
            return []
        return [
            [self._text(start), self._text(stop)]
            for start, stop in windows.between(now, now + AHEAD)
        ]

    def _windows_around(self):
        """Return {(company id, calendar id): working hours}; 0 is day and night."""
        keys = {(clock.company_id.id, clock.calendar_id.id or 0) for clock in self}
        return self._working_windows(keys)

    @api.model
    def _working_windows(self, keys):
        """Return {(company id, calendar id): working hours of the years around now}."""
        calendars = self.env["resource.calendar"]
        years = calendars._sla_years([])
        found = {}
        for company_id in {company_id for company_id, _calendar in keys}:
            wanted = {calendar for company, calendar in keys if company == company_id}
            work = calendars._sla_work_calendars(wanted, company_id, years)
            found.update(((company_id, key), work[key].windows) for key in wanted)
        return found
