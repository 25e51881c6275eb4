# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values as cells of a workbook (SpreadsheetML, ECMA-376 part 1, 18.3.1.4).

Text is always an inline string: nothing that somebody typed can be a formula or a
link. What a workbook cannot hold is made into what it can: control characters are
left out, text beyond 32,767 characters is cut, whole numbers beyond the 15 digits
that a cell keeps, and days before March 1900, are text.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

#: Characters that a cell holds, counted in UTF-16 as Excel does.
CELL_LENGTH = 32_767
CUT = "…"
EPOCH = date(1899, 12, 30).toordinal()
# Excel takes 1900 for a leap year
FIRST_DAY = date(1900, 3, 1).toordinal()
MAX_WHOLE = 10**15
DAY_SECONDS = 86_400

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# text that can be written as it is has none of these
_SPECIAL = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$|\n"
).search
# Excel reads _x0041_ as the letter A
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def clean_text(text: str) -> str:
    r"""Return a text without what a workbook cannot hold, its lines ended by \n.

    >>> clean_text("a\x00b\r\nc\rd\x1f")
    'ab\nc\nd'
    """
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cut_text(text: str, length: int = CELL_LENGTH) -> str:
    """Return a text that a cell holds; a longer one ends with CUT.

    >>> cut_text("abcdef", 4), cut_text("abcd", 4)
    ('abc…', 'abcd')
    """
    if 2 * len(text) <= length:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * length:
        return text
    return units[: 2 * (length - 1)].decode("utf-16-le", "ignore") + CUT


def xml_text(text: str) -> str:
    """Return the element of an inline string."""
    if not _SPECIAL(text):
        return f"<is><t>{text}</t></is>"
    text = _ESCAPE.sub("_x005F_", clean_text(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<is><t xml:space="preserve">{text}</t></is>'


def text_cell(text: str, ref: str, style: str) -> str:
    """Return the cell of a text; there is none for no text."""
    if len(text) * 2 > CELL_LENGTH:
        text = cut_text(text)
    return f'<c r="{ref}"{style} t="inlineStr">{xml_text(text)}</c>' if text else ""


def whole_cell(value: int, ref: str, style: str) -> str:
    """Return the cell of a whole number."""
    if -MAX_WHOLE < value < MAX_WHOLE:
        return f'<c r="{ref}"{style}><v>{value}</v></c>'
    return text_cell(str(value), ref, "")


def number_cell(value: float, ref: str, style: str) -> str:
    """Return the cell of a number; there is none for what is no number."""
    if not math.isfinite(value):
        return ""
    return f'<c r="{ref}"{style}><v>{float(value)!r}</v></c>'


def bool_cell(value: bool, ref: str, style: str) -> str:
    """Return the cell of a yes or no."""
    return f'<c r="{ref}"{style} t="b"><v>{value:d}</v></c>'


def date_cell(value: date, ref: str, style: str) -> str:
    """Return the cell of a day."""
    day = value.toordinal()
    if day < FIRST_DAY:
        return text_cell(value.isoformat(), ref, "")
    return f'<c r="{ref}"{style}><v>{day - EPOCH}</v></c>'


def datetime_cell(value: datetime, ref: str, style: str) -> str:
    """Return the cell of a moment, as the clock on the wall shows it."""
    day = value.toordinal()
    if day < FIRST_DAY:
        return text_cell(value.replace(tzinfo=None).isoformat(" "), ref, "")
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f'<c r="{ref}"{style}><v>{day - EPOCH + seconds / DAY_SECONDS!r}</v></c>'


def duration_cell(value: timedelta, ref: str, style: str) -> str:
    """Return the cell of a length of time."""
    days = value.total_seconds() / DAY_SECONDS
    return f'<c r="{ref}"{style}><v>{days!r}</v></c>'


def column_letters(number: int) -> str:
    """Return the name of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
