# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many messages may leave now, at so many a minute, without a burst afterwards.

The bucket holds what a minute brings, for jobs are woken once a minute: a server that
was away for two hours is not flooded when it is back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: Seconds of sending that may be saved up.
SAVED = 60


def take(
    per_minute: int, tokens: float, filled_at: datetime, now: datetime, wanted: int
) -> tuple[int, float]:
    """Return how many may go, and the tokens left.

    :param per_minute: 0: no limit

    >>> hour = datetime(2027, 1, 1, 8)
    >>> take(60, 0, hour, hour.replace(second=5), 100)
    (5, 0.0)
    >>> take(60, 0, hour, hour.replace(hour=10), 100)
    (60, 0.0)
    """
    if not per_minute:
        return wanted, tokens
    rate = per_minute / 60
    gained = max(0.0, (now - filled_at).total_seconds()) * rate
    held = min(max(1.0, rate * SAVED), tokens + gained)
    granted = min(wanted, int(held))
    return granted, held - granted


def refilled_at(
    per_minute: int, tokens: float, now: datetime, wanted: int
) -> datetime | None:
    """Return when those that did not get through may try again; None: nobody waits.

    >>> refilled_at(60, 0.5, datetime(2027, 1, 1, 8), 5)
    datetime.datetime(2027, 1, 1, 8, 0, 4, 500000)
    >>> refilled_at(60, 0.0, datetime(2027, 1, 1, 8), 5000)
    datetime.datetime(2027, 1, 1, 8, 1)
    """
    if not per_minute or wanted <= 0:
        return None
    rate = per_minute / 60
    held = max(1.0, rate * SAVED)
    return now + timedelta(seconds=max(0.0, min(held, wanted) - tokens) / rate)
