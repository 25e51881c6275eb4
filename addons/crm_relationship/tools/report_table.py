# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables of a canned report: a sheet, and what a page shows besides.

A *table* is a sheet of a workbook (title, columns, rows, notes, totals) that knows which
columns belong together (a value, the value before, the difference), what a row opens,
and what to draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .comparison import Compared, difference, share, total
from .sheets import Column, Currency, Sheet

#: What a column is to the one left of it.
VALUE, BEFORE, CHANGE = "", "before", "change"


class Measure(NamedTuple):
    """A figure of a table: summed up, or the ratio of two of those that are, by their
    places among these."""

    label: str
    kind: str = "int"
    ratio: tuple[int, int] | None = None
    currency: Currency | None = None
    #: False for what only a ratio needs
    shown: bool = True


@dataclass
class Table(Sheet):
    """A sheet, with what a page shows besides."""

    #: of each column: VALUE, BEFORE or CHANGE
    roles: Sequence[str] = ()
    #: of each row: ``(model, domain)`` that it opens, or None
    opens: Sequence = ()
    #: ``{"type": "bar"|"line", "values": [columns]}``, the first column being the labels
    chart: dict | None = None


def compared_columns(key: str, measures: Sequence[Measure], words: dict) -> tuple:
    """Return the columns of a comparison, and their roles.

    :param words: how the columns "before" and "change" of a measure are called
    """
    columns, roles = [Column(key, "text", 28, None)], [VALUE]
    for measure in measures:
        for role in (VALUE, BEFORE, CHANGE) if measure.shown else ():
            label = measure.label if role == VALUE else words[role](measure.label)
            columns.append(Column(label, measure.kind, None, measure.currency))
            roles.append(role)
    return columns, roles


def compared_cells(row: Compared, measures: Sequence[Measure]) -> list:
    """Return value, before and change of each measure.

    >>> compared_cells(Compared("a", (4, 2), (5, 5)), [Measure("x"), Measure("y"),
    ...     Measure("rate", "percent", (1, 0))])
    [4, 5, -1, 2, 5, -3, 0.5, 1.0, -0.5]
    """
    cells = []
    sides = [iter(row.now), iter(row.before)]
    for measure in measures:
        if measure.ratio:
            part, whole = measure.ratio
            pair = [share(side[part], side[whole]) for side in (row.now, row.before)]
        else:
            pair = [next(side) for side in sides]
        if measure.shown:
            cells += [*pair, difference(*pair)]
    return cells


def compared_table(title, key, rows, measures, words, labels, **more) -> Table:
    """Return the table of a comparison, with its totals.

    :param rows: `Compared`; of their values, those of ratios are left out
    :param labels: ``{key: text}``; None is the total's
    """
    columns, roles = compared_columns(key, measures, words)
    width = sum(1 for measure in measures if not measure.ratio)
    totals = [labels[None], *compared_cells(total(rows, width), measures)]
    return Table(
        title,
        columns,
        [(labels[row.key], *compared_cells(row, measures)) for row in rows],
        totals=tuple(totals),
        roles=roles,
        **more,
    )
