# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Working intervals of an Odoo working schedule, from its plain rows.

- *Open* is what the wall clock says: an instant is working time when the zone's clock
  shows an office hour. So a day of 24 hours has 23 or 25 when the clocks change, and
  an hour that is shown twice is worked twice.
- Hours are rounded to the minute, as Odoo does when it plans; 24:00 is midnight.
- Breaks (``lunch`` rows) are no working time. Section rows are skipped, and so are
  rows that end before they begin.
- Schedules of two weeks use Odoo's parity: weeks since 1 January of year 1.
- *Flexible* schedules fix no hours, so nobody can say when a promise pauses: they are
  open day and night except on closures. A fixed schedule without rows never opens.
- Time off of one resource, time off that counts as work (``time_type`` *other*) and
  other companies' time off are left out.

Time off is stored as two UTC instants. It is *whole days* when it begins at a local
midnight and ends at a local midnight, or in the minute before one, in one of these
zones: for time off of a schedule the schedule's own, then those it may have been typed
in; for time off without schedule (a public holiday) the other way round. Whole days are
taken from the schedule's own days, wherever they were typed, the end exclusive. Any
other time off is the same instants everywhere, but an end in the last minute of a day
is rounded up to midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .local_time import (
    DAY,
    EPOCH_DAY,
    HOUR,
    local_day,
    midnight,
    offset_pieces,
    to_instant,
    to_seconds,
    zone,
)
from .sla_clock import ALWAYS, Windows
from .working_days import Budget, Target, WorkingDays

MINUTE = 60
EVERY_HOUR = (0.0, 24.0)
Spans = list[tuple[int, int]]


class Schedule(NamedTuple):
    """What `build` needs of a ``resource.calendar``.

    :param attendances: its ``resource.calendar.attendance`` rows, as ``read`` gives
        them: ``dayofweek``, ``hour_from``, ``hour_to``, ``day_period``, ``week_type``,
        ``display_type``
    """

    tz: str
    attendances: tuple[Mapping, ...]
    two_weeks: bool = False
    flexible: bool = False
    id: int | None = None


class Leave(NamedTuple):
    """What `build` needs of a ``resource.calendar.leaves`` row.

    :param typed_in: the zones it may have been typed in, likeliest first: that of who
        created it, then that of its company's schedule
    """

    date_from: datetime
    date_to: datetime
    name: str = ""
    calendar_id: int | None = None
    company_id: int | None = None
    resource_id: int | None = None
    time_type: str = "leave"
    typed_in: tuple[str, ...] = ()


class Closure(NamedTuple):
    """Time off as applied to one schedule: instants, end exclusive."""

    start: datetime
    stop: datetime
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """The working time of one schedule for one company within some years.

    :param windows: working time
    :param regular: working time if there were no closures
    """

    windows: Windows
    regular: Windows
    closures: tuple[Closure, ...]
    tz: str

    @cached_property
    def days(self) -> WorkingDays:
        """Its working days."""
        return WorkingDays.of(self.windows, self.tz)

    def budget(self, target: Target, start: datetime) -> Budget | None:
        """Turn a target into working seconds from `start`; None: unplannable."""
        if target.days is None:
            return Budget(target.seconds)
        return self.days.budget(target, start)

    def due(self, target: Target, start: datetime) -> datetime | None:
        """Return when a target that starts at an instant is due, if not paused."""
        budget = self.budget(target, start)
        return budget and budget.due(self.windows, start)


def always(tz: str = "UTC") -> WorkCalendar:
    """Return day and night, every day: what holds where there is no schedule."""
    return WorkCalendar(ALWAYS, ALWAYS, (), tz)


def build(
    schedule: Schedule,
    leaves: Iterable[Leave],
    years: tuple[int, int],
    company_id: int | None = None,
) -> WorkCalendar:
    """Return the working time of a schedule from the first to the last year."""
    tz = zone(schedule.tz)
    known = tuple(
        midnight(date(year, 1, 1).toordinal(), tz) for year in (years[0], years[1] + 1)
    )
    regular = Windows.of_seconds(_attended(schedule, known, tz), known)
    closures = tuple(
        closure
        for leave in leaves
        if applies(leave, schedule, company_id)
        if (closure := closure_of(leave, schedule)).start < closure.stop
    )
    windows = regular.subtract((start, stop) for start, stop, _name in closures)
    return WorkCalendar(windows, regular, tuple(sorted(closures)), schedule.tz)


