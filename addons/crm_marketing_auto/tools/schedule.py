# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When a step is due: waits, and the hours in which people may be written to.

Instants are naive UTC; what is reckoned in days, weeks and months, and every hour of
the day, is reckoned on the wall clock of the person's zone. A wait never ends before
it began, and what it waits for and has passed already lets go at once.

A wait is a dict, by its mode:

- ``duration``: amount, unit (hours, days, weeks, months), at. Hours are real hours;
  a month after the 31st is the last day of a shorter month. With `at` it ends at that
  hour of the last day (the next day's, if that hour has passed).
- ``time``: the next time the clock shows `at`.
- ``weekday``: days (Monday is 0), at.
- ``date``: date (YYYY-MM-DD, or MM-DD: the next one), at, calendar (solar, lunar).
- ``field``: field (a key of the facts), offset_days, at.
- ``event``: max_days, after which it is given up.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from . import lunar
from .zones import instant, local_date, wall

DAY = timedelta(days=1)
UNITS = ("hours", "days", "weeks", "months")
#: The hour of what is due on a day and names none.
MORNING = time(9)


def due(wait: dict, entered_at: datetime, tz: str, facts: dict | None = None):
    """Return the instant at which a wait ends.

    :param facts: what is known of the person: values of fields by name
    :return: naive UTC, not before `entered_at`
    :raise ValueError: for a mode that there is none of
    """
    find = MODES.get(wait.get("mode"))
    if not find:
        raise ValueError(f"no such wait: {wait.get('mode')}")
    found = find(wait, entered_at, tz, facts or {})
    return max(found, entered_at) if found else entered_at


def within_hours(at: datetime, tz: str, start, end) -> datetime:
    """Return an instant if it lies in the window of a day, or the next opening.

    A window that ends before it starts goes across midnight; one that ends when it
    starts, or has 24 hours, is always open.

    >>> within_hours(datetime(2027, 1, 1, 15, 0), "Asia/Ho_Chi_Minh", 22, 7)
    datetime.datetime(2027, 1, 1, 15, 0)
    >>> within_hours(datetime(2027, 1, 1, 1, 0), "Asia/Ho_Chi_Minh", 22, 7)
    datetime.datetime(2027, 1, 1, 15, 0)

    :param start: hour of the day, as a number, a text (HH:MM) or a time
    """
    if is_open(at, tz, start, end):
        return at
    day = local_date(at, tz)
    opening = instant(day, clock(start), tz)
    return opening if opening >= at else instant(day + DAY, clock(start), tz)


def is_open(at: datetime, tz: str, start, end) -> bool:
    """Tell whether an instant lies in the window of a day, the end being outside."""
    first, last, now = seconds(start), seconds(end), wall(at, tz)
    second = now.hour * 3600 + now.minute * 60 + now.second
    if first % 86400 == last % 86400:
        return True
    if first < last:
        return first <= second < last
    return second >= first or second < last


# ------------------------------------------------------------
# Reading hours and dates
# ------------------------------------------------------------


def seconds(value) -> int:
    """Return an hour of the day, however it is written, as seconds since midnight.

    :raise ValueError: for what is no hour between 0 and 24
    """
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, str):
        hours, _colon, minutes = value.strip().partition(":")
        if not hours.isdigit() or not (minutes or "0").isdigit():
            raise ValueError(f"no hour of the day: {value}")
        found = int(hours) * 3600 + int(minutes or 0) * 60
        wrong = int(minutes or 0) > 59
    else:
        found, wrong = round(value * 60) * 60, False
    if wrong or not 0 <= found <= 86400:
        raise ValueError(f"no hour of the day: {value}")
    return found


