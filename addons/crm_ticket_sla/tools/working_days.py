# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Targets in working days.

A *working day* is a local day of the calendar's zone with any working time. A request
outside working time counts from the next opening; N working days later means the same
time of day on the Nth working day after it, or the end of that day. On a shorter day
the time of day is moved to the nearest working time: the opening, the end of a break,
the closing. Days are ordinals (``date.toordinal``) inside.

So a clock in days can be paused and resumed like any other, the days are turned into a
`Budget` of working seconds when the clock starts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .local_time import (
    local_day,
    midnight,
    to_instant,
    to_seconds,
    wall,
    wall_second,
    zone,
)
from .sla_clock import Windows


class Budget(NamedTuple):
    """Working seconds that a clock may use.

    :param at_opening: when used up at a closing, it is due at the next opening: no
        working time lies between, but *9:00 on the second day* is not *17:00 today*
    """

    seconds: int
    at_opening: bool = False

    def due(self, windows: Windows, start: datetime) -> datetime | None:
        """Return when the budget is used up; None: beyond the horizon."""
        at = windows.deadline(start, self.seconds)
        if at is None or not self.at_opening:
            return at
        return windows.opening(at)


@dataclass(frozen=True)
class Target:
    """What is promised: working seconds, or working days with or without their end."""

    seconds: int | None = None
    days: int | None = None
    end_of_day: bool = False

    def __post_init__(self):
        if (self.seconds is None) == (self.days is None):
            raise ValueError("a target is in seconds or in days")
        if (self.seconds if self.days is None else self.days) < 0:
            raise ValueError("a target is not negative")


@dataclass(frozen=True)
class WorkingDays:
    """The working days of some windows in a zone; built by `of`, once a calendar."""

    windows: Windows
    tz: ZoneInfo
    days: Sequence[int]

    @classmethod
    def of(cls, windows: Windows, zone_name: str) -> WorkingDays:
        """Find the working days within the horizon."""
        tz, found = zone(zone_name), []
        for start, stop in windows.seconds():
            span = range(local_day(start, tz), local_day(stop - 1, tz) + 1)
            if len(windows.starts) == 1:
                return cls(windows, tz, span)
            found.extend(span[1:] if found and found[-1] == span[0] else span)
        return cls(windows, tz, tuple(found))

    def due(
        self, start: datetime, days: int, end_of_day: bool = False
    ) -> datetime | None:
        """Return the instant `days` working days after `start`; None: too far."""
        opened = self.windows.opening(start)
        if opened is None:
            return None
        now = wall(to_seconds(opened), self.tz)
        index = bisect_left(self.days, now.toordinal()) + days
        if index >= len(self.days):
            return None
        day = self.days[index]
        first, last = self.hours(day)
        if end_of_day:
            return last
        same = to_instant(wall_second(day, now.time(), self.tz)) if days else opened
        at = min(max(same, first), last)
        return at if at == last else self.windows.opening(at)

    def hours(self, day: int) -> tuple[datetime, datetime]:
        """Return the first opening and the last closing of a working day."""
        first = self.windows.opening(to_instant(midnight(day, self.tz)))
        last = self.windows.closing(to_instant(midnight(day + 1, self.tz)))
        return first, last

    def budget(self, target: Target, start: datetime) -> Budget | None:
        """Turn a target into working seconds from `start`; None: unplannable."""
        if target.days is None:
            return Budget(target.seconds)
        due = self.due(start, target.days, target.end_of_day)
        if due is None:
            return None
        return Budget(self.windows.working_time(start, due), self.windows.is_open(due))
