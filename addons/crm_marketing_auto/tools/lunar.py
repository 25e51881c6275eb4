# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Vietnamese lunar calendar, reckoned at UTC+7.

A *month* begins on the local day of a new moon. The winter solstice lies in month 11.
Between two months 11 there are twelve or thirteen; when thirteen, the first that has
no major solar term (no multiple of 30 degrees of the sun's longitude) is a *leap*
month and bears the number of the one before it. A Chinese calendar, reckoned at
UTC+8, names other days in some years: Tết 1985, 2007, 2030, 2053.

Two rules for what a calendar does not have: day 30 in a month of 29 days is day 29,
and a leap month that the year lacks is the ordinary month of that number.

New moons and the sun's longitude are those of Meeus, *Astronomical Algorithms*,
chapters 49 and 25. Years outside of 1900 to 2199 are refused.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from math import floor, radians, sin
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2199
#: Lunar days that have a name: the first and the full moon.
MUNG_1, RAM = 1, 15
#: Ordinal (``date.toordinal``) of the Julian day number 0, at UTC+7.
JULIAN_EPOCH = -1721424.5 + 7 / 24
SYNODIC = 29.530588861
#: Seconds that dynamical time is ahead of universal time, every ten years from 1900.
DELTA_T = (-3, 10, 21, 24, 24, 29, 33, 40, 51, 57, 64, 66, 69, 77, 85, 93)
DELTA_T += (111, 132, 154, 178, 203, 231, 258, 285, 308, 328, 348, 369, 391, 413, 442)
#: Periodic terms of a new moon: days; multiples of M, M', F, node; powers of E.
TERMS = (
    (-0.40720, 0, 1, 0, 0, 0),
    (0.17241, 1, 0, 0, 0, 1),
    (0.01608, 0, 2, 0, 0, 0),
    (0.01039, 0, 0, 2, 0, 0),
    (0.00739, -1, 1, 0, 0, 1),
    (-0.00514, 1, 1, 0, 0, 1),
    (0.00208, 2, 0, 0, 0, 2),
    (-0.00111, 0, 1, -2, 0, 0),
    (-0.00057, 0, 1, 2, 0, 0),
    (0.00056, 1, 2, 0, 0, 1),
    (-0.00042, 0, 3, 0, 0, 0),
    (0.00042, 1, 0, 2, 0, 1),
    (0.00038, 1, 0, -2, 0, 1),
    (-0.00024, -1, 2, 0, 0, 1),
    (-0.00017, 0, 0, 0, 1, 0),
    (-0.00007, 2, 1, 0, 0, 0),
    (0.00004, 0, 2, -2, 0, 0),
    (0.00004, 3, 0, 0, 0, 0),
    (0.00003, 1, 1, -2, 0, 0),
    (0.00003, 0, 2, 2, 0, 0),
    (-0.00003, 1, 1, 2, 0, 0),
    (0.00003, -1, 1, 2, 0, 0),
    (-0.00002, -1, 1, -2, 0, 0),
    (-0.00002, 1, 3, 0, 0, 0),
    (0.00002, 0, 4, 0, 0, 0),
)
#: What the planets add: days; angle at the new moon number 0; angle a month.
PLANETS = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)


class LunarDate(NamedTuple):
    """A day of the lunar calendar; the year is that of its Tết."""

    year: int
    month: int
    day: int
    leap: bool = False


class Month(NamedTuple):
    """A lunar month: its number, and its first day and the next month's, as ordinals."""

    month: int
    leap: bool
    start: int
    stop: int

    @property
    def length(self) -> int:
        """Return the number of its days: 29 or 30."""
        return self.stop - self.start


# ------------------------------------------------------------
# Days
# ------------------------------------------------------------


def to_lunar(day: date) -> LunarDate:
    """Return the lunar date of a day.

    >>> to_lunar(date(2030, 2, 2))
    LunarDate(year=2030, month=1, day=1, leap=False)
    >>> to_lunar(date(2023, 4, 1))
    LunarDate(year=2023, month=2, day=11, leap=True)
    """
    ordinal, year = day.toordinal(), day.year
    if months(year)[0].start > ordinal:
        year -= 1
    found = months(year)
    month = found[bisect_right([m.start for m in found], ordinal) - 1]
    return LunarDate(year, month.month, ordinal - month.start + 1, month.leap)


def to_solar(year: int, month: int, day: int, leap: bool = False) -> date:
    """Return the day of a lunar date, by the two rules of the calendar.

    >>> to_solar(2027, 12, 30)  # that month has 29 days
    datetime.date(2028, 1, 25)

    :raise ValueError: for a month or day that no lunar year has
    """
    if not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no lunar date: {day}/{month}/{year}")
    found = month_of(year, month, leap)
    return date.fromordinal(found.start + min(day, found.length) - 1)


def month_of(year: int, month: int, leap: bool = False) -> Month:
    """Return a month of a lunar year; the ordinary one where the leap one is lacking."""
    named = [m for m in months(year) if m.month == month]
    return named[-1] if leap else named[0]


def tet(year: int) -> date:
    """Return the first day of the lunar year that begins in a solar year.

    >>> tet(2030)
    datetime.date(2030, 2, 2)
    """
    return date.fromordinal(months(year)[0].start)


