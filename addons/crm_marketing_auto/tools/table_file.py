# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables as people upload them: CSV of any encoding and separator, or XLSX.

Google Ads writes UTF-16 with tabs, spreadsheets in Europe write semicolons. Cells of
a spreadsheet keep their type; those of a CSV file are text.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile

import openpyxl

SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TableError(ValueError):
    """A file that is no table."""


def read_table(content: bytes) -> list[tuple]:
    """Return the lines of a CSV or XLSX file, each a tuple of cells."""
    if content[:2] == b"PK":
        return _read_workbook(content)
    text = _decode(content)
    if "\0" in text:
        raise TableError("binary")
    lines = text.splitlines()
    sample = "\n".join(lines[:20])
    separator = max(SEPARATORS, key=sample.count)
    # a cell of a break-down may be long; a file is read from memory anyway
    csv.field_size_limit(2**31 - 1)
    return [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=separator)]


def _read_workbook(content):
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise TableError("workbook") from error
    return list(book.worksheets[0].iter_rows(values_only=True))


def _decode(content):
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
