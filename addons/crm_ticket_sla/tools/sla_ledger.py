# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ledger of one clock in one cycle: what happened to it, as segments.

A `Segment` says how the clock stood from one instant to another (``clock``), how its
promise stood when the segment began (``outcome``), which event began it and why. The
last segment is open. `apply` adds an event; `advance` records a miss when its time has
come; `sla_state.state_of` reads deadlines and sums. Nothing else is the truth.

==========  =====================================================================
clock       idle (never ran), running, paused, stopped
outcome     pending, met, missed, cancelled, waived
start       begins a cycle; on a stopped clock `replay` begins the next one
pause       the clock waits; before it ever ran it is idle
resume      runs on
stop        met, unless missed before; judged at the instant of the event
reopen      runs on with what is left, the stopped time is free; a miss stays a miss;
            with ``new_cycle`` `replay` begins the next cycle instead
cancel      the promise does not hold any more (policy, merge, archive); nobody's miss
lapse       there is nothing left to do for it: cancelled, but a miss stays a miss
restore     it holds again; the time between is free
waive       a miss that does not count; only a miss can be waived
retarget    another target or schedule; used and paused time are carried over
recount     the schedule itself was corrected: past segments are counted again
==========  =====================================================================

An event that makes no sense for the state of the clock changes nothing. A clock is
missed when it still runs *after* its deadline: at the very second it is met. Events of
one instant apply in their ``order``, and within one order so that stop beats pause
beats start, whichever way round they are given. A segment without length is dropped.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .sla_segment import (
    CANCELLED,
    CLOCKS,
    IDLE,
    MET,
    MISSED,
    PAUSED,
    PENDING,
    RUNNING,
    STOPPED,
    WAIVED,
    Calendars,
    Segment,
    Segments,
    counted,
    deadline,
    is_overdue,
    recount,
)
from .working_days import Target

START, RESUME, REOPEN, RESTORE = "start", "resume", "reopen", "restore"
PAUSE, STOP, LAPSE, CANCEL, WAIVE = "pause", "stop", "lapse", "cancel", "waive"
RETARGET, RECOUNT = "retarget", "recount"
#: the event that `advance` records
MISS = "miss"
#: Events of one instant and order apply in this order: the last one has the say.
EVENTS = (
    START,
    REOPEN,
    RESTORE,
    RESUME,
    PAUSE,
    LAPSE,
    STOP,
    CANCEL,
    WAIVE,
    RETARGET,
    RECOUNT,
)
_RANK = {kind: rank for rank, kind in enumerate(EVENTS)}
#: The clock after an event, by the clock before it.
_MOVES = {
    PAUSE: {IDLE: IDLE, RUNNING: PAUSED, PAUSED: PAUSED},
    RESUME: {IDLE: RUNNING, PAUSED: RUNNING},
    STOP: {IDLE: STOPPED, RUNNING: STOPPED, PAUSED: STOPPED},
    REOPEN: {STOPPED: RUNNING},
    LAPSE: {IDLE: STOPPED, RUNNING: STOPPED, PAUSED: STOPPED},
    CANCEL: {IDLE: STOPPED, RUNNING: STOPPED, PAUSED: STOPPED},
    RESTORE: {STOPPED: RUNNING},
    WAIVE: {clock: clock for clock in CLOCKS},
    RETARGET: {clock: clock for clock in (IDLE, RUNNING, PAUSED)},
}


@dataclass(frozen=True)
class Event:
    """Something that happened to a clock.

    :param cause: who or what, kept for the explanation: any text
    :param target: needed by start; by retarget when it changes
    :param calendar: key of the schedule, likewise
    :param order: sequence of events of one instant, where it is known
    """

    at: datetime
    kind: str
    cause: str = ""
    target: Target | None = None
    calendar: Hashable = None
    order: int = 0
    new_cycle: bool = False

    def __post_init__(self):
        if self.kind not in _RANK:
            raise ValueError(f"no such event: {self.kind}")
        object.__setattr__(self, "at", self.at.replace(microsecond=0))

    def key(self) -> tuple:
        """Return what events are sorted by, whichever way round they are given."""
        what = repr((self.cause, self.target, self.calendar, self.new_cycle))
        return (self.at, self.order, _RANK[self.kind], what)


def begin(event: Event) -> Segments:
    """Return the ledger of a clock that starts."""
    if event.target is None:
        raise ValueError("a clock starts with a target")
    fields = (event.at, None, RUNNING, PENDING, event.kind, event.cause)
    return (Segment(*fields, event.target, event.calendar),)


