# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days and instants as people and programs write them.

5/6/2024 is the fifth of June or the sixth of May. A column says which when one of its
values has a number above twelve; a column that never says is asked about, not guessed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from .errors import IntakeError

ISO, DAY_FIRST, MONTH_FIRST, ASK = "ymd", "dmy", "mdy", "ask"
_NUMBERS = re.compile(
    r"^(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})(?!\d)[\sT,]*(.*)$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?(Z?)$")
_YEARLESS = re.compile(r"^--(\d{2})-?(\d{2})$")
_DAY_MONTH = re.compile(r"^(\d{1,2})\s*[-/]\s*(\d{1,2})$")
_TIME = re.compile(
    r"^(\d{1,2})(?:[:hH](\d{1,2}))?(?::(\d{1,2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?|SA|CH)?\s*(.*)$"
)
_ZONE = re.compile(r"^(?:(?:UTC|GMT|Z)?\s*([+-])(\d{2}):?(\d{2})?|Z|UTC|GMT)$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_MONTHS = {
    name: at // 2 + 1
    for at, name in enumerate(
        "jan january feb february mar march apr april may may jun june jul july aug august"
        " sep september oct october nov november dec december".split()
    )
}  # fmt: skip
_WORDS = re.compile(
    r"^(?:(\d{1,2})[\s-]+([A-Za-z]{3,9})|([A-Za-z]{3,9})\s+(\d{1,2})),?[\s-]+(\d{4})[,\s]*(.*)$"
)


@dataclass
class Evidence:
    """What the values of a column say about the order of day and month."""

    day_first: int = 0
    month_first: int = 0
    open: int = 0

    def add(self, text: str) -> None:
        numbers = _NUMBERS.match(text.strip()) if text else None
        if not numbers or len(numbers[1]) == 4:
            return
        one, two = int(numbers[1]), int(numbers[2])
        if one > 12 >= two:
            self.day_first += 1
        elif two > 12 >= one:
            self.month_first += 1
        elif one != two:
            self.open += 1

    @property
    def order(self) -> str:
        """Return the order, or ASK when the column does not say."""
        if self.day_first and not self.month_first:
            return DAY_FIRST
        if self.month_first and not self.day_first:
            return MONTH_FIRST
        return ASK if self.open or self.day_first else ISO


def read_instant(
    text: str, order: str = ISO, zone: tzinfo = UTC
) -> tuple[datetime, bool]:
    """Return (naive UTC instant, whether the text names an hour).

    :param zone: of texts that name none
    :raise IntakeError: date_bad or date_impossible

    >>> read_instant("07/15/2009 02:14:45+0800", MONTH_FIRST)
    (datetime.datetime(2009, 7, 14, 18, 14, 45), True)
    >>> read_instant("29/02/2024", DAY_FIRST)
    (datetime.datetime(2024, 2, 29, 0, 0), False)
    """
    text = text.strip()
    if _EPOCH.match(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), True
    day, rest = _day(text, order)
    if not rest:
        return datetime(day.year, day.month, day.day), False
    hour, minute, second, found = _time(rest, text)
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
        moment = moment.replace(tzinfo=found or zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise IntakeError("date_bad", value=text) from error
    return moment.replace(tzinfo=None), True


def read_day(text: str, order: str = ISO) -> date:
    """Return the day of a text, whatever hour and zone it names.

    >>> read_day("2024-05-01T00:00:00.000+0000")
    datetime.date(2024, 5, 1)
    """
    return _day(text.strip(), order)[0]


def read_birthday(text: str, order: str = ISO) -> tuple[date, bool]:
    """Return (day, whether the year is unknown); a year of 1604 is Apple's for unknown.

    >>> read_birthday("--05-12"), read_birthday("1990-05-12")
    ((datetime.date(2000, 5, 12), True), (datetime.date(1990, 5, 12), False))
    >>> read_birthday("15/8"), read_birthday("5/8", DAY_FIRST)
    ((datetime.date(2000, 8, 15), True), (datetime.date(2000, 8, 5), True))
    """
    match = _YEARLESS.match(text.strip())
    try:
        if match:
            return date(2000, int(match[1]), int(match[2])), True
        if found := _day_and_month(text.strip(), order):
            return date(2000, found[1], found[0]), True
    except ValueError as error:
        raise IntakeError("date_bad", value=text) from error
    day = read_day(text, order)
    return (day.replace(year=2000), True) if day.year == 1604 else (day, False)


def _day_and_month(text, order):
    """Return (day, month) of a text that has nothing else and says which is which."""
    match = _DAY_MONTH.match(text)
    if not match:
        return None
    one, two = int(match[1]), int(match[2])
    if order == DAY_FIRST or one == two or one > 12 >= two:
        return one, two
    return (two, one) if order == MONTH_FIRST or two > 12 >= one else None


def _day(text, order):
    """Return (day, what stands behind it)."""
    if compact := _COMPACT.match(text):
        rest = ":".join(compact.group(4, 5, 6)) + compact[7] if compact[4] else ""
        return _date(*map(int, compact.group(1, 2, 3)), text, order), rest
    if numbers := _NUMBERS.match(text):
        one, two, three = (int(numbers[at]) for at in (1, 2, 3))
        if len(numbers[1]) == 4:
            return _date(one, two, three, text, order), numbers[4]
        if len(numbers[3]) not in (2, 4) or order == ASK:
            raise IntakeError("date_bad", value=text)
        year = (
            three if len(numbers[3]) == 4 else 2000 + three - (100 if three > 68 else 0)
        )
        day, month = (two, one) if order == MONTH_FIRST else (one, two)
        return _date(year, month, day, text, order), numbers[4]
    if words := _WORDS.match(text):
        month = _MONTHS.get((words[2] or words[3]).lower())
        if month:
            day = int(words[1] or words[4])
            return _date(int(words[5]), month, day, text, order), words[6]
    raise IntakeError("date_bad", value=text)


def _date(year, month, day, text, order):
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise IntakeError("date_impossible", value=text, order=order) from error
    if not 1000 < year < 9000:
        raise IntakeError("date_bad", value=text)
    return found


def _time(rest, text):
    """Return (hour, minute, second, zone or None)."""
    match = _TIME.match(rest.strip())
    zone = _ZONE.match(match[5].strip().upper()) if match and match[5].strip() else None
    if not match or (match[5].strip() and not zone):
        raise IntakeError("date_bad", value=text)
    hour, half = int(match[1]), (match[4] or "").upper().replace(".", "")
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    elif half in ("AM", "SA") and hour == 12:
        hour = 0
    found = None
    if zone:
        shift = timedelta(hours=int(zone[2] or 0), minutes=int(zone[3] or 0))
        if shift >= timedelta(hours=24):
            raise IntakeError("date_bad", value=text)
        found = timezone(-shift if zone[1] == "-" else shift)
    return hour, int(match[2] or 0), int(match[3] or 0), found
