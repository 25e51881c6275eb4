# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Instants and what the clocks of people show.

An *instant* is a naive UTC datetime, as the database keeps it. A *wall time* is what a
clock shows in a zone. The zones are read from the database of pytz, which Odoo plans
and displays with.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import pytz


@cache
def zone(name: str) -> ZoneInfo:
    """Return a zone by its name.

    :raise UnknownTimeZoneError: for a name that pytz does not have
    """
    if name not in pytz.all_timezones_set:
        raise pytz.UnknownTimeZoneError(name)
    with pytz.open_resource(name) as file:
        return ZoneInfo.from_file(file, key=name)


def wall(instant: datetime, tz: str) -> datetime:
    """Return what the clock of a zone shows at an instant, as a naive datetime.

    >>> wall(datetime(2027, 1, 1, 17, 30), "Asia/Ho_Chi_Minh")
    datetime.datetime(2027, 1, 2, 0, 30)
    """
    aware = instant.replace(tzinfo=UTC).astimezone(zone(tz))
    return aware.replace(tzinfo=None, fold=0)


def local_date(instant: datetime, tz: str) -> date:
    """Return the day that it is in a zone at an instant."""
    return wall(instant, tz).date()


@lru_cache(maxsize=65536)
def instant(day: date, clock: time, tz: str) -> datetime:
    """Return when the clock of a zone shows a time on a day.

    A time that is shown twice is the first of them. One that is skipped is the first
    instant after the gap:

    >>> instant(date(2027, 3, 14), time(2, 30), "America/New_York")
    datetime.datetime(2027, 3, 14, 7, 0)
    """
    asked = datetime.combine(day, clock.replace(fold=0, tzinfo=None))
    found = _to_utc(asked, tz)
    if wall(found, tz) == asked:
        return found
    # the gap ends where the clock first shows more than was asked for
    low, high = found - timedelta(days=1), found + timedelta(days=1)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
        low, high = (low, middle) if wall(middle, tz) >= asked else (middle, high)
    return high


def choose(*names: str | None, default: str = "UTC") -> str:
    """Return the first name that is that of a zone."""
    known = (name for name in names if name in pytz.all_timezones_set)
    return next(known, default)


def country_zone(code: str | None) -> str | None:
    """Return the zone of a country: its only one, or the first that is listed.

    >>> country_zone("VN")
    'Asia/Ho_Chi_Minh'
    """
    zones = pytz.country_timezones.get(code.upper()) if code else None
    return zones[0] if zones else None


def is_of_country(tz: str | None, code: str) -> bool:
    """Tell whether a zone is one of a country, under its present or a former name.

    >>> is_of_country("Asia/Saigon", "VN"), is_of_country("Asia/Bangkok", "VN")
    (True, False)
    """
    if tz not in pytz.all_timezones_set:
        return False
    listed = pytz.country_timezones.get(code.upper(), ())
    return tz in listed or any(_same(tz, name) for name in listed)


@cache
def _same(former: str, name: str) -> bool:
    """Tell whether two names are of one zone: they share their whole history."""
    with pytz.open_resource(former) as one, pytz.open_resource(name) as other:
        return one.read() == other.read()


def _to_utc(asked: datetime, tz: str) -> datetime:
    return asked.replace(tzinfo=zone(tz)).astimezone(UTC).replace(tzinfo=None)
