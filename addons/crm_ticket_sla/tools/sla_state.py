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
from .sla_segment import MISSED, PAUSED, PENDING, RUNNING, STOPPED, Calendars, Segments
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
    segments = advance(segments, now, calendars)
    last = segments[-1]
    budget = ledger.budget(segments, calendars)
    due = ledger.deadline(segments, calendars)
    consumed = _sum(segments, calendars, now, [RUNNING])
    missed = [part.start for part in segments if part.outcome == MISSED]
    late = consumed - budget.seconds if missed and budget else 0
    running = [part.start for part in segments if part.clock == RUNNING]
    dated = last.clock != PAUSED and last.outcome != ledger.CANCELLED
    return State(
        clock=last.clock,
        outcome=last.outcome,
        budget=budget and budget.seconds,
        consumed=consumed,
        paused=_sum(segments, calendars, now, [PAUSED, STOPPED]),
        late=max(0, late),
        started_at=running[0] if running else None,
        stopped_at=_stopped_at(segments),
        missed_at=missed[0] if missed else None,
        deadline_at=due if dated else None,
        frozen_deadline_at=due if last.clock == PAUSED else None,
        unplannable=last.clock in (RUNNING, PAUSED) and due is None,
    )


def level_instants(
    segments: Segments, calendars: Calendars, levels: Sequence[Level]
) -> dict[Hashable, datetime]:
    """Return when each level is reached; none while the clock does not run."""
    last, budget = segments[-1], ledger.budget(segments, calendars)
    if last.clock != RUNNING or last.outcome not in (PENDING, MISSED) or not budget:
        return {}
    found = {
        level.key: _level_instant(segments, calendars, level, budget)
        for level in levels
    }
    return {key: at for key, at in found.items() if at is not None}


def next_event_at(
    segments: Segments,
    calendars: Calendars,
    levels: Sequence[Level] = (),
    fired: Collection[Hashable] = (),
) -> datetime | None:
    """Return when the clock next needs work: a level, or the miss to be recorded.

    The miss is one second after the deadline, at which it is still met.
    """
    instants = level_instants(segments, calendars, levels)
    waiting = [at for key, at in instants.items() if key not in fired]
    last, due = segments[-1], ledger.deadline(segments, calendars)
    if last.clock == RUNNING and last.outcome == PENDING and due is not None:
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


def _level_instant(segments, calendars, level: Level, budget: Budget):
    if level.percent is not None:
        seconds = percent_of(budget.seconds, level.percent)
        whole = seconds == budget.seconds and budget.at_opening
        return ledger.instant_of(segments, calendars, Budget(seconds, whole))
    due = ledger.deadline(segments, calendars)
    if due is None:
        return None
    start = next(part.start for part in segments if part.clock == RUNNING)
    at = calendars[segments[-1].calendar].windows.deadline(due, level.offset)
    return at if level.offset > 0 else max(start, at or start)


def _sum(segments, calendars, now: datetime, clocks) -> int:
    """Add up working seconds up to `now`, since the clock first ran."""
    total, ran = 0, False
    for part in segments:
        ran = ran or part.clock == RUNNING
        if not ran or part.clock not in clocks:
            continue
        if part.stop is None and now > part.start:
            part = ledger.counted(part, now, calendars)
        total += part.seconds
    return total


def _stopped_at(segments: Segments) -> datetime | None:
    """Return the beginning of the time the clock has stood since."""
    at = None
    for part in reversed(segments):
        if part.clock != STOPPED:
            break
        at = part.start
    return at
