# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ledger of a clock whose ticket took over an earlier one.

The customer has waited since the earlier ticket was opened, so the clock counts from
there: what ran or waited before its own start is put before it, counted by its own
target and schedule. Undone, the clock is replayed from its own events.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from .sla_ledger import MISS, RETARGET, START, Event, apply, replay
from .sla_segment import PENDING, Calendars, Segments, counted


def take_over(
    own: Segments, earlier: Segments, at: datetime, cause: str, calendars: Calendars
) -> Segments:
    """Return the ledger of a pending clock, counted from the earlier start.

    :param earlier: ledger of the same promise on the other ticket
    :param at: when they were merged; a miss that follows is recorded
    """
    first = own[0]
    if earlier[0].start >= first.start:
        return own
    before = []
    for part in earlier:
        if part.start >= first.start:
            break
        stop = min(part.stop or first.start, first.start)
        part = replace(
            part, outcome=PENDING, target=first.target, calendar=first.calendar
        )
        before.append(counted(part, stop, calendars))
    return apply((*before, *own), Event(at, RETARGET, cause), calendars)


def give_back(
    own: Segments, begin: datetime, causes: Collection[str], calendars: Calendars
) -> Segments:
    """Return the ledger as it is without what was taken over.

    :param begin: when the clock itself had begun
    :param causes: of the taking over, whose event is left out
    """
    events = [
        Event(
            part.start,
            part.event,
            part.cause,
            part.target,
            part.calendar,
            order=order,
        )
        for order, part in enumerate(own)
        if part.start >= begin
        and part.event != MISS
        and not (part.event == RETARGET and part.cause in causes)
    ]
    if not any(event.kind == START for event in events):
        return own
    return replay(events, calendars)[-1]
