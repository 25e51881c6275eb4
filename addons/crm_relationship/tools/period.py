# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Named periods of days, and the period before to compare each with.

A *period* is a run of whole days of one time zone. Its instants are naive UTC and
half-open: ``start <= instant < stop``; what happened at 23:59 belongs to the day that
ends, what happened at midnight to the next. The *period before* is one step back: a
month, quarter or year where the period is made of these, else as many days.

>>> day = date(2026, 11, 18)
>>> this = named_period("this_month", day)
>>> str(this.last), str(this.before.first), str(this.before.last)
('2026-11-30', '2026-10-01', '2026-10-31')
>>> so_far = this.so_far(day)
>>> str(so_far.last), str(so_far.before.last)
('2026-11-18', '2026-10-18')
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
#: Units that begin where the calendar says, and their months.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: Days that a period of days may have.
LONGEST = 3660
#: ``{name: (unit, steps from the one that goes on)}``
CALENDAR = {
    "today": ("day", 0),
    "yesterday": ("day", -1),
    "this_week": ("week", 0),
    "last_week": ("week", -1),
    "week_before_last": ("week", -2),
    "next_week": ("week", 1),
    "this_month": ("month", 0),
    "last_month": ("month", -1),
    "next_month": ("month", 1),
    "this_quarter": ("quarter", 0),
    "last_quarter": ("quarter", -1),
    "next_quarter": ("quarter", 1),
    "this_year": ("year", 0),
    "last_year": ("year", -1),
}
#: ``{name: days}``: until today, or from today on.
ROLLING = {
    "last_7_days": -7,
    "last_30_days": -30,
    "last_90_days": -90,
    "last_365_days": -365,
    "next_30_days": 30,
    "next_90_days": 90,
    "next_365_days": 365,
}
NAMES = (*CALENDAR, *ROLLING)


class Period(NamedTuple):
    """Days from the first to the last, both inclusive; a step back is so many
    months, or else so many days."""

    first: date
    last: date
    months: int
    days: int
    zone: str = "UTC"

    @property
    def start(self) -> datetime:
        """Return the instant when it begins."""
        return midnight(self.first, self.zone)

    @property
    def stop(self) -> datetime:
        """Return the instant when it is over."""
        return midnight(self.last + DAY, self.zone)

    @property
    def length(self) -> int:
        """Return its number of days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """Return the period to compare with."""
        if not self.months:
            step = timedelta(days=self.days)
            return self._replace(first=self.first - step, last=self.last - step)
        first = add_months(self.first, -self.months)
        if (self.last + DAY).day == 1:  # whole months stay whole, however long they are
            last = add_months(self.last + DAY, -self.months) - DAY
        else:
            last = add_months(self.last, -self.months)
        return self._replace(first=first, last=last)

    def so_far(self, today: date) -> Period:
        """Return what of it is over or goes on; all of it when it is to come."""
        if self.first > today or self.last <= today:
            return self
        return self._replace(last=today)

    @property
    def grain(self) -> str:
        """Return in what steps to draw it: day, week or month."""
        return "day" if self.length <= 31 else "week" if self.length <= 100 else "month"


def named_period(name: str, today: date, zone: str = "UTC") -> Period:
    """Return a period by its name; KeyError when there is none."""
    if name in ROLLING:
        days = ROLLING[name]
        first = today + (days + 1) * DAY if days < 0 else today
        last = today if days < 0 else today + (days - 1) * DAY
        return Period(first, last, 0, abs(days), zone)
    unit, steps = CALENDAR[name]
    if unit in MONTHS:
        months = MONTHS[unit]
        first = date(today.year, (today.month - 1) // months * months + 1, 1)
        first = add_months(first, steps * months)
        return Period(first, add_months(first, months) - DAY, months, 0, zone)
    days = {"day": 1, "week": 7}[unit]
    first = today - timedelta(days=today.weekday() if unit == "week" else 0)
    first += timedelta(days=steps * days)
    return Period(first, first + timedelta(days=days - 1), 0, days, zone)


def custom_period(first: date, last: date, zone: str = "UTC") -> Period:
    """Return the days from one to another; ValueError when that is none or too many.

    Whole months are compared with whole months, anything else with as many days.
    """
    days = (last - first).days + 1
    if not 0 < days <= LONGEST:
        raise ValueError("a period ends after it begins, within ten years")
    months = 0
    if first.day == 1 and (last + DAY).day == 1:
        after = last + DAY
        months = (after.year - first.year) * 12 + after.month - first.month
    return Period(first, last, months, 0 if months else days, zone)


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def midnight(day: date, zone: str) -> datetime:
    """Return the instant, naive UTC, when a day begins in a time zone."""
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def step_of(day: date, first: date, grain: str, week_start: int = 1) -> int:
    """Return the number of the step (day, week or month) that a day is in, from a first.

    :param week_start: the weekday (ISO) that weeks begin with

    >>> first = date(2026, 8, 21)
    >>> [step_of(date(2026, 11, 18), first, grain) for grain in ("day", "week", "month")]
    [89, 13, 3]
    """
    if grain == "month":
        return (day.year - first.year) * 12 + day.month - first.month
    if grain == "day":
        return (day - first).days
    return (day - week_of(first, week_start)).days // 7


def step_start(step: int, first: date, grain: str, week_start: int = 1) -> date:
    """Return the first day of a step, be it before the first day."""
    if grain == "month":
        return add_months(first.replace(day=1), step)
    if grain == "day":
        return first + step * DAY
    return week_of(first, week_start) + step * 7 * DAY


def week_of(day: date, week_start: int) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=(day.isoweekday() - week_start) % 7)
