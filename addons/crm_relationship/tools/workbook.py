# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks of any length in constant memory.

Rows are written as they come and never kept. Text is always text: whatever a customer
writes into a subject, no cell is a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

import xlsxwriter

#: Rows of a sheet, below what Excel opens (1,048,576 with the header).
SHEET_ROWS = 1_000_000
#: Characters that a cell holds.
CELL_LENGTH = 32_767
WIDTH = 18
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(
    file: BinaryIO,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence],
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write rows below a header, on as many sheets as they need; return their number.

    :param rows: text, numbers, naive `datetime` or None
    """
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    count, sheet = 0, None
    for row in rows:
        line = count % sheet_rows
        if not line:
            sheet = _add_sheet(book, title, headers, bold)
        for column, value in enumerate(row):
            _write_cell(sheet, line + 1, column, value, day)
        count += 1
    if sheet is None:
        _add_sheet(book, title, headers, bold)
    book.close()
    return count


def _add_sheet(book, title, headers, bold):
    number = len(book.worksheets()) + 1
    # names of sheets are short and know no brackets, colons or slashes
    name = "".join(char for char in title if char not in "[]:*?/\\'")[:25]
    sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
    sheet.set_column(0, max(0, len(headers) - 1), WIDTH)
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
    return sheet


def _write_cell(sheet, line, column, value, day):
    if value is None or value is False or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value)[:CELL_LENGTH])
