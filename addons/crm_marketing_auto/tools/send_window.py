# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hours of the day in which messages may go, in the clock of who receives them.

A window from 22 to 7 goes over midnight; one from 0 to 24, or from h to h, is always
open. Instants are naive UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Windows that agree on nothing are given up after this many tries.
TRIES = 8


@dataclass(frozen=True)
class Window:
    """Open from `start` to `end` o'clock (hours with decimals) in zone `tz`."""

    tz: str
    start: float
    end: float

    @property
    def opens(self) -> float:
        """Return the hour of opening; 24 is the midnight that begins a day."""
        return self.start % 24

    @property
    def is_always_open(self) -> bool:
        return self.start % 24 == self.end % 24

    def holds(self, hour: float) -> bool:
        if self.opens < self.end:
            return self.opens <= hour < self.end
        return hour >= self.opens or hour < self.end


def next_opening(now: datetime, windows: tuple[Window, ...]) -> datetime | None:
    """Return the first instant from now on at which all windows are open.

    >>> next_opening(datetime(2027, 1, 1, 20), (Window("Asia/Ho_Chi_Minh", 7, 22),))
    datetime.datetime(2027, 1, 2, 0, 0)
    """
    at = now
    for _try in range(TRIES):
        later = at
        for window in windows:
            later = _opening(later, window)
        if later == at:
            return at
        at = later
    return None


def _opening(at: datetime, window: Window) -> datetime:
    if window.is_always_open:
        return at
    local = at.replace(tzinfo=timezone.utc).astimezone(zone(window.tz))
    hour = local.hour + local.minute / 60 + local.second / 3600
    if window.holds(hour):
        return at
    day = local.date() if hour < window.opens else local.date() + timedelta(days=1)
    minutes = round(window.opens * 60)
    opening = datetime(day.year, day.month, day.day, tzinfo=zone(window.tz))
    opening = opening.replace(hour=minutes // 60 % 24, minute=minutes % 60)
    return opening.astimezone(timezone.utc).replace(tzinfo=None)


def zone(name: str | None) -> ZoneInfo:
    """Return a time zone; UTC when the name is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
