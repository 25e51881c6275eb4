# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ledger of a clock of which it is found out that it began at another instant.

What happened to the clock stays: it is replayed from the right start. Misses are facts
that followed from the start, so they are judged again.
"""

from __future__ import annotations

from datetime import datetime

from .sla_ledger import MISS, PAUSE, RECOUNT, START, Event, apply, replay
from .sla_segment import RUNNING, Calendars, Segments


def begin_at(
    own: Segments, begin: datetime, now: datetime, calendars: Calendars
) -> Segments:
    """Return the ledger of a clock as if it had begun at another instant.

    :param own: ledger of one cycle
    :param begin: not after anything that happened to the clock
    """
    first, *rest = own
    if begin == first.start:
        return own
    origin = (first.cause, first.target, first.calendar)
    events = [Event(begin, START, *origin)]
    if first.clock != RUNNING:  # it waited from the beginning
        events.append(Event(begin, PAUSE, *origin))
    events += [
        Event(p.start, p.event, p.cause, p.target, p.calendar, order=order)
        for order, p in enumerate(rest, 1)
        if p.event != MISS
    ]
    return apply(replay(events, calendars)[-1], Event(now, RECOUNT), calendars)
