# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks of Excel, read a row at a time.

Numbers become the text that somebody would have typed: a phone number that Excel holds
as 912345678.0 is 912345678. Days and instants become ISO texts, without a zone.
"""

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import BinaryIO

import xlrd
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from .errors import IntakeError
from .guards import MAX_COLUMNS, MAX_XLS, MEGABYTE, GuardedArchive
from .sheet_xml import Formats, cell_text, read_rows, read_texts


def read_xlsx(file: BinaryIO) -> Iterator[tuple[int, int, list[str]]]:
    """Return the rows of the first sheet that has any, as (line, lines, cells)."""
    file.seek(0)
    with _errors(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions nobody reads
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.archive = GuardedArchive(file)
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        texts = _texts(reader)
    with _errors():
        yield from _sheet_rows(reader, texts)


def _texts(reader):
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return []
    with reader.archive.stream(part.PartName[1:]) as stream:
        return read_texts(stream)


def _sheet_rows(reader, texts):
    formats = Formats(
        frozenset(map(str, reader.wb._date_formats)),
        frozenset(map(str, reader.wb._timedelta_formats)),
        reader.wb.epoch,
    )
    for _sheet, relation in reader.parser.find_sheets():
        is_there = relation.target in reader.valid_files
        if not is_there or "chartsheet" in relation.Type:
            continue
        found = False
        with reader.archive.stream(relation.target, is_sheet=True) as stream:
            for record in read_rows(stream, texts, formats):
                found = True
                yield record
        if found:
            return


def read_xls(file: BinaryIO) -> Iterator[tuple[int, int, list[str]]]:
    """Return the rows of the first sheet that has any, as (line, 1, cells)."""
    if file.seek(0, io.SEEK_END) > MAX_XLS:
        raise IntakeError("too_big_xls", limit=MAX_XLS // MEGABYTE)
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
