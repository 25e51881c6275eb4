# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A second opinion: working time counted minute by minute on the wall clock.

Slow, and written apart from the tools on purpose: it reads rows and time off its own
way, takes its zones from pytz and knows neither intervals nor sums. It can be wrong
only where calendars cut minutes, and those it is compared on do not.
"""

from datetime import datetime, timedelta

import pytz

MINUTE = timedelta(minutes=1)


class Oracle:
    """The minutes of one schedule (`Schedule`) with its time off (`Leave`)."""

    def __init__(self, schedule, leaves=(), company_id=None):
        self.schedule = schedule
        self.zone = pytz.timezone(schedule.tz)
        self.leaves = [self.closed(leave) for leave in leaves]
        self.leaves = [
            span
            for span, leave in zip(self.leaves, leaves, strict=True)
            if leave.resource_id is None
            and leave.time_type == "leave"
            and leave.company_id in (None, company_id)
            and leave.calendar_id in (None, schedule.id)
        ]

    def wall(self, instant: datetime, zone=None) -> datetime:
        """Return what the clock shows, without its zone."""
        aware = pytz.utc.localize(instant).astimezone(zone or self.zone)
        return aware.replace(tzinfo=None)

    def closed(self, leave):
        """Return a test of (instant, wall time) that tells whether it is closed."""
        for name in leave.typed_in:
            zone = pytz.timezone(name)
            first, last = (
                self.wall(leave.date_from, zone),
                self.wall(leave.date_to, zone),
            )
            if (first.hour, first.minute) != (0, 0):
                continue
            if (last.hour, last.minute) == (23, 59):
                days = first.date(), last.date()
                return lambda at, local, days=days: days[0] <= local.date() <= days[1]
        return lambda at, local: leave.date_from <= at < leave.date_to

    def is_open(self, at: datetime) -> bool:
        """Tell whether the minute that begins at an instant is worked."""
        local = self.wall(at)
        if any(closed(at, local) for closed in self.leaves):
            return False
        if self.schedule.flexible:
            return True
        weeks = (local.date() - datetime(1, 1, 1).date()).days // 7
        hour = local.hour + local.minute / 60
        found = False
        for row in self.schedule.attendances:
            if int(row["dayofweek"]) != local.weekday():
                continue
            if self.schedule.two_weeks and int(row["week_type"]) != weeks % 2:
                continue
            if row["hour_from"] - 1e-6 <= hour < row["hour_to"] - 1e-6:
                if row.get("day_period") == "lunch":
                    return False
                found = True
        return found

    def working_minutes(self, start: datetime, stop: datetime) -> int:
        """Count the minutes worked between two instants."""
        return sum(self.is_open(at) for at in minutes(start, stop))

    def deadline(self, start, budget: int, limit, pauses=()) -> datetime | None:
        """Walk until that many minutes are worked outside the pauses."""
        for at in minutes(start, limit):
            if not budget:
                return at
            paused = any(since <= at < until for since, until in pauses)
            budget -= not paused and self.is_open(at)
        return None if budget else limit


def minutes(start: datetime, stop: datetime):
    """Yield every minute from `start` on, before `stop`."""
    while start < stop:
        yield start
        start += MINUTE
