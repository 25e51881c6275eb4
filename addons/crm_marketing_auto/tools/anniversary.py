# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days that come back every year: birthdays, and what is kept by the lunar calendar.

Each comes exactly once a year, whatever the year lacks:

- 29 February is 28 February or 1 March, as the setting says, in common years;
- lunar day 30 is day 29 of a month that has no 30;
- what happened in a leap month is kept in the ordinary month of that number.

A year that is not known is None, or the 1900 that old systems write for it. What lies
in the future, and 1 January 1900 as a whole, is no birthday.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from . import lunar
from .zones import instant, local_date

FEB_28, MARCH_1 = "02-28", "03-01"
#: What import files hold where a birthday is not known.
PLACEHOLDER = date(1900, 1, 1)
DAY = timedelta(days=1)


class Day(NamedTuple):
    """A day of the year, of a solar or lunar calendar."""

    month: int
    day: int


def is_birthday(born: date | None, today: date) -> bool:
    """Tell whether a date can be somebody's birthday."""
    return bool(born) and born != PLACEHOLDER and born <= today


def in_year(day: Day, year: int, feb29: str = FEB_28, calendar: str = "solar") -> date:
    """Return when a day of the year comes in a year, that of its own calendar.

    >>> in_year(Day(2, 29), 2027)
    datetime.date(2027, 2, 28)
    >>> in_year(Day(2, 29), 2027, MARCH_1)
    datetime.date(2027, 3, 1)
    >>> in_year(Day(12, 30), 2027, calendar="lunar")
    datetime.date(2028, 1, 25)
    """
    if calendar == "lunar":
        return lunar.to_solar(year, *day)
    if day == (2, 29) and not isleap(year):
        return date(year, 3, 1) if feb29 == MARCH_1 else date(year, 2, 28)
    return date(year, *day)


def next_occurrence(
    day: Day, on_or_after: date, feb29: str = FEB_28, calendar: str = "solar"
) -> tuple[int, date]:
    """Return the next time a day of the year comes, with the year that it counts for.

    That year is the one of its calendar: two lunar years can keep the same day in one
    solar year.
    """
    year = on_or_after.year - 1
    while (found := in_year(day, year, feb29, calendar)) < on_or_after:
        year += 1
    return year, found


def days_kept_on(
    today: date, feb29: str = FEB_28, calendar: str = "solar"
) -> tuple[int, set[Day]]:
    """Return the days of the year that are kept on a day, with the year they count for.

    >>> days_kept_on(date(2027, 2, 28))[1] == {Day(2, 28), Day(2, 29)}
    True
    """
    if calendar == "lunar":
        here = lunar.to_lunar(today)
        if here.leap:
            return here.year, set()
        days = {Day(here.month, here.day)}
        if here.day == 29 and lunar.month_of(here.year, here.month).length == 29:
            days.add(Day(here.month, 30))
        return here.year, days
    days = {Day(today.month, today.day)}
    leaper = Day(2, 29)
    if not isleap(today.year) and in_year(leaper, today.year, feb29) == today:
        days.add(leaper)
    return today.year, days


def dates_kept_on(
    today: date, first_year: int, feb29: str = FEB_28, calendar: str = "solar"
) -> tuple[int, list[date]]:
    """Return the dates of past years whose yearly return is a day, oldest first.

    It lets a database find them by equality, whatever the calendar.
    """
    year, days = days_kept_on(today, feb29, calendar)
    dates = set()
    for past in range(first_year, year):
        for day in days:
            dates.update(_dates_of(day, past, calendar))
    return year, sorted(found for found in dates - {PLACEHOLDER} if found < today)


def _dates_of(day: Day, year: int, calendar: str) -> list[date]:
    """Return the dates of a year that bear a day's name, in a leap month too."""
    if calendar == "solar":
        exists = day != (2, 29) or isleap(year)
        return [date(year, *day)] if exists else []
    named = [m for m in lunar.months(year) if m.month == day.month]
    return [
        date.fromordinal(m.start + day.day - 1) for m in named if m.length >= day.day
    ]


def greet_at(
    day: date, at: time, until: time, late_days: int, tz: str, now: datetime
) -> datetime | None:
    """Return when a greeting for a day goes out; None if it is too late for it.

    Whoever is found late on the day itself is greeted at once, until the hour `until`;
    afterwards only within `late_days`, and then no earlier than `at`.

    >>> greet_at(date(2027, 5, 1), time(8), time(20), 0, "UTC", datetime(2027, 5, 1, 10))
    datetime.datetime(2027, 5, 1, 10, 0)
    """
    due = instant(day, at, tz)
    if now <= due:
        return due
    today = local_date(now, tz)
    if (today - day).days > late_days:
        return None
    opens, closes = instant(today, at, tz), instant(today, until, tz)
    if now < closes:
        return max(now, opens)
    return instant(today + DAY, at, tz) if (today - day).days < late_days else None
