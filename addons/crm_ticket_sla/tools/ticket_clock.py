# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One clock of a ticket as it is worked on: its rule, its ledger, what is stored of it.

A `Clock` is loaded, takes events and is saved; it knows nothing of where. `reading`
is the row that people and jobs see. It is read at the last event of the ledger, not
now: so time alone changes no row.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from . import sla_ledger as ledger
from .sla_ledger import Event
from .sla_segment import CANCELLED, PENDING, RUNNING, STOPPED, Calendars, Segments
from .sla_state import SECOND, Level, level_instants, state_of
from .ticket_events import Rule

#: The step at which a ticket is shown as at risk; no escalation may have this key.
RISK = Level("risk", percent=75)


class Reading(NamedTuple):
    """What is stored of a clock beside its ledger, by the names of the columns."""

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
    is_unplannable: bool
    risk_at: datetime | None
    next_event_at: datetime | None


def reading(
    segments: Segments,
    calendars: Calendars,
    levels: Sequence[Level] = (),
    fired: Collection[Hashable] = (),
) -> Reading:
    """Return what the ledger says, as of its last event."""
    state = state_of(segments, calendars, segments[-1].start)
    instants, due = {}, None
    if state.clock == RUNNING and state.deadline_at:
        steps = (RISK, *levels)
        instants = level_instants(segments, calendars, steps, state.deadline_at)
        due = state.deadline_at + SECOND if state.outcome == PENDING else None
    risk = instants.pop(RISK.key, None) if state.outcome == PENDING else None
    instants.pop(RISK.key, None)
    waiting = [at for key, at in instants.items() if key not in fired]
    waiting += [due] if due else []
    return Reading(*state, risk_at=risk, next_event_at=min(waiting, default=None))


@dataclass
class Clock:
    """A clock of a ticket in one cycle.

    :param key: of the ticket
    :param stored: the reading as it was loaded; None: not stored yet
    :param revision: of the policies and schedules it was loaded under
    :param fresh: what the ledger says now, once it has been read again
    :param origin: (policy, its version, target) that its rule was taken from
    """

    key: int
    company: int
    rule: Rule
    origin: tuple = (None, None, None)
    cycle: int = 1
    id: int | None = None
    segments: Segments = ()
    stored: Reading | None = None
    loaded: Segments = ()
    revision: object = None
    retargeted: bool = False
    fresh: Reading | None = None

    def take(self, event: Event, calendars: Calendars) -> Clock:
        """Apply an event; return the clock of the cycle that runs from then on."""
        if self.segments and self._begins_anew(event):
            anew = Event(event.at, ledger.START, event.cause, *self._promise(event))
            after = replace(
                self,
                cycle=self.cycle + 1,
                id=None,
                segments=ledger.begin(anew),
                stored=None,
                loaded=(),
            )
            return after
        self.segments = ledger.apply(self.segments, event, calendars)
        return self

    def retarget(self, rule: Rule, origin: tuple, at: datetime, cause: str) -> Event:
        """Take over another rule; return the event that carries the time used over."""
        self.retargeted = True
        self.rule, self.origin = rule, origin
        return Event(at, ledger.RETARGET, cause, rule.target, rule.calendar)

    @property
    def differs(self) -> bool:
        """Tell whether it is not as it is stored."""
        stored = (self.stored, self.loaded)
        return self.retargeted or stored != (self.fresh, self.segments)

    @property
    def is_open(self) -> bool:
        """Tell whether it is not stopped."""
        return self.segments[-1].clock != STOPPED

    @property
    def was_withdrawn(self) -> bool:
        """Tell whether its promise was cancelled, and not just left without work."""
        last = self.segments[-1]
        return last.outcome == CANCELLED and last.event == ledger.CANCEL

    def _begins_anew(self, event: Event) -> bool:
        last = self.segments[-1]
        if last.clock != STOPPED:
            return False
        again = event.kind == ledger.REOPEN and event.new_cycle
        return event.kind == ledger.START or (again and last.outcome != CANCELLED)

    def _promise(self, event: Event) -> tuple:
        last = self.segments[-1]
        calendar = last.calendar if event.calendar is None else event.calendar
        return event.target or last.target, calendar
