# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Instants and the wall clocks of zones.

An *instant* is a naive UTC datetime; inside the arithmetic it is a whole number of
seconds since 1970, fractions dropped. A *wall time* is what a clock shows in a zone.
The zones are zoneinfo's, read from the database of pytz, which Odoo plans and displays
with: the system's own can be years older (Morocco and western Canada changed their
clocks in 2026), and may lack old names such as ``Asia/Saigon``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytz

DAY = 86400
HOUR = 3600
EPOCH = datetime(1970, 1, 1)
#: Ordinal (``date.toordinal``) of the day that the seconds are counted from.
EPOCH_DAY = date(1970, 1, 1).toordinal()


def to_seconds(at: datetime) -> int:
    """Return an instant as whole seconds since 1970.

    >>> to_seconds(datetime(1970, 1, 2, 0, 0, 1, 999_999))
    86401
    """
    delta = at - EPOCH
    return delta.days * DAY + delta.seconds


def to_instant(seconds: int) -> datetime:
    """Return seconds since 1970 as a naive UTC datetime."""
    return EPOCH + timedelta(0, seconds)


@cache
def zone(name: str) -> ZoneInfo:
    """Return a zone by its name.

    :raise UnknownTimeZoneError: for a name that pytz does not have
    """
    if name not in pytz.all_timezones_set:
        raise pytz.UnknownTimeZoneError(name)
    with pytz.open_resource(name) as file:
        return ZoneInfo.from_file(file, key=name)


def wall(seconds: int, tz: ZoneInfo) -> datetime:
    """Return what the clock of a zone shows at an instant (aware)."""
    return datetime.fromtimestamp(seconds, tz)


def offset(seconds: int, tz: ZoneInfo) -> int:
    """Return how many seconds the zone's clock is ahead of UTC at an instant."""
    return int(wall(seconds, tz).utcoffset().total_seconds())


def local_day(seconds: int, tz: ZoneInfo) -> int:
    """Return the ordinal of the local day of an instant."""
    return wall(seconds, tz).toordinal()


def midnight(day: int, tz: ZoneInfo) -> int:
    """Return the first second of a local day, given by its ordinal.

    Where the clocks go forward at midnight, the day begins at the change:

    >>> to_instant(midnight(date(2018, 11, 4).toordinal(), zone("America/Sao_Paulo")))
    datetime.datetime(2018, 11, 4, 3, 0)
    """
    at = wall_second(day, time.min, tz)
    if wall(at, tz).time() == time.min:
        return at
    return _first(lambda second: local_day(second, tz) >= day, at - DAY, at)


def wall_second(day: int, clock: time, tz: ZoneInfo) -> int:
    """Return the first instant at which the zone's clock shows that time that day.

    A time that the clocks skip is read as if they had not yet gone forward.
    """
    at = datetime.combine(date.fromordinal(day), clock.replace(fold=0), tz)
    return int(at.timestamp())


def offset_pieces(first: int, last: int, tz: ZoneInfo) -> list[tuple[int, int, int]]:
    """Cut a span of seconds into (start, stop, offset) where the offset is constant."""
    pieces, start = [], first
    ahead = offset(first, tz)
    for probe in [*range(first + DAY, last, DAY), last]:
        if (found := offset(probe, tz)) == ahead:
            continue
        change = _first(
            lambda second, old=ahead: offset(second, tz) != old, probe - DAY, probe
        )
        pieces.append((start, change, ahead))
        start, ahead = change, found
    if start < last:
        pieces.append((start, last, ahead))
    return pieces


def _first(holds, low: int, high: int) -> int:
    """Return the first second in (low, high] from which on something holds."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
