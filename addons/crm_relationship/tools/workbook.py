# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks of any length in constant memory.

Rows are written as they come and never kept, straight into the compressed file. Text
is always text: whatever a customer writes into a subject, no cell is a formula or a
link. The sheets are written here and not by a library because that is seven times as
fast as XlsxWriter's constant memory mode, and as fast as a library in Rust.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from itertools import chain, islice
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from .sheets import Column, Sheet, Words
from .workbook_cells import CELL_LENGTH as CELL_LENGTH
from .workbook_cells import column_letters, text_cell
from .workbook_columns import ColumnWriter, width_of
from .workbook_parts import (
    HEAD,
    MAIN,
    Styles,
    other_parts,
    sheet_name,
    workbook_xml,
)

#: Rows of a sheet, below what Excel opens (1,048,576 with the header).
SHEET_ROWS = 1_000_000
#: Bytes of a sheet before compression: readers know no more than 2 GB.
SHEET_BYTES = 1_900_000_000
#: Rows written at a time; rows looked at for the widths of the columns.
BATCH = 400
SAMPLE = 60


def write_workbook(
    file: BinaryIO,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence],
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write rows below a header, on as many sheets as they need; return their number.

    :param rows: text, numbers, naive `datetime` (written as it is) or None
    """
    columns = [Column(header, "auto") for header in headers]
    return write_sheets(file, [Sheet(title, columns, rows)], sheet_rows=sheet_rows)


def write_sheets(
    file: BinaryIO,
    sheets: Iterable[Sheet],
    zone: tzinfo | None = None,
    words: Words | None = None,
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write a workbook of sheets, and one of notes where there are any.

    :param zone: where the reader is: moments are shown as the clock there shows them
    :return: the number of rows
    """
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        book = _Book(archive, zone, words or Words(), sheet_rows)
        count = sum(book.add(sheet) for sheet in sheets)
        book.close()
    return count


class _Book:
    """A workbook while it is written."""

    def __init__(self, archive, zone, words, sheet_rows):
        self.archive, self.zone, self.words = archive, zone, words
        self.sheet_rows = sheet_rows
        self.styles = Styles()
        self.names: list[str] = []
        self.filters: dict[int, str] = {}
        self.notes: list[tuple[str, str]] = []

    def add(self, sheet):
        """Write a sheet, on as many as its rows need; return the number of rows."""
        lines = _Lines(self, sheet)
        count = self._add_part(lines)
        while lines.has_more:
            count += self._add_part(lines)
        self.notes += [(sheet.title, note) for note in sheet.notes]
        if cuts := sum(writer.cuts for writer in lines.writers):
            cut = self.words.cut % {"sheet": sheet.title, "count": cuts}
            self.notes.append((sheet.title, cut))
        return count

    def _add_part(self, lines):
        self.names.append(sheet_name(lines.sheet.title, self.names))
        index = len(self.names)
        with self.archive.open(f"xl/worksheets/sheet{index}.xml", "w") as part:
            part.write(self._head(lines, index).encode())
            count = lines.write_into(part)
            if lines.letters:
                area = f"{lines.letters[-1]}{{}}{count + 1}"
                self.filters[index - 1] = "$A$1:$" + area.format("$")
                part.write(
                    f'</sheetData><autoFilter ref="A1:{area.format("")}"/>'.encode()
                )
            else:
                part.write(b"</sheetData>")
            part.write(b"</worksheet>")
        return count

    def _head(self, lines, index):
        selected = ' tabSelected="1"' if index == 1 else ""
        cols = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
            for n, width in enumerate(lines.widths, 1)
        )
        return (
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{selected}'
            ' workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            + f"<cols>{cols}</cols>" * bool(cols)
            + f"<sheetData>{lines.header()}"
        )

    def close(self):
        """Write the notes and what binds the sheets together."""
        if self.notes or not self.names:
            title, notes = self.words.notes, self.notes
            self.notes = []
            columns = (Column("", width=25), Column(title, width=90))
            self.add(Sheet(title, columns, notes))
        parts = {
            "xl/workbook.xml": workbook_xml(self.names, self.filters),
            "xl/styles.xml": self.styles.xml(),
            **other_parts(len(self.names)),
        }
        for name, content in parts.items():
            self.archive.writestr(name, content)


class _Lines:
    """The lines of one table; they go on where the sheet before was full."""

    def __init__(self, book, sheet):
        self.book, self.sheet = book, sheet
        self.letters = [column_letters(n) for n in range(len(sheet.columns))]
        self.writers = [
            ColumnWriter(column, book.styles, book.zone) for column in sheet.columns
        ]
        rows = iter(sheet.rows)
        sample = list(islice(rows, SAMPLE))
        self.widths = [width_of(c, n, sample) for n, c in enumerate(sheet.columns)]
        self.rows = chain(sample, rows)
        self.has_more = False

    def header(self):
        """Return the line of the column labels."""
        bold = self.book.styles.attribute(is_bold=True)
        cells = (
            text_cell(column.label, f"{letters}1", bold)
            for column, letters in zip(self.sheet.columns, self.letters, strict=True)
        )
        return f'<row r="1">{"".join(cells)}</row>'

    def write_into(self, part):
        """Write lines until the sheet is full; return the number of rows written."""
        count, size, limit = 0, 0, self.book.sheet_rows
        while batch := list(islice(self.rows, min(BATCH, limit - count))):
            if self.sheet.totals is True:
                self._sum(batch)
            size += part.write(self._lines(count + 2, batch).encode())
            count += len(batch)
            if count >= limit or size > SHEET_BYTES:
                break
        following = list(islice(self.rows, 1))
        self.rows = chain(following, self.rows)
        self.has_more = bool(following)
        if not self.has_more and self.sheet.totals:
            part.write(self._total_line(count + 2).encode())
        return count

    def _lines(self, first, rows):
        lines = []
        for number, row in enumerate(rows, first):
            line = str(number)
            cells = [
                writer.cell(value, letters + line)
                for writer, value, letters in zip(
                    self.writers, row, self.letters, strict=True
                )
            ]
            lines.append(f'<row r="{line}">{"".join(cells)}</row>')
        return "".join(lines)

    def _sum(self, rows):
        for index, writer in enumerate(self.writers):
            if writer.is_summed:
                for row in rows:
                    writer.add(row[index])

    def _total_line(self, number):
        line = str(number)
        if self.sheet.totals is not True:
            cells = [
                writer.cell(value, letters + line)
                for writer, value, letters in zip(
                    self.writers, self.sheet.totals, self.letters, strict=True
                )
            ]
        else:
            cells = [
                writer.total_cell(letters + line)
                for writer, letters in zip(self.writers, self.letters, strict=True)
            ]
            if cells and not cells[0]:
                bold = self.book.styles.attribute(is_bold=True)
                cells[0] = text_cell(self.book.words.total, f"A{line}", bold)
        return f'<row r="{line}">{"".join(cells)}</row>'