def warning(schedule: Schedule | None) -> str | None:
    """Return what a health page should say about a schedule, as a code."""
    if schedule is None:
        return "no_calendar"
    if schedule.flexible:
        return "flexible"
    return None if any(any(week) for week in _pattern(schedule)) else "never_open"


def applies(leave: Leave, schedule: Schedule, company_id: int | None) -> bool:
    """Tell whether time off closes a schedule for a company."""
    return (
        not leave.resource_id
        and leave.time_type == "leave"
        and leave.calendar_id in (None, False, schedule.id)
        and leave.company_id in (None, False, company_id)
    )


def closure_of(leave: Leave, schedule: Schedule) -> Closure:
    """Return the instants that time off takes from a schedule; see the module."""
    start, stop = to_seconds(leave.date_from), to_seconds(leave.date_to)
    own, typed_in = zone(schedule.tz), [zone(name) for name in leave.typed_in]
    zones = [own, *typed_in] if leave.calendar_id else [*typed_in, own]
    for tz in zones:
        end = _end_of_day(stop, tz)
        first, last = local_day(start, tz), local_day(end, tz)
        if first < last and (start, end) == (midnight(first, tz), midnight(last, tz)):
            start, stop = midnight(first, own), midnight(last, own)
            break
    else:
        stop = max(_end_of_day(stop, tz) for tz in zones)
    return Closure(to_instant(start), to_instant(stop), leave.name)


def _end_of_day(stop: int, tz: ZoneInfo) -> int:
    """Round an end in the last minute of a local day up to midnight."""
    end = midnight(local_day(stop, tz) + 1, tz)
    return end if end - stop <= MINUTE else stop


def _attended(schedule: Schedule, known: tuple[int, int], tz: ZoneInfo) -> Spans:
    """Return the regular working spans in seconds, before merging."""
    pattern, spans = _pattern(schedule), []
    for start, stop, ahead in offset_pieces(*known, tz):
        low, high = start + ahead, stop + ahead
        for day in range(low // DAY, (high - 1) // DAY + 1):
            ordinal = day + EPOCH_DAY
            for since, until in pattern[(ordinal - 1) // 7 % 2][(ordinal - 1) % 7]:
                span = max(day * DAY + since, low), min(day * DAY + until, high)
                if span[0] < span[1]:
                    spans.append((span[0] - ahead, span[1] - ahead))
    return spans


def _pattern(schedule: Schedule) -> list[list[Spans]]:
    """Return the seconds of the day worked, by week type (0, 1) and weekday."""
    work = [[[] for _day in range(7)] for _week in range(2)]
    breaks = [[[] for _day in range(7)] for _week in range(2)]
    if schedule.flexible:
        return [[[(0, DAY)] for _day in range(7)] for _week in range(2)]
    for row in schedule.attendances:
        if row.get("display_type"):
            continue
        span = _second(row["hour_from"]), _second(row["hour_to"])
        wanted = breaks if row.get("day_period") == "lunch" else work
        weeks = [int(row.get("week_type") or 0)] if schedule.two_weeks else [0, 1]
        for week in weeks:
            wanted[week][int(row["dayofweek"])].append(span)
    return [
        [_without(spans, breaks[week][day]) for day, spans in enumerate(days)]
        for week, days in enumerate(work)
    ]


def _without(spans: Spans, breaks: Spans) -> Spans:
    day = (0, DAY)
    left = Windows.of_seconds(spans, day) - Windows.of_seconds(breaks, day)
    return list(left.seconds())


def _second(hours: float) -> int:
    """Return an hour of the day, rounded to the minute, in seconds.

    >>> _second(8 + 1 / 3), _second(24.0)
    (30000, 86400)
    """
    return int(hours * HOUR / MINUTE + 0.5) * MINUTE


def whole_days(first: date, last: date, tz: str) -> tuple[datetime, datetime]:
    """Return the instants of whole days in a zone, the end exclusive.

    >>> whole_days(date(2026, 12, 25), date(2026, 12, 25), "Europe/Paris")[0]
    datetime.datetime(2026, 12, 24, 23, 0)
    """
    bounds = first, last + timedelta(days=1)
    return tuple(to_instant(midnight(day.toordinal(), zone(tz))) for day in bounds)