def next_monthly(day: int, on_or_after: date) -> date:
    """Return the next such day of any lunar month, leap months too.

    >>> next_monthly(RAM, date(2030, 2, 3))
    datetime.date(2030, 2, 16)
    """
    here = to_lunar(on_or_after)
    month = month_of(here.year, here.month, here.leap)
    found = month.start + min(day, month.length) - 1
    if found < on_or_after.toordinal():
        after = to_lunar(date.fromordinal(month.stop))
        following = month_of(after.year, after.month, after.leap)
        found = following.start + min(day, following.length) - 1
    return date.fromordinal(found)


# ------------------------------------------------------------
# Months
# ------------------------------------------------------------


@lru_cache(maxsize=512)
def months(year: int) -> tuple[Month, ...]:
    """Return the twelve or thirteen months of a lunar year, in order."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the lunar calendar reaches from 1900 to 2199, not {year}")
    both = _from_month_11(year - 1) + _from_month_11(year)
    first = next(i for i, m in enumerate(both) if m.month == 1)
    last = next(i for i, m in enumerate(both[first + 11 :], first + 11) if m.month == 1)
    return both[first:last]


@lru_cache(maxsize=512)
def _from_month_11(year: int) -> tuple[Month, ...]:
    """Return the months from month 11 of a solar year up to the next month 11."""
    first, last = _number_of_month_11(year), _number_of_month_11(year + 1)
    starts = [_new_moon_day(number) for number in range(first, last + 1)]
    spans = list(zip(starts, starts[1:], strict=False))
    leap = _leap_index(spans) if len(spans) == 13 else None
    found, month = [], 10
    for index, (start, stop) in enumerate(spans):
        is_leap = index == leap
        month = month if is_leap else month % 12 + 1
        found.append(Month(month, is_leap, start, stop))
    return tuple(found)


def _leap_index(spans) -> int:
    """Return which of thirteen months has no major solar term."""
    terms = [_major_term(start) for start, _stop in spans]
    terms.append(_major_term(spans[-1][1]))
    return next(
        i
        for i, pair in enumerate(zip(terms, terms[1:], strict=False))
        if len({*pair}) == 1
    )


def _number_of_month_11(year: int) -> int:
    """Return the number of the last new moon up to the day of the winter solstice."""
    # the sun has passed 270 degrees (term 9) at the end of the day
    solstice = date(year, 12, 18).toordinal()
    while _major_term(solstice + 1) != 9:
        solstice += 1
    number = floor((solstice - date(2000, 1, 6).toordinal()) / SYNODIC) + 1
    while _new_moon_day(number) > solstice:
        number -= 1
    return number


def _new_moon_day(number: int) -> int:
    """Return the ordinal of the local day of a new moon."""
    return floor(new_moon(number))


def _major_term(ordinal: int) -> int:
    """Return in which of the twelve signs the sun is when a local day begins."""
    return floor(sun_longitude(ordinal) / 30)


# ------------------------------------------------------------
# Sky
# ------------------------------------------------------------


@lru_cache(maxsize=8192)
def new_moon(number: int) -> float:
    """Return the instant of a new moon, counted from that of 6 January 2000.

    :return: days as ordinals at UTC+7, with the fraction of the day
    """
    century = number / 1236.85
    terrestrial = (
        2451550.09766
        + SYNODIC * number
        + century**2 * (0.00015437 - 0.00000015 * century)
    )
    anomaly = 2.5534 + 29.10535670 * number - 0.0000014 * century**2
    moon = 201.5643 + 385.81693528 * number + 0.0107582 * century**2
    latitude = 160.7108 + 390.67050284 * number - 0.0016118 * century**2
    node = 124.7746 - 1.56375588 * number + 0.0020672 * century**2
    flattening = 1 - 0.002516 * century - 0.0000074 * century**2
    for size, m, mm, f, n, power in TERMS:
        angle = m * anomaly + mm * moon + f * latitude + n * node
        terrestrial += size * flattening**power * sin(radians(angle))
    for size, start, step in PLANETS:
        terrestrial += size * sin(radians(start + step * number))
    local = terrestrial + JULIAN_EPOCH
    return local - _delta_t(local)


@lru_cache(maxsize=32768)
def sun_longitude(local: float) -> float:
    """Return the apparent longitude of the sun, in degrees from 0 to 360.

    :param local: days as ordinals at UTC+7, with the fraction of the day
    """
    century = (local + _delta_t(local) - JULIAN_EPOCH - 2451545.0) / 36525
    anomaly = radians(357.52911 + 35999.05029 * century - 0.0001537 * century**2)
    centre = (
        (1.914602 - 0.004817 * century) * sin(anomaly)
        + (0.019993 - 0.000101 * century) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    mean = 280.46646 + 36000.76983 * century + 0.0003032 * century**2
    nutation = 0.00478 * sin(radians(125.04 - 1934.136 * century))
    return (mean + centre - 0.00569 - nutation) % 360


def _delta_t(local: float) -> float:
    """Return how far dynamical time is ahead of universal time, in days."""
    decade = max(0.0, (local - date(1900, 1, 1).toordinal()) / 3652.5)
    index = min(int(decade), len(DELTA_T) - 2)
    low, high = DELTA_T[index], DELTA_T[index + 1]
    return (low + (high - low) * (decade - index)) / 86400
