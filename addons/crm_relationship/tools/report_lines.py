# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables as the lines of one file, one table below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo

from .sheets import Sheet


def lines(tables: Iterable[Sheet], zone: tzinfo) -> Iterator[list]:
    """Yield for each table: an empty line, its title, its header, rows and totals.

    Moments, naive in UTC, are as the clock of the zone shows them; days and moments are
    written so that any program reads them.

    >>> from .sheets import Column
    >>> table = Sheet("T", [Column("Who"), Column("When", "datetime")],
    ...     [("Lan", datetime(2026, 6, 1, 9))], totals=["Total", None])
    >>> list(lines([table], UTC))
    [[], ['T'], ['Who', 'When'], ['Lan', '2026-06-01 09:00'], ['Total', None]]
    """
    for table in tables:
        yield []
        yield [table.title]
        yield [column.label for column in table.columns]
        for row in table.rows:
            yield [_plain(cell, zone) for cell in row]
        if table.totals:
            yield [_plain(cell, zone) for cell in table.totals]


def _plain(cell, zone):
    if isinstance(cell, datetime):
        return f"{cell.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else cell
