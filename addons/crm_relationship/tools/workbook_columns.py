# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Columns of a workbook: each kind of column makes a cell of each class of value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from .sheets import SUMMED, Column, Money
from .workbook_cells import (
    bool_cell,
    cut_text,
    date_cell,
    datetime_cell,
    duration_cell,
    number_cell,
    text_cell,
    whole_cell,
)
from .workbook_parts import Styles

PATTERNS = {
    "int": "#,##0",
    "number": "#,##0.00",
    "money": "#,##0.00",
    "percent": "0.0%",
    "duration": "[h]:mm",
}
DATE = "yyyy-mm-dd"
DATETIME = "yyyy-mm-dd hh:mm"
DURATION = "[h]:mm"
WIDTHS = {"date": 12, "datetime": 18, "duration": 11, "percent": 11, "bool": 9}
NARROW, WIDE = 9, 60


def width_of(column: Column, index: int, rows: Sequence[Sequence]) -> int:
    """Return the width of a column in characters, as its first rows need it."""
    if column.width:
        return column.width
    cells = (row[index] for row in rows if index < len(row))
    least = 14 if column.kind in SUMMED else WIDTHS.get(column.kind, NARROW)
    longest = max((_length(cell) for cell in cells), default=0)
    return min(WIDE, max(least, len(column.label) + 4, longest + 2))


def _length(cell):
    if isinstance(cell, str):
        return max(map(len, cell[:500].splitlines()), default=0)
    return len(DATETIME) if isinstance(cell, datetime) else 8


class ColumnWriter:
    """What makes the cells of one column, and knows their sum."""

    def __init__(self, column: Column, styles: Styles, zone: tzinfo | None):
        self.column, self.styles, self.zone = column, styles, zone
        self.cuts = 0
        self.is_summed = column.total and column.kind in SUMMED
        self.sum = 0
        pattern = PATTERNS.get(column.kind, "")
        if column.kind == "money" and column.currency:
            pattern = column.currency.pattern
        pattern = column.pattern or pattern
        self.pattern = pattern
        self.style = styles.attribute(pattern)
        self.date_style = styles.attribute(column.pattern or DATE)
        self.datetime_style = styles.attribute(column.pattern or DATETIME)
        self._makers = _Makers(self)

    def cell(self, value, ref: str) -> str:
        """Return the cell of a value; there is none for no value."""
        return self._makers[value.__class__](value, ref)

    def add(self, value) -> None:
        """Count a value into the sum; amounts of several currencies have none."""
        if isinstance(value, Money):
            if value.currency != self.column.currency:
                self.is_summed = False
            value = value.amount
        if isinstance(value, timedelta):
            value = value.total_seconds() / 3600
        if isinstance(value, int | float | Decimal):
            self.sum += float(value) if isinstance(value, Decimal) else value

    def total_cell(self, ref: str) -> str:
        """Return the cell of the sum, bold."""
        if not self.is_summed:
            return ""
        style = self.styles.attribute(self.pattern, is_bold=True)
        value = (
            timedelta(hours=self.sum) if self.column.kind == "duration" else self.sum
        )
        maker = duration_cell if self.column.kind == "duration" else number_cell
        return maker(value, ref, style)

    # ------------------------------------------------------------
    # Values of each class
    # ------------------------------------------------------------

    def _nothing(self, value, ref):
        return ""

    def _text(self, value, ref):
        short = cut_text(value) if len(value) > 16_000 else value
        self.cuts += short is not value
        return text_cell(short, ref, "")

    def _as_text(self, value, ref):
        return self._text(str(value), ref)

    def _bool(self, value, ref):
        return bool_cell(value, ref, "") if value or self.column.kind == "bool" else ""

    def _whole(self, value, ref):
        return whole_cell(value, ref, self.style)

    def _number(self, value, ref):
        return number_cell(value, ref, self.style)

    def _hours(self, value, ref):
        return duration_cell(timedelta(hours=float(value)), ref, self.style)

    def _duration(self, value, ref):
        return duration_cell(value, ref, self.styles.attribute(DURATION))

    def _money(self, value, ref):
        style = self.styles.attribute(value.currency.pattern)
        return number_cell(value.amount, ref, style)

    def _date(self, value, ref):
        return date_cell(value, ref, self.date_style)

    def _datetime(self, value, ref):
        if self.zone and (value.tzinfo or self.column.kind in ("date", "datetime")):
            value = value.replace(tzinfo=value.tzinfo or UTC).astimezone(self.zone)
        if self.column.kind == "date":
            return self._date(value.date(), ref)
        return datetime_cell(value, ref, self.datetime_style)

    def _bytes(self, value, ref):
        return self._text(value.decode("utf-8", "replace"), ref)


class _Makers(dict):
    """{class of a value: function that makes its cell}, found when first asked for."""

    def __init__(self, writer):
        super().__init__()
        self.writer = writer

    def __missing__(self, kind):
        self[kind] = found = self._found(kind)
        return found

    def _found(self, kind):
        writer = self.writer
        if kind is type(None):
            return writer._nothing
        if issubclass(kind, bool):
            return writer._bool
        if issubclass(kind, str):
            return writer._text
        if writer.column.kind == "text" and issubclass(kind, int | float | Decimal):
            return writer._as_text
        if issubclass(kind, int | float | Decimal) and writer.column.kind == "duration":
            return writer._hours
        for base, maker in (
            (int, writer._whole),
            (float | Decimal, writer._number),
            (datetime, writer._datetime),
            (date, writer._date),
            (timedelta, writer._duration),
            (Money, writer._money),
            (bytes, writer._bytes),
            (time, writer._as_text),
        ):
            if issubclass(kind, base):
                return maker
        return writer._as_text
