# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers and days as people's programs write them.

`1.234` is a thousand in one file and one and a bit in another; `03/04/2026` is March or
April. Neither can be told from one cell, so a whole column is looked at first. What
stays open is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

NUMERIC_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ].*)?")
NAMED_DAYS = ("%b %d, %Y", "%d %b %Y", "%B %d, %Y", "%d %B %Y", "%d-%b-%Y", "%Y%m%d")
SIGNS = re.compile(r"[\s\u00a0\u202f'’]|[A-Z]{3}|[$€£¥₫đ]")


class BadValue(ValueError):
    """A cell that cannot be read; `code` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def decimal_mark(values: Iterable, has_decimals: bool = True) -> str:
    """Return the sign between whole and part of a column of numbers.

    :param has_decimals: whether the currency has parts; if not, three digits after a
        sign are thousands
    """
    texts = [SIGNS.sub("", value) for value in values if isinstance(value, str)]
    both = [text for text in texts if "," in text and "." in text]
    if both:
        return max(",.", key=both[0].rfind)
    for mark, other in ((",", "."), (".", ",")):
        marked = [text for text in texts if mark in text]
        if any(text.count(mark) > 1 for text in marked):
            return other
        if any(len(text) - text.rfind(mark) != 4 for text in marked):
            return mark
    # only groups of three: thousands, but for a point where there are parts
    points = any("." in text for text in texts)
    return "." if not points or has_decimals else ","


def number(value, mark: str = ".") -> Decimal:
    """Return a number that is not negative; an empty cell is zero."""
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, bool):
        raise BadValue("number")
    if isinstance(value, str):
        thousands = "." if mark == "," else ","
        value = SIGNS.sub("", value).replace(thousands, "").replace(mark, ".")
        if value in ("--", "-", ""):
            return Decimal(0)
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise BadValue("number") from error
    if not found.is_finite():
        raise BadValue("number")
    if found < 0:
        raise BadValue("negative")
    return found


def day_order(values: Iterable) -> str | None:
    """Return the order of days in a column: ymd, dmy or mdy; None if it stays open."""
    orders, is_open = set(), False
    for value in values:
        found = NUMERIC_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if len(found[1]) == 4:
            orders.add("ymd")
        elif first > 12 or "." in value:
            orders.add("dmy")
        elif second > 12:
            orders.add("mdy")
        else:
            is_open = True
    known = orders - {"ymd"}
    if len(known) == 1:
        return known.pop()
    return None if is_open or known else "ymd"


def day(value, order: str = "ymd") -> date:
    """Return the day that a cell says."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    if not text:
        raise BadValue("empty")
    found = NUMERIC_DAY.fullmatch(text)
    if not found:
        return _named_day(text)
    parts = [int(found[n]) for n in (1, 2, 3)]
    if len(found[1]) == 4:
        order = "ymd"
    by_name = dict(zip(order, parts, strict=True))
    if by_name["y"] < 1000:
        raise BadValue("day")
    try:
        return date(by_name["y"], by_name["m"], by_name["d"])
    except ValueError as error:
        raise BadValue("no_such_day") from error


def _named_day(text):
    for form in NAMED_DAYS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise BadValue("day")