def clock(value, default: time = MORNING) -> time:
    """Return an hour of the day as a time; 24 is midnight."""
    if value is None or value is False or value == "":  # 0 is midnight
        return default
    found = seconds(value) % 86400
    return time(found // 3600, found // 60 % 60, found % 60)


def add_months(day: date, months: int) -> date:
    """Return a day some months later, or the last one of a shorter month.

    >>> add_months(date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def to_day(value, tz: str) -> date | None:
    """Return the local day of a date, an instant or a text; None for what is none."""
    if isinstance(value, datetime):
        return local_date(value, tz)
    if isinstance(value, date):
        return value
    try:
        if len(str(value)) > 10:
            return local_date(datetime.fromisoformat(str(value)), tz)
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def next_date(text: str, today: date, calendar: str = "solar") -> date:
    """Return the day that a text names; without a year, the next such day.

    >>> next_date("01-01", date(2030, 1, 5), "lunar")
    datetime.date(2030, 2, 2)

    :raise ValueError: for a day that the calendar does not have
    """
    parts = [int(part) for part in text.split("-")]
    make = lunar.to_solar if calendar == "lunar" else _solar
    if len(parts) == 3:
        # a date written out is meant as it stands: no 30 February
        return make(*parts) if calendar == "lunar" else date(*parts)
    month, day = parts
    year = today.year - 1
    while (found := make(year, month, day)) < today:
        year += 1
    return found


def _solar(year: int, month: int, day: int) -> date:
    """Return a day of every year: 29 February is the 28th where there is none."""
    if (month, day) == (2, 29):
        return date(year, 2, monthrange(year, 2)[1])
    return date(year, month, day)


# ------------------------------------------------------------
# The modes of a wait
# ------------------------------------------------------------


def _duration(wait, entered_at, tz, _facts):
    amount, unit = wait.get("amount") or 0, wait.get("unit", "days")
    if unit not in UNITS:
        raise ValueError(f"no such unit of time: {unit}")
    if unit == "hours":
        ends = entered_at + timedelta(hours=amount)
        return _time({"at": wait["at"]}, ends, tz, {}) if wait.get("at") else ends
    began = wall(entered_at, tz)
    if unit == "months":
        day = add_months(began.date(), int(amount))
    else:
        day = began.date() + amount * DAY * (7 if unit == "weeks" else 1)
    if not wait.get("at"):
        return instant(day, began.time(), tz) if amount else entered_at
    ends = instant(day, clock(wait["at"]), tz)
    return ends if ends >= entered_at else instant(day + DAY, clock(wait["at"]), tz)


def _time(wait, entered_at, tz, _facts):
    day, at = local_date(entered_at, tz), clock(wait.get("at"))
    ends = instant(day, at, tz)
    return ends if ends >= entered_at else instant(day + DAY, at, tz)


def _weekday(wait, entered_at, tz, _facts):
    today, at = local_date(entered_at, tz), clock(wait.get("at"))
    days = {int(day) for day in wait.get("days") or ()} & set(range(7))
    for ahead in range(8 if days else 0):
        day = today + ahead * DAY
        ends = instant(day, at, tz)
        if day.weekday() in days and ends >= entered_at:
            return ends
    return None


def _date(wait, entered_at, tz, _facts):
    today, at = local_date(entered_at, tz), clock(wait.get("at"))
    text, calendar = wait.get("date") or "", wait.get("calendar", "solar")
    ends = instant(next_date(text, today, calendar), at, tz)
    if ends < entered_at and text.count("-") == 1:
        ends = instant(next_date(text, today + DAY, calendar), at, tz)
    return ends


def _field(wait, entered_at, tz, facts):
    day = to_day(facts.get(wait.get("field")), tz)
    if not day:
        return None
    return instant(
        day + (wait.get("offset_days") or 0) * DAY, clock(wait.get("at")), tz
    )


def _event(wait, entered_at, tz, _facts):
    days = {"amount": wait.get("max_days") or 0, "unit": "days"}
    return _duration(days, entered_at, tz, {})


MODES = {
    "duration": _duration,
    "time": _time,
    "weekday": _weekday,
    "date": _date,
    "field": _field,
    "event": _event,
}
