# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When something that comes regularly was due last.

>>> due_last(datetime(2026, 6, 1, 9), "UTC", Rhythm("weekly", 8, weekday=0))
(datetime.date(2026, 6, 1), datetime.datetime(2026, 6, 1, 8, 0))
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Rhythm(NamedTuple):
    """Every day, every week on a weekday, or every month on a day; at an hour."""

    frequency: str
    hour: int
    weekday: int = 0
    #: 31 is the last of every month
    month_day: int = 1


def is_due_on(day: date, rhythm: Rhythm) -> bool:
    """Return whether something is due on a day."""
    if rhythm.frequency == "daily":
        return True
    if rhythm.frequency == "weekly":
        return day.weekday() == rhythm.weekday
    last = monthrange(day.year, day.month)[1]
    return day.day == min(rhythm.month_day, last)


def due_last(now: datetime, zone: str, rhythm: Rhythm) -> tuple[date, datetime]:
    """Return the last day and instant, naive UTC, when it was due in a time zone.

    An hour that a clock change leaves out is that of the new time.

    :param now: naive UTC
    """
    local = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    for back in range(33):
        day = local.date() - timedelta(days=back)
        if is_due_on(day, rhythm):
            at = datetime.combine(day, time(rhythm.hour), tzinfo=ZoneInfo(zone))
            due = at.astimezone(UTC).replace(tzinfo=None)
            if due <= now:
                return day, due
    raise ValueError(f"never due: {rhythm}")
