# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks of Excel, read a row at a time.

Numbers become the text that somebody would have typed: a phone number that Excel holds
as 912345678.0 is 912345678. Days and instants become ISO texts, without a zone.
"""

import contextlib
import datetime
import io
import warnings
from collections.abc import Iterator
from typing import BinaryIO

import xlrd
from openpyxl.reader.excel import ExcelReader

from .errors import IntakeError
from .guards import MAX_COLUMNS, MAX_ROWS, GuardedArchive


def cell_text(value) -> str:
    """Return what stands in a cell as text.

    >>> cell_text(912345678.0), cell_text(1.5), cell_text(True), cell_text(None)
    ('912345678', '1.5', 'true', '')
    >>> cell_text(datetime.datetime(2024, 5, 1)), cell_text(8.49e15)
    ('2024-05-01', '8490000000000000')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def read_xlsx(file: BinaryIO) -> Iterator[tuple[int, int, list[str]]]:
    """Return the rows of the first sheet that has any, as (line, 1, cells)."""
    file.seek(0)
    with _errors(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions nobody reads
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.archive = GuardedArchive(file)
        reader.read()
    book = reader.wb
    try:
        yield from _sheet_rows(book)
    finally:
        book.close()


def _sheet_rows(book):
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write wrong ones
        found = False
        rows = sheet.iter_rows(values_only=True)
        for line in range(1, MAX_ROWS + 2):
            with _errors():
                row = next(rows, None)
            if row is None:
                break
            if line > MAX_ROWS:
                raise IntakeError("too_many_rows", limit=MAX_ROWS)
            _check_width(row, line)
            cells = [cell_text(value) for value in row]
            found = found or any(cells)
            yield line, 1, cells
        if found:
            return


def read_xls(file: BinaryIO) -> Iterator[tuple[int, int, list[str]]]:
    """Return the rows of the first sheet that has any, as (line, 1, cells)."""
    file.seek(0)
    with _errors():
        book = xlrd.open_workbook(
            file_contents=file.read(), on_demand=True, logfile=io.StringIO()
        )
    for index in range(book.nsheets):
        with _errors():
            sheet = book.sheet_by_index(index)
        if sheet.nrows:
            for line in range(sheet.nrows):
                row = sheet.row(line)
                _check_width(row, line + 1)
                with _errors():
                    cells = [_xls_text(cell, book.datemode) for cell in row]
                yield line + 1, 1, cells
            return


def _xls_text(cell, datemode):
    if cell.ctype == xlrd.XL_CELL_DATE:
        return cell_text(xlrd.xldate.xldate_as_datetime(cell.value, datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    return cell_text(cell.value)


def _check_width(row, line):
    if len(row) <= MAX_COLUMNS:
        return
    used = [at for at, cell in enumerate(row, 1) if getattr(cell, "value", cell)]
    if used and used[-1] > MAX_COLUMNS:
        raise IntakeError("too_many_columns", line, limit=MAX_COLUMNS)


@contextlib.contextmanager
def _errors():
    """Turn whatever a damaged file makes its reader say into our error."""
    try:
        yield
    except IntakeError:
        raise
    except Exception as error:  # readers raise anything at damaged files
        raise IntakeError("damaged") from error
