# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""On which days a day of the calendar comes, solar or lunar, with an offset.

Each coming has a key (`2030`, `2030-02`, `2030-02L` for a leap month): one coming is
one occasion, however often it is looked for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from . import lunar
from .anniversary import Day, in_year

DAY = timedelta(days=1)


def comings(found: Mapping, first: date, last: date) -> list[tuple[str, date]]:
    """Return the comings of a day between two days, with the offset.

    >>> tet = {"repeat": "yearly", "calendar": "lunar", "month": 1, "day": 1}
    >>> comings({**tet, "offset_days": -30}, date(2030, 1, 1), date(2030, 1, 31))
    [('2030', datetime.date(2030, 1, 3))]

    :param found: the settings of a trigger, see journey_trigger
    """
    offset = (found.get("offset_days") or 0) * DAY
    find = {"once": _once, "monthly": _monthly}.get(found["repeat"], _yearly)
    days = find(found, first - offset, last - offset)
    return [(key, day + offset) for key, day in days]


def _once(found, first, last):
    make = lunar.to_solar if found["calendar"] == "lunar" else date
    day = make(found["year"], found["month"], found["day"])
    return [(day.isoformat(), day)] if first <= day <= last else []


def _yearly(found, first, last):
    day = Day(found["month"], found["day"])
    years = range(first.year - 1, last.year + 1)
    every = ((str(y), in_year(day, y, calendar=found["calendar"])) for y in years)
    return [(key, day) for key, day in every if first <= day <= last]


def _monthly(found, first, last):
    if found["calendar"] == "lunar":
        every = _lunar_months(first, last)
    else:
        every = _solar_months(first, last)
    days = (
        (key, start + (min(found["day"], length) - 1) * DAY)
        for key, start, length in every
    )
    return [(key, day) for key, day in days if first <= day <= last]


def _solar_months(first, last):
    month = first.replace(day=1)
    while month <= last:
        length = monthrange(month.year, month.month)[1]
        yield month.isoformat()[:7], month, length
        month += length * DAY


def _lunar_months(first, last):
    for year in range(first.year - 1, last.year + 1):
        for month in lunar.months(year):
            key = f"{year}-{month.month:02}{'L' * month.leap}"
            yield key, date.fromordinal(month.start), month.length
