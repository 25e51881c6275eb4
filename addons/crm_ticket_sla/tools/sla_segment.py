# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The segments of one clock in one cycle, and what can be read from them.

A `Segment` says how the clock stood from one instant to another (``clock``), how its
promise stood when the segment began (``outcome``), which event began it and why. The
last segment is open. Segments are the truth: deadlines and sums are read from them,
with the target and schedule of the last one, from the original start.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .calendar_windows import WorkCalendar
from .working_days import Budget, Target

IDLE, RUNNING, PAUSED, STOPPED = CLOCKS = ("idle", "running", "paused", "stopped")
PENDING, MET, MISSED, CANCELLED, WAIVED = OUTCOMES = (
    "pending",
    "met",
    "missed",
    "cancelled",
    "waived",
)

#: Schedules by the key that segments name; there must be one for every key.
Calendars = Mapping[Hashable, WorkCalendar]


@dataclass(frozen=True)
class Segment:
    """How a clock stood from `start` to `stop` (None: until now).

    :param event: kind of the event that began it (see `sla_ledger`)
    :param cause: who or what, for the explanation
    :param calendar: key of the schedule that counts it
    :param seconds: working seconds in it; 0 while it is open
    """

    start: datetime
    stop: datetime | None
    clock: str
    outcome: str
    event: str
    cause: str
    target: Target
    calendar: Hashable = None
    seconds: int = 0


Segments = tuple[Segment, ...]


def budget(segments: Segments, calendars: Calendars) -> Budget | None:
    """Return the working seconds promised; None: unplannable, or days not begun."""
    last = segments[-1]
    start = next((part.start for part in segments if part.clock == RUNNING), None)
    if start is None and last.target.days is not None:
        return None
    return calendars[last.calendar].budget(last.target, start or last.start)


def deadline(segments: Segments, calendars: Calendars) -> datetime | None:
    """Return when the budget is used up, or would have been but for the last pause."""
    promised = budget(segments, calendars)
    return promised and instant_of(segments, calendars, promised)


def instant_of(
    segments: Segments, calendars: Calendars, wanted: Budget
) -> datetime | None:
    """Return when the clock has run that long; None: never ran, or beyond the horizon.

    While it does not run: when it would have, had it run on.
    """
    left, since = wanted.seconds, None
    for part in segments:
        if part.clock != RUNNING:
            continue
        windows = calendars[part.calendar].windows
        at = wanted._replace(seconds=left).due(windows, part.start)
        if part.stop is None or (at is not None and at < part.stop):
            return at
        left, since = max(0, left - part.seconds), part.stop
    if since is None:
        return None
    windows = calendars[segments[-1].calendar].windows
    return wanted._replace(seconds=left).due(windows, since)


def ran_until(segments: Segments, now: datetime) -> datetime | None:
    """Return up to when the clock has run by `now`; None: it never did."""
    if segments[-1].clock == RUNNING:
        return now
    return next((p.stop for p in reversed(segments) if p.clock == RUNNING), None)


def is_overdue(segments: Segments, now: datetime, calendars: Calendars) -> bool:
    """Tell whether the clock has run on after its deadline."""
    due, until = deadline(segments, calendars), ran_until(segments, now)
    return due is not None and until is not None and due < until


def recount(segments: Segments, calendars: Calendars) -> Segments:
    """Return an open ledger counted again, after its schedule was corrected.

    Closed clocks stay as they are.
    """
    if segments[-1].clock == STOPPED:
        return segments
    return tuple(
        part if part.stop is None else counted(part, part.stop, calendars)
        for part in segments
    )


def counted(part: Segment, stop: datetime, calendars: Calendars) -> Segment:
    """Return a segment closed at `stop`, with its working seconds."""
    seconds = calendars[part.calendar].windows.working_time(part.start, stop)
    return replace(part, stop=stop, seconds=seconds)
