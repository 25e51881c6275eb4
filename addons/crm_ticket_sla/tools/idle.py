# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Since when somebody must have been silent, to have been so for N working days.

The question is asked backwards, once for all tickets of a team: whoever fell silent at
or before the answer has been silent long enough. So nothing is stored that a new
holiday would make wrong.
"""

from __future__ import annotations

from datetime import datetime

from .local_time import to_instant, to_seconds
from .working_days import WorkingDays


def silent_since(
    days: WorkingDays, first: datetime, now: datetime, count: int
) -> datetime | None:
    """Return the last instant from which `count` working days are over by now.

    :param first: where the known working time begins; None is returned when the answer
        would lie before it
    """
    low, high = to_seconds(first), to_seconds(now)
    if not _is_over(days, low, now, count):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _is_over(days, middle, now, count):
            low = middle
        else:
            high = middle
    return to_instant(low)


def _is_over(days, start: int, now: datetime, count: int) -> bool:
    due = days.due(to_instant(start), count)
    return due is not None and due <= now
