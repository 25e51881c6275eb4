# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One door for all files: headers, then rows with the line they stand on.

Every line of a file is counted once: `Counts.header` (titles above the header too),
`rows`, `blank` and `continued` (the second and further lines of a cell or card) add up
to the lines of the file.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import BinaryIO

from .csv_file import read_csv
from .errors import IntakeError
from .guards import CELL_LENGTH, MAX_COLUMNS, MAX_ROWS, check_size, clean_cell
from .profiles import is_known
from .vcard_file import read_vcards
from .workbook_file import read_xls, read_xlsx

#: How many records may stand above the header.
LOOK_AHEAD = 12
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"BZh",
    b"Rar!",
    b"7z",
)


@dataclass
class Counts:
    """The lines of a file, by what they are."""

    header: int = 0
    rows: int = 0
    blank: int = 0
    continued: int = 0

    @property
    def lines(self) -> int:
        return self.header + self.rows + self.blank + self.continued


@dataclass(frozen=True)
class Row:
    """A row: its line, its cells by the order of headers, what is wrong with it."""

    line: int
    cells: list
    error: IntakeError | None = None


@dataclass
class Table:
    """Headers and rows of a file; the counts are complete when the rows are read."""

    headers: list
    rows: Iterator
    counts: Counts = field(default_factory=Counts)


def file_kind(file: BinaryIO) -> str:
    """Return xlsx, xls, vcard or csv, by what is in the file.

    >>> file_kind(io.BytesIO(b"begin:vcard\\n")), file_kind(io.BytesIO(b"a;b"))
    ('vcard', 'csv')
    """
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"PK"):
        with _opened(file) as archive:
            if any(name.startswith("xl/") for name in archive.namelist()):
                return "xlsx"
        raise IntakeError("unknown_format")
    if head.startswith(OLE):
        return "xls"
    if head.startswith(_PICTURES):
        raise IntakeError("unknown_format")
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return "vcard" if plain[:11].upper() == b"BEGIN:VCARD" else "csv"


def _opened(file):
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise IntakeError("damaged") from error


def open_table(file: BinaryIO, encoding: str = "", separator: str = "") -> Table:
    """Open a file of any of the formats.

    :raise IntakeError: when the file as a whole cannot be taken
    """
    file.seek(0, io.SEEK_END)
    check_size(file.tell())
    kind = file_kind(file)
    if kind == "csv":
        records = read_csv(file, encoding, separator)
    elif kind == "vcard":
        records = read_vcards(file, encoding)
    else:
        records = {"xlsx": read_xlsx, "xls": read_xls}[kind](file)
    return _table(records, has_titles=kind != "vcard")


def _table(records, *, has_titles):
    counts = Counts()
    first = _first_records(records, LOOK_AHEAD if has_titles else 1, counts)
    filled = [record for record in first if record[2]]
    if not filled:
        raise IntakeError("empty")
    at = _header_at([cells for _line, _span, cells in filled])
    header = filled[at]
    above = filled[at - 1][2] if at else []
    headers = _headers(header[2], above)
    for line, span, cells in first:
        if line > header[0]:
            break
        if cells:
            counts.header += min(span, 1)
            counts.continued += max(span - 1, 0)
        else:
            counts.blank += span
    rest = (record for record in first if record[0] > header[0])
    return Table(headers, _rows(chain(rest, records), len(headers), counts), counts)


def _first_records(records, least, counts):
    """Return the records up to some that are filled; cells of blank ones are None."""
    first, filled = [], 0
    for line, span, cells in records:
        cells = _cleaned(cells)
        first.append((line, span, cells))
        filled += bool(cells)
        if filled >= least or len(first) > 200:
            break
    return first


def _cleaned(cells):
    if isinstance(cells, IntakeError):
        return cells
    cells = [clean_cell(cell) for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells or None


def _header_at(rows):
    """Return which of the first rows holds the headers.

    The one with most headers that are known; else the first that is as wide as any.
    """
    known = [sum(map(is_known, row)) for row in rows]
    if max(known) >= 2:
        return known.index(max(known))
    widths = [sum(bool(cell) for cell in row) for row in rows]
    for at, row in enumerate(rows):
        if widths[at] * 2 >= max(widths) and not any(c.isdigit() for c in row if c):
            return at
    return 0


def _headers(cells, above):
    """Return a name for each column; of merged headers, that of the row above too."""
    if len(cells) > MAX_COLUMNS:
        raise IntakeError("too_many_columns", limit=MAX_COLUMNS)
    is_merged = sum(bool(cell) for cell in above) > 1
    names, group = [], ""
    doubled = {cell for cell in cells if cell and cells.count(cell) > 1}
    for cell, over in zip_longest(cells, above if is_merged else [], fillvalue=""):
        group = over or group
        name = f"{group} {cell}".strip() if cell in doubled and is_merged else cell
        names.append((name or over).replace("\n", " ")[:200])
    seen = {}
    for at, name in enumerate(names):
        name = name or f"Column {at + 1}"
        seen[name] = seen.get(name, 0) + 1
        names[at] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def _rows(records, width, counts):
    for line, span, cells in records:
        if isinstance(cells, list):
            cells = _cleaned(cells)
        if cells is None:
            counts.blank += span
            continue
        counts.rows += 1
        counts.continued += span - 1
        if counts.rows > MAX_ROWS:
            raise IntakeError("too_many_rows", line, limit=MAX_ROWS)
        yield _row(line, cells, width)


def _row(line, cells, width):
    if isinstance(cells, IntakeError):
        return Row(line, [""] * width, cells)
    error = None
    if len(cells) > width:
        error = IntakeError("too_many_cells", line)
    for at, cell in enumerate(cells):
        if len(cell) > CELL_LENGTH:
            error = IntakeError("cell_too_long", line, limit=CELL_LENGTH)
            cells[at] = cell[:CELL_LENGTH]
    return Row(
        line, (cells + [""] * (width - len(cells)))[: max(width, len(cells))], error
    )