def apply(segments: Segments, event: Event, calendars: Calendars) -> Segments:
    """Return the ledger after an event; an earlier event counts at the last one's.

    :param segments: empty before the start
    :raise OutsideHorizon: when a schedule has not been read up to the event
    """
    if not segments:
        return begin(event) if event.kind == START else ()
    at = max(event.at, segments[-1].start)
    if event.kind == RECOUNT:
        segments = advance(recount(segments, calendars), at, calendars)
        # a clock that runs has just been judged
        runs = segments[-1].clock == RUNNING
        return segments if runs else _judged(segments, at, calendars)
    segments = advance(segments, at, calendars)
    clock, outcome = _clock(segments, event, at), _outcome(segments, event.kind)
    if clock is None or outcome is None:
        return segments
    segments = _cut(segments, at, calendars, _changes(event, clock, outcome))
    return _judged(segments, at, calendars) if event.kind == RETARGET else segments


def replay(events: Iterable[Event], calendars: Calendars) -> list[Segments]:
    """Return the ledgers of all cycles of a clock, from its events in any order."""
    cycles: list[Segments] = []
    for event in sorted(events, key=Event.key):
        segments = cycles[-1] if cycles else ()
        last = segments[-1] if segments else None
        anew = event.kind == START or (event.kind == REOPEN and event.new_cycle)
        if last and anew and last.clock == STOPPED:
            if event.kind == START or last.outcome != CANCELLED:
                cycles.append(begin(_carry_on(event, last)))
            continue
        segments = apply(segments, event, calendars)
        if segments:
            cycles[-1:] = [segments]
    return cycles


def advance(segments: Segments, now: datetime, calendars: Calendars) -> Segments:
    """Return the ledger at `now`: with the miss, if the deadline has passed by then."""
    last = segments[-1]
    if last.clock != RUNNING or last.outcome != PENDING:
        return segments
    at = deadline(segments, calendars)
    if at is None or at >= now:
        return segments
    if at <= last.start:
        return (*segments[:-1], replace(last, outcome=MISSED))
    return _cut(
        segments, at, calendars, {"outcome": MISSED, "event": MISS, "cause": ""}
    )


def _judged(segments: Segments, now: datetime, calendars: Calendars) -> Segments:
    """Mark a clock missed that had used up its budget before its last segment."""
    last = segments[-1]
    if last.outcome != PENDING or not is_overdue(segments, now, calendars):
        return segments
    return (*segments[:-1], replace(last, outcome=MISSED))


def _clock(segments: Segments, event: Event, at: datetime) -> str | None:
    """Return the clock after an event; None: the event does not fit."""
    last = segments[-1]
    clock = _MOVES.get(event.kind, {}).get(last.clock)
    if event.kind == PAUSE and last.clock == RUNNING and last.start == at:
        ran = any(part.clock == RUNNING for part in segments[:-1])
        return PAUSED if ran else IDLE
    return clock


def _outcome(segments: Segments, kind: str) -> str | None:
    """Return the outcome after an event; None: the event does not fit."""
    outcome = segments[-1].outcome
    if kind == RESTORE:
        earlier = [part.outcome for part in segments if part.outcome != CANCELLED]
        restored = earlier[-1] if earlier else PENDING
        return restored if outcome == CANCELLED else None
    if kind == WAIVE:
        return WAIVED if outcome == MISSED else None
    if outcome == CANCELLED:
        return None
    if kind == CANCEL:
        return CANCELLED
    if kind in (STOP, LAPSE) and outcome == PENDING:
        return MET if kind == STOP else CANCELLED
    return PENDING if kind == REOPEN and outcome == MET else outcome


def _changes(event: Event, clock: str, outcome: str) -> dict:
    """Return what differs in the segment that an event begins."""
    changes = {"clock": clock, "outcome": outcome}
    changes |= {"event": event.kind, "cause": event.cause}
    if event.kind == RETARGET and event.target:
        changes["target"] = event.target
    if event.kind == RETARGET and event.calendar is not None:
        changes["calendar"] = event.calendar
    return changes


def _cut(segments, at: datetime, calendars: Calendars, changes: dict) -> Segments:
    """End the last segment and begin another one like it but for the changes."""
    last = segments[-1]
    new = replace(last, start=at, **changes)
    if last.start < at:
        return (*segments[:-1], counted(last, at, calendars), new)
    kept = segments[:-1]
    if kept and _same(kept[-1], new):
        return (*kept[:-1], replace(kept[-1], stop=None, seconds=0))
    return (*kept, new)


def _same(one: Segment, other: Segment) -> bool:
    """Tell whether a clock just stands on as it stood, so that no cut is needed."""
    fields = ("clock", "outcome", "target", "calendar")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _carry_on(event: Event, last: Segment) -> Event:
    """Return the event that begins the next cycle with what it does not say itself."""
    calendar = last.calendar if event.calendar is None else event.calendar
    return replace(event, target=event.target or last.target, calendar=calendar)
