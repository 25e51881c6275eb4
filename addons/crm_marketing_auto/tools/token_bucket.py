# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many messages may leave now, at so many a minute, without a burst afterwards.

The bucket holds what ten seconds bring: a server that was away for two hours is not
flooded when it is back.
"""

from __future__ import annotations

from datetime import datetime

#: Seconds of sending that may be saved up.
SAVED = 10


def take(
    per_minute: int, tokens: float, filled_at: datetime, now: datetime, wanted: int
) -> tuple[int, float]:
    """Return how many may go, and the tokens left.

    :param per_minute: 0: no limit

    >>> hour = datetime(2027, 1, 1, 8)
    >>> take(60, 0, hour, hour.replace(second=5), 100)
    (5, 0.0)
    >>> take(60, 0, hour, hour.replace(hour=10), 100)
    (10, 0.0)
    """
    if not per_minute:
        return wanted, tokens
    rate = per_minute / 60
    gained = max(0.0, (now - filled_at).total_seconds()) * rate
    held = min(max(1.0, rate * SAVED), tokens + gained)
    granted = min(wanted, int(held))
    return granted, held - granted
