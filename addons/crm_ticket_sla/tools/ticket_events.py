# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happens to a ticket, as events of its clocks.

A *rule* is what a clock keeps of its target. The kind of a stage drives everything:
waiting kinds pause the clocks whose rule says so, closed kinds end them. What a clock
does when the ticket is closed and opened again depends on what it measures:

==============  ==================================================================
resolution      stops when solved or closed; lapses when the ticket is cancelled
assign          stops when somebody takes the ticket; lapses when it is closed
reach_stage     stops in one of its stages; lapses when closed in another one
time_in_stage   runs in its stages, stops on leaving them
replies         follow the conversation (see `reply_metrics`), not the stage
of addons       stop when the addon says so; lapse when the ticket is closed
==============  ==================================================================

A clock that lapsed, or that a closed ticket met, goes on when the ticket is reopened.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import NamedTuple

from . import sla_ledger as ledger
from .sla_ledger import Event
from .sla_segment import CANCELLED, STOPPED, Segments
from .working_days import Target

ASSIGN, RESOLUTION = "assign", "resolution"
REACH_STAGE, TIME_IN_STAGE = "reach_stage", "time_in_stage"
REPLIES = ("first_response", "next_response", "update")
#: metrics whose clock starts when something is said; those of addons are not among them
LATER = ("next_response", "update")
#: metrics whose clock starts when the ticket is opened
AT_OPENING = (ASSIGN, "first_response", RESOLUTION, REACH_STAGE)
METRICS = (*AT_OPENING, *LATER, TIME_IN_STAGE)
CANCELLED_KIND = "cancelled"
CLOSED_KINDS = frozenset(("solved", "closed", CANCELLED_KIND))


class Rule(NamedTuple):
    """What a clock keeps of its target.

    :param calendar: key of the schedule that counts it
    :param pauses: kinds of stages in which it waits
    :param new_cycle: a reopened ticket begins its next cycle
    :param stages: ids, for the metrics about stages
    """

    metric: str
    target: Target
    calendar: Hashable
    pauses: frozenset[str] = frozenset()
    new_cycle: bool = False
    stages: frozenset[int] = frozenset()


class Stage(NamedTuple):
    """Where a ticket stands."""

    id: int
    kind: str

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.kind in CLOSED_KINDS


def opening(
    rule: Rule, stage: Stage, at: datetime, cause: str = "", taken: bool = False
) -> list[Event]:
    """Return the events of a clock when its ticket is opened; none: no clock yet.

    :param taken: the ticket has an agent from the beginning
    """
    if stage.is_closed or rule.metric in LATER:
        return []
    if rule.metric == TIME_IN_STAGE and stage.id not in rule.stages:
        return []
    events = [start(rule, at, cause)]
    if (rule.metric == ASSIGN and taken) or (
        rule.metric == REACH_STAGE and stage.id in rule.stages
    ):
        return [*events, Event(at, ledger.STOP, cause)]
    if stage.kind in rule.pauses:
        events.append(Event(at, ledger.PAUSE, cause))
    return events


def start(rule: Rule, at: datetime, cause: str = "") -> Event:
    """Return the event that starts a clock."""
    return Event(at, ledger.START, cause, rule.target, rule.calendar)


def moved(
    rule: Rule, segments: Segments, old: Stage, new: Stage, at: datetime, cause: str
) -> list[Event]:
    """Return the events of a clock when its ticket goes from one stage to another."""
    if rule.metric == TIME_IN_STAGE:
        return _in_stage(rule, segments, old, new, at, cause)
    events = []
    if new.is_closed:
        if not old.is_closed and rule.metric not in REPLIES:
            events.append(Event(at, _end(rule, new), cause))
        return events
    if old.is_closed:
        events += reopened(rule, segments, at, cause)
    if rule.metric == REACH_STAGE and new.id in rule.stages:
        return [*events, Event(at, ledger.STOP, cause)]
    return [*events, standing(rule, new, at, cause)]


def standing(rule: Rule, stage: Stage, at: datetime, cause: str) -> Event:
    """Return the event that makes a clock run or wait, as the stage says."""
    kind = ledger.PAUSE if stage.kind in rule.pauses else ledger.RESUME
    return Event(at, kind, cause)


def reopened(
    rule: Rule, segments: Segments, at: datetime, cause: str, whole: bool = False
) -> list[Event]:
    """Return the events of a stopped clock whose ticket is open again.

    :param whole: also what was met goes on, such as after an agent left
    """
    last = segments[-1]
    if last.clock != STOPPED:
        return []
    ended = next(part for part in reversed(segments) if part.clock == STOPPED)
    if last.outcome == CANCELLED:
        return [Event(at, ledger.RESTORE, cause)] if last.event == ledger.LAPSE else []
    if ended.event == ledger.LAPSE or rule.metric == RESOLUTION or whole:
        return [Event(at, ledger.REOPEN, cause, new_cycle=rule.new_cycle)]
    return []


def _end(rule: Rule, stage: Stage) -> str:
    """Return how closing the ticket ends a clock."""
    if rule.metric == REACH_STAGE:
        return ledger.STOP if stage.id in rule.stages else ledger.LAPSE
    if rule.metric == RESOLUTION and stage.kind != CANCELLED_KIND:
        return ledger.STOP
    return ledger.LAPSE


def _in_stage(rule, segments, old, new, at, cause) -> list[Event]:
    """Return the events of a clock that measures the time in some stages."""
    inside = new.id in rule.stages
    if inside == (old.id in rule.stages):
        return []
    if not inside:
        return [Event(at, ledger.STOP, cause)]
    return reopened(rule, segments, at, cause, whole=True)
