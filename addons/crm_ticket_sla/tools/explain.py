# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""*Why this deadline?* as data: what counted, what was skipped and what happened.

`explain` walks the ledger of a clock from its start to its deadline and returns steps
in order of time. A view words and translates them; nothing here is text for people.

==========  ===================================================================
event       something happened: ``detail`` is the kind of event (start, pause, ...),
            ``cause`` who or what, ``target`` the promise from then on
worked      working time counted: ``seconds`` of it, ``total`` so far
skipped     no working time while the clock ran: ``detail`` are the `Gap` reasons
held        the clock was paused, idle or stopped: ``detail`` which of them,
            ``seconds`` the working time that did not count
due         the deadline (``detail`` *deadline*; *frozen* while paused)
unplannable the budget is not used up in the years that the calendar is known
==========  ===================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from .calendar_windows import WorkCalendar
from .local_time import local_day, midnight, to_instant, to_seconds, zone
from .sla_ledger import MISS, advance
from .sla_segment import (
    PAUSED,
    RUNNING,
    STOPPED,
    Calendars,
    Segment,
    Segments,
    budget,
    deadline,
)
from .working_days import Target

EVENT, WORKED, SKIPPED, HELD = "event", "worked", "skipped", "held"
DUE, UNPLANNABLE = "due", "unplannable"
DEADLINE, FROZEN = "deadline", "frozen"
HOLIDAY, FREE_DAY, NIGHT, BREAK = "holiday", "free_day", "night", "break"


class Gap(NamedTuple):
    """One reason why a span has no working time.

    :param kind: *holiday* (time off, with its name), *free_day* (a day of the week
        that is never worked), *night* or *break*
    :param count: days without work, nights, breaks or holidays
    :param seconds: working time that a holiday took
    """

    kind: str
    count: int = 1
    name: str = ""
    seconds: int = 0


class Step(NamedTuple):
    """One step of the explanation, from an instant to another (both UTC)."""

    kind: str
    start: datetime
    stop: datetime
    detail: object = None
    seconds: int = 0
    total: int = 0
    cause: str = ""
    target: Target | None = None


def explain(segments: Segments, calendars: Calendars, now: datetime) -> list[Step]:
    """Return the steps from the start of a clock to its deadline, or to its stop."""
    segments = advance(segments, now, calendars)
    due = deadline(segments, calendars)
    steps, total = [], 0
    for part in segments:
        if part.event != MISS:
            steps.append(_event(part))
        for step in _spent(part, calendars[part.calendar], due, now):
            total += step.seconds if step.kind == WORKED else 0
            steps.append(step._replace(total=total) if step.kind == WORKED else step)
    return _joined([*steps, *_verdict(segments, calendars, due)])


def summary(steps: list[Step]) -> list[Gap]:
    """Add up what was skipped: nights, breaks, free days, and each holiday by name."""
    found: dict[tuple, Gap] = {}
    for step in steps:
        for gap in step.detail if step.kind == SKIPPED else ():
            key = (gap.kind, gap.name)
            old = found.get(key, gap._replace(count=0, seconds=0))
            found[key] = old._replace(
                count=old.count + gap.count, seconds=old.seconds + gap.seconds
            )
    return list(found.values())


def gaps(work: WorkCalendar, start: datetime, stop: datetime) -> tuple[Gap, ...]:
    """Return why a span without working time has none."""
    holidays = []
    for closed, opened, name in work.closures:
        since, until = max(closed, start), min(opened, stop)
        if since < until and (lost := work.regular.working_time(since, until)):
            holidays.append(Gap(HOLIDAY, 1, name, lost))
    tz = zone(work.tz)
    first, last = (local_day(to_seconds(at), tz) for at in (start, stop))
    free = sum(_never_worked(work, day) for day in range(first + 1, last))
    found = [*([Gap(FREE_DAY, free)] if free else []), *holidays]
    if found:
        return tuple(found)
    return (Gap(BREAK if first == last else NIGHT),)


def _never_worked(work: WorkCalendar, day: int) -> bool:
    """Tell whether a local day would have no working time even without closures."""
    bounds = (to_instant(midnight(each, zone(work.tz))) for each in (day, day + 1))
    return work.regular.working_time(*bounds) == 0


def _event(part: Segment) -> Step:
    detail = {"detail": part.event, "cause": part.cause, "target": part.target}
    return Step(EVENT, part.start, part.start, **detail)


def _spent(
    part: Segment, work: WorkCalendar, due: datetime | None, now: datetime
) -> Iterator[Step]:
    """Yield how a segment was spent; an open one up to the deadline or now."""
    if part.clock == RUNNING:
        ends = [part.stop] if part.stop else [due or now]
        yield from _ran(work, part.start, max(part.start, *ends))
    elif part.clock != STOPPED or part.stop:
        stop = part.stop or max(part.start, now)
        seconds = work.windows.working_time(part.start, stop)
        yield Step(HELD, part.start, stop, part.clock, seconds)


def _ran(work: WorkCalendar, start: datetime, stop: datetime) -> Iterator[Step]:
    """Yield what counted and what was skipped while the clock ran."""
    at = start
    for opened, closed in work.windows.between(start, stop):
        if at < opened:
            yield Step(SKIPPED, at, opened, gaps(work, at, opened))
        yield Step(WORKED, opened, closed, seconds=_length(opened, closed))
        at = closed
    if at < stop:
        yield Step(SKIPPED, at, stop, gaps(work, at, stop))


def _length(start: datetime, stop: datetime) -> int:
    return to_seconds(stop) - to_seconds(start)


def _joined(steps: list[Step]) -> list[Step]:
    """Join what a miss has cut: two stretches of work or rest in a row."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        if last and step.kind == WORKED == last.kind and last.stop == step.start:
            seconds = last.seconds + step.seconds
            found[-1] = step._replace(start=last.start, seconds=seconds)
        else:
            found.append(step)
    return found


def _verdict(segments, calendars: Calendars, due: datetime | None) -> Iterator[Step]:
    """Yield the deadline, or that there is none."""
    last = segments[-1]
    promised = budget(segments, calendars)
    if due is not None:
        detail = FROZEN if last.clock == PAUSED else DEADLINE
        seconds = promised.seconds if promised else 0
        yield Step(DUE, due, due, detail, seconds, target=last.target)
    elif last.clock in (RUNNING, PAUSED):
        yield Step(UNPLANNABLE, last.start, last.start, target=last.target)
