# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a promise would have come to on a ticket of the past.

`History` is what is known of a ticket: the stages it was in, when it got an agent, who
wrote to whom. `outcomes` takes it through the same rules as a ticket of today (see
`ticket_events`). Nothing is stored; the policy lab adds the outcomes up.

The *cause* of a would-be miss is guessed from where the time went (`cause_of`):

===========  ===================================================================
closed       more than half of it lay outside working hours, which the promise counts
waiting      more than half in waiting stages that do not pause the promise
unassigned   more than half before the ticket had an agent
handover     it changed hands twice or more
work         none of these
===========  ===================================================================
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from . import sla_ledger as ledger
from .calendar_windows import WorkCalendar
from .local_time import to_seconds
from .reply_metrics import OPENED, REOPENED, SOLVED, Item, clock_events
from .sla_ledger import Event
from .sla_segment import Calendars
from .sla_state import State, state_of
from .ticket_clock import Clock
from .ticket_events import (
    ASSIGN,
    REPLIES,
    TIME_IN_STAGE,
    Rule,
    Stage,
    moved,
    opening,
    standing,
    start,
)

WAITING = frozenset(("wait_customer", "wait_third"))
CAUSES = ("closed", "waiting", "unassigned", "handover", "work")
#: Key of the schedule that counts day and night.
ALWAYS = 0


class Turn(NamedTuple):
    """A ticket that came into a stage."""

    at: datetime
    stage: Stage


class History(NamedTuple):
    """What is known of a ticket.

    :param turns: the first one is the stage it was opened in
    :param agents: instants at which an agent got it
    :param items: messages by the kind of their author (see `reply_metrics`)
    :param by_agent: an agent opened it
    """

    turns: tuple[Turn, ...]
    agents: tuple[datetime, ...] = ()
    items: tuple[Item, ...] = ()
    by_agent: bool = False

    @property
    def opened_at(self) -> datetime:
        """When the ticket was opened."""
        return self.turns[0].at


def outcomes(
    history: History,
    rule: Rule,
    calendars: Calendars,
    now: datetime,
    met_at_creation: bool = False,
) -> list[State]:
    """Return how a promise stands at `now`, one state for each of its cycles."""
    clock = Clock(key=None, company=None, rule=rule)
    cycles = [clock]
    for event in _events(clock, history, met_at_creation, lambda: cycles[-1]):
        after = cycles[-1].take(event, calendars)
        if after is not cycles[-1]:
            cycles.append(after)
    begun = [cycle.segments for cycle in cycles if cycle.segments]
    return [state_of(segments, calendars, now) for segments in begun]


def cause_of(history: History, rule: Rule, state: State, work: WorkCalendar) -> str:
    """Return where the time of a missed promise went; see the module.

    :param work: the working hours of the team, whatever the promise counts
    """
    since = state.started_at or history.opened_at
    until = state.stopped_at or state.missed_at or since
    total = max(1, to_seconds(until) - to_seconds(since))
    if rule.calendar == ALWAYS and _worked(work, since, until) * 2 < total:
        return "closed"
    if _waited(history, rule, since, until) * 2 > total:
        return "waiting"
    taken = history.agents[0] if history.agents else until
    if (to_seconds(min(taken, until)) - to_seconds(since)) * 2 > total:
        return "unassigned"
    return "handover" if len(history.agents) > 2 else "work"


def _events(clock: Clock, history: History, met: bool, current):
    """Yield what happens to a clock, in order; it may look at the clock meanwhile."""
    rule, first = clock.rule, history.turns[0]
    if rule.metric not in REPLIES:
        taken = history.agents[:1] == (first.at,)
        yield from opening(rule, first.stage, first.at, taken=taken)
    stage = first.stage
    for at, what in _timeline(history, rule, met):
        if isinstance(what, Stage):
            yield from _turned(current(), stage, what, at)
            stage = what
        elif what == ledger.START:
            yield start(rule, at)
            yield standing(rule, stage, at, "")
        elif current().segments:
            yield Event(at, what)


def _turned(clock: Clock, old: Stage, new: Stage, at: datetime):
    """Return the events of a clock when the ticket goes to another stage."""
    rule = clock.rule
    if clock.segments:
        return moved(rule, clock.segments, old, new, at, "")
    if rule.metric == TIME_IN_STAGE and new.id in rule.stages:
        return [start(rule, at), standing(rule, new, at, "")]
    return []


def _timeline(history: History, rule: Rule, met: bool):
    """Return (instant, stage or kind of event) in the order they happened."""
    found = [(turn.at, 0, turn.stage) for turn in history.turns[1:]]
    if rule.metric == ASSIGN:
        found += [(at, 1, ledger.STOP) for at in history.agents[:1]]
    if rule.metric in REPLIES:
        found += [
            (event.at, 1, event.kind)
            for event in clock_events(_items(history), met and history.by_agent)
            if event.metric == rule.metric
        ]
    return [(at, what) for at, _rank, what in sorted(found, key=lambda f: f[:2])]


def _items(history: History):
    """Return the conversation with the turns of the ticket."""
    items = [Item(history.opened_at, OPENED), *history.items]
    for before, turn in zip(history.turns, history.turns[1:], strict=False):
        if turn.stage.is_closed != before.stage.is_closed:
            items.append(Item(turn.at, SOLVED if turn.stage.is_closed else REOPENED))
    return items


def _worked(work: WorkCalendar, since: datetime, until: datetime) -> int:
    if not work.windows.covers(since, until):
        return to_seconds(until) - to_seconds(since)
    return work.windows.working_time(since, until)


def _waited(history: History, rule: Rule, since: datetime, until: datetime) -> int:
    """Return the clock seconds of a span in waiting stages that do not pause it."""
    ends = [turn.at for turn in history.turns[1:]] + [until]
    spans = (
        (max(turn.at, since), min(end, until))
        for turn, end in zip(history.turns, ends, strict=True)
        if turn.stage.kind in WAITING - rule.pauses
    )
    return sum(max(0, to_seconds(end) - to_seconds(begin)) for begin, end in spans)
