# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a clock shows: deadlines, sums and the next thing that can happen to it.

Everything is read from the segments, so a stored copy can be thrown away and made
again. *Levels* are the steps of an escalation: a share of the budget, or working
seconds before (negative) or after the deadline. They are placed only while the clock
runs; a level before the start of the clock is at its start.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from . import sla_segment as ledger
from .sla_clock import percent_of
from .sla_ledger import advance
from .sla_segment import (
    MISSED,
    PAUSED,
    PENDING,
    RUNNING,
    STOPPED,
    Calendars,
    Segment,
    Segments,
)
from .working_days import Budget

SECOND = timedelta(seconds=1)


class State(NamedTuple):
    """A clock at an instant; durations are working seconds.

    :param budget: None: unplannable, or working days that have not begun
    :param paused: time that did not count since the clock first ran (also solved time)
    :param late: how far beyond the budget; 0 when missed outside working time
    :param deadline_at: None while paused or idle, or when unplannable
    :param frozen_deadline_at: while paused: the deadline if it had run on
    """

    clock: str
    outcome: str
    budget: int | None
    consumed: int
    paused: int
    late: int
    started_at: datetime | None
    stopped_at: datetime | None
    missed_at: datetime | None
    deadline_at: datetime | None
    frozen_deadline_at: datetime | None
    unplannable: bool

    @property
    def remaining(self) -> int | None:
        """Working seconds left; negative when used up and more."""
        return None if self.budget is None else self.budget - self.consumed


class Level(NamedTuple):
    """One step of an escalation, by its key: a percentage or a signed offset."""

    key: Hashable
    percent: int | None = None
    offset: int = 0


def state_of(segments: Segments, calendars: Calendars, now: datetime) -> State:
    """Return what the clock shows at `now`."""
    budget = ledger.budget(segments, calendars)
    due = budget and ledger.instant_of(segments, calendars, budget)
    if due is not None and due < now:
        segments = advance(segments, now, calendars)  # moves neither of the two
    last = segments[-1]
    consumed, paused = _sums(segments, calendars, now)
    missed_at = _first([part for part in segments if part.outcome == MISSED])
    dated = last.clock != PAUSED and last.outcome != ledger.CANCELLED
    return State(
        clock=last.clock,
        outcome=last.outcome,
        budget=budget and budget.seconds,
        consumed=consumed,
        paused=paused,
        late=max(0, consumed - budget.seconds) if missed_at and budget else 0,
        started_at=_first([part for part in segments if part.clock == RUNNING]),
        stopped_at=_stopped_at(segments),
        missed_at=missed_at,
        deadline_at=due if dated else None,
        frozen_deadline_at=due if last.clock == PAUSED else None,
        unplannable=last.clock in (RUNNING, PAUSED) and due is None,
    )


def level_instants(
    segments: Segments,
    calendars: Calendars,
    levels: Sequence[Level],
    due: datetime | None = None,
) -> dict[Hashable, datetime]:
    """Return when each level is reached; none while the clock does not run.

    :param due: the deadline, where it is known
    """
    known = _due(segments, calendars, due)
    return _level_instants(segments, calendars, levels, *known)


def next_event_at(
    segments: Segments,
    calendars: Calendars,
    levels: Sequence[Level] = (),
    fired: Collection[Hashable] = (),
) -> datetime | None:
    """Return when the clock next needs work: a level, or the miss to be recorded.

    The miss is one second after the deadline, at which it is still met.
    """
    budget, due = _due(segments, calendars)
    left = [level for level in levels if level.key not in fired]
    waiting = list(_level_instants(segments, calendars, left, budget, due).values())
    if due is not None and segments[-1].outcome == PENDING:
        waiting.append(due + SECOND)
    return min(waiting, default=None)


def due_levels(
    instants: dict[Hashable, datetime], fired: Collection[Hashable], now: datetime
) -> list[Hashable]:
    """Return the keys of the levels reached and not yet done, earliest first."""
    reached = [(at, key) for key, at in instants.items() if at <= now]
    return [key for _at, key in sorted(reached, key=_at) if key not in fired]


def rearmed_levels(
    instants: dict[Hashable, datetime], fired: Collection[Hashable], now: datetime
) -> list[Hashable]:
    """Return the keys of levels done that lie in the future again: to be done again."""
    return [key for key, at in instants.items() if key in fired and at > now]


def _at(pair):
    return pair[0]


def _due(segments, calendars, due=None) -> tuple[Budget | None, datetime | None]:
    """Return the budget and deadline of a clock that runs and can be missed or late."""
    last = segments[-1]
    if last.clock != RUNNING or last.outcome not in (PENDING, MISSED):
        return None, None
    budget = ledger.budget(segments, calendars)
    return budget, budget and (due or ledger.instant_of(segments, calendars, budget))


def _level_instants(segments, calendars, levels, budget, due) -> dict:
    """Return when levels are reached, given the budget and deadline (None: never)."""
    found = {}
    for level in levels if budget else ():
        if level.percent is not None:
            seconds = percent_of(budget.seconds, level.percent)
            whole = seconds == budget.seconds and budget.at_opening
            at = ledger.instant_of(segments, calendars, Budget(seconds, whole))
        else:
            at = due and _beside(segments, calendars, due, level.offset)
        if at is not None:
            found[level.key] = at
    return found


def _beside(segments, calendars, due: datetime, offset: int) -> datetime | None:
    """Return the instant some working seconds beside the deadline."""
    at = calendars[segments[-1].calendar].windows.deadline(due, offset)
    if offset > 0:
        return at
    start = _first([part for part in segments if part.clock == RUNNING])
    return max(start, at or start)


def _sums(segments: Segments, calendars, now: datetime) -> tuple[int, int]:
    """Return the working seconds used and not counted, since the clock first ran."""
    used = waited = 0
    ran = False
    for part in segments:
        ran = ran or part.clock == RUNNING
        seconds = part.seconds
        if part.stop is None and now > part.start:
            windows = calendars[part.calendar].windows
            seconds = windows.working_time(part.start, now)
        if part.clock == RUNNING:
            used += seconds
        elif ran:
            waited += seconds
    return used, waited


def _first(parts: list[Segment]) -> datetime | None:
    return parts[0].start if parts else None


def _stopped_at(segments: Segments) -> datetime | None:
    """Return the beginning of the time the clock has stood since."""
    at = None
    for part in reversed(segments):
        if part.clock != STOPPED:
            break
        at = part.start
    return at
