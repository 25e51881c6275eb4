# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A pivot table as a workbook: core's picture of it, with text that stays text."""

import xlsxwriter

GREY = {"pattern": 1, "bg_color": "#AAAAAA"}
#: What a worksheet holds, and what headers may fill of it: their sizes are the client's.
MOST_COLUMNS = 16_384
MOST_HEADERS = 500_000
INDENT = "     "
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def is_too_large(table):
    """Say whether the headers of a table are more than a worksheet should hold.

    Excel keeps no more columns; a header of a great size is many cells to write.
    """
    lines = table["col_group_headers"]
    widths = [sum(abs(h["width"]) for h in line) for line in lines]
    if max([len(table["measure_headers"]), *widths]) >= MOST_COLUMNS:
        return True
    cells = sum(
        abs(head["width"]) * min(abs(head["height"]), len(lines) - place)
        for place, line in enumerate(lines)
        for head in line
    )
    return cells > MOST_HEADERS


def write_pivot(file, table):
    """Write the table that the web client sends into a file."""
    book = xlsxwriter.Workbook(file, SAFE)
    name = "".join(c for c in table["title"] if c not in "[]:*?/\\'")[:31].strip()
    sheet = book.add_worksheet(name or None)
    head, bold = book.add_format(GREY), book.add_format({"bold": True})
    first = _write_groups(sheet, table["col_group_headers"], head)
    measures = table["measure_headers"]
    if measures:
        strong = book.add_format({**GREY, "bold": True})
        _write(sheet, first, 0, "", head)
        for column, measure in enumerate(measures, 1):
            style = strong if measure["is_bold"] else head
            _write(sheet, first, column, measure["title"], style)
        sheet.set_column(0, len(measures), 16)
        first += 1
    for line, row in enumerate(table["rows"], first):
        _write(sheet, line, 0, f"{row['indent'] * INDENT}{row['title']}", head)
        for column, cell in enumerate(row["values"], 1):
            style = bold if cell.get("is_bold") else None
            _write(sheet, line, column, cell["value"], style)
    book.close()


def _write_groups(sheet, lines, head):
    """Write the headers of the columns, some over several lines; return how many."""
    taken = set()
    for y, headers in enumerate(lines):
        _write(sheet, y, 0, "", head)
        x = 1
        for header in headers:
            while (y, x) in taken:
                x += 1
            width = header["width"]
            for offset in range(width):
                _write(sheet, y, x + offset, "" if offset else header["title"], head)
                for below in range(y + 1, min(y + header["height"], len(lines))):
                    taken.add((below, x + offset))
                    _write(sheet, below, x + offset, "", head)
            x += width
    return len(lines)


def _write(sheet, line, column, value, style):
    if isinstance(value, str):
        sheet.write_string(line, column, value, style)
    else:
        sheet.write(line, column, value, style)
