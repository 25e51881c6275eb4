# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When somebody is busy: spans of time that overlap.

A span is a pair of naive UTC instants. An event of whole days lasts from midnight to
midnight of the person's own zone. Events that only touch do not overlap.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the span of whole days, the last included.

    >>> day_span(date(2026, 6, 1), date(2026, 6, 1), "Asia/Ho_Chi_Minh")
    (datetime.datetime(2026, 5, 31, 17, 0), datetime.datetime(2026, 6, 1, 17, 0))
    """
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)


def midnight(day: date, zone: str) -> datetime:
    """Return when a day begins in a zone, as naive UTC."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Tell whether two spans share time.

    >>> nine, ten, eleven = (datetime(2026, 6, 1, hour) for hour in (9, 10, 11))
    >>> overlaps((nine, ten), (ten, eleven)), overlaps((nine, eleven), (nine, ten))
    (False, True)
    """
    return one[0] < other[1] and other[0] < one[1]
