# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a report is before it becomes a file: sheets of typed columns over rows.

A `Sheet` has a title, columns and rows; rows may be a generator and are read once.
A cell without a value is None (or False, as Odoo has it). The kind of a column says
what its cells are:

- text: text, whatever it looks like;
- int, number: numbers;
- money: a number in the column's currency, or `Money` with a currency of its own;
- percent: a share, 0.25 is 25 %;
- date: a `date`;
- datetime: a moment, naive in UTC as the database has it or with a zone; it is shown
  in the zone that the file is written for;
- duration: hours as a number, or a `timedelta`;
- bool: yes or no; here False is a value;
- auto: each cell as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Kinds of which a last row may give the sum.
SUMMED = frozenset({"int", "number", "money", "duration"})
KINDS = SUMMED | {"text", "percent", "date", "datetime", "bool", "auto"}


class Currency(NamedTuple):
    """How amounts of a currency are written."""

    symbol: str
    decimals: int = 2
    is_before: bool = False

    @property
    def pattern(self) -> str:
        """Return the number format of a workbook.

        >>> Currency("₫", 0).pattern, Currency("$", 2, True).pattern
        ('#,##0 "₫"', '"$"#,##0.00')
        """
        number = "#,##0" + ("." + "0" * self.decimals if self.decimals else "")
        symbol = '"' + self.symbol.replace('"', "") + '"'
        return symbol + number if self.is_before else f"{number} {symbol}"


class Money(NamedTuple):
    """An amount whose currency is not that of its column."""

    amount: float
    currency: Currency


@dataclass(frozen=True)
class Column:
    """A column: its header and what its cells are.

    :param width: in characters; measured on the header and the first rows without
    :param total: False where a sum of the column means nothing
    :param pattern: a number format instead of the one of the kind
    """

    label: str
    kind: str = "text"
    width: int | None = None
    currency: Currency | None = None
    total: bool = True
    pattern: str | None = None

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is no kind of column")


@dataclass
class Sheet:
    """One table of a report.

    :param notes: sentences for the sheet of notes: period, filters, what is left out
    :param totals: True for the sums of the columns, or the cells of the last row
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence]
    notes: Sequence[str] = ()
    totals: bool | Sequence = False


class Words(NamedTuple):
    """The words of a workbook that are not in its sheets, in the reader's language."""

    notes: str = "Notes"
    total: str = "Total"
    cut: str = (
        "%(sheet)s: %(count)s cells are longer than a workbook holds (32,767"
        " characters). They are cut and end with “…”."
    )
