# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text files with separators, read a record at a time."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO, TextIO

from ..csv_safe import unmarked
from .encoding import detect_encoding
from .errors import IntakeError
from .guards import MAX_RECORD

SEPARATORS = ",;\t|"
SAMPLE_LINES = 60
#: What stands for a byte that is no letter of the encoding.
_LOST = re.compile("[\udc80-\udcff]")


def open_text(file: BinaryIO, encoding: str = "") -> io.TextIOWrapper:
    """Return the text of a binary file that stays open when the text is closed."""
    found, start = (encoding, 0) if encoding else detect_encoding(file)
    file.seek(start)
    try:
        # what cannot be decoded is found in its line: see `bounded_lines`
        return io.TextIOWrapper(
            file, encoding=found, errors="surrogateescape", newline=""
        )
    except LookupError as error:
        raise IntakeError("bad_encoding", encoding=found) from error


def bounded_lines(text: TextIO) -> Iterator[str]:
    """Return the lines of a text; none is ever in memory that never ends."""
    for number, line in enumerate(iter(lambda: text.readline(MAX_RECORD + 1), ""), 1):
        if len(line) > MAX_RECORD:
            raise IntakeError("line_too_long", number, limit=MAX_RECORD)
        if not line.isascii() and _LOST.search(line):
            raise IntakeError("bad_encoding", number, encoding=text.encoding)
        yield line


def detect_separator(sample: str) -> str:
    """Return the separator that cuts most lines into the same number of cells.

    >>> detect_separator("a;b;c\\n1,5;2;3\\n"), detect_separator("one\\ntwo\\n")
    (';', ',')
    """
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    best, found = (0.0, 0), ","
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        rank = (times / widths.total(), width)
        if width > 1 and rank > best:
            best, found = rank, separator
    return found


def _widths(sample, separator):
    lines = io.StringIO(sample)
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return Counter()
    # the last record of a sample may be cut
    return Counter(len(row) for row in (rows[:-1] or rows))


def read_csv(
    file: BinaryIO, encoding: str = "", separator: str = ""
) -> Iterator[tuple[int, int, list[str]]]:
    """Return the records as (line, number of lines, cells); blank lines have none.

    The apostrophe that keeps a spreadsheet from running a cell is taken away.

    :raise IntakeError: at a line that cannot be read
    """
    text = open_text(file, encoding)
    try:
        yield from _records(text, separator)
    finally:
        with contextlib.suppress(ValueError):  # the file is closed before its reader
            text.detach()


def _records(text, separator):
    line, sample, source = 0, [], bounded_lines(text)
    try:
        if not separator:
            sample = list(islice(source, SAMPLE_LINES))
            separator = detect_separator("".join(sample))
        record = Record(chain(sample, source))
        reader = csv.reader(record, delimiter=separator)
        for cells in reader:
            start, line = line + 1, reader.line_num
            record.size = 0
            if start == 1 and cells and cells[0].lower().startswith("sep="):
                cells = []
            yield start, line - start + 1, [unmarked(cell) for cell in cells]
    except csv.Error as error:
        raise IntakeError("bad_csv", line + 1, detail=str(error)) from error
    except UnicodeError as error:
        raise IntakeError("bad_encoding", line + 1, encoding=text.encoding) from error
    except Endless as error:
        raise IntakeError("quote_open", line + 1) from error


class Endless(Exception):
    """A record goes on and on."""


class Record:
    """The lines of a file, as many as one record may have."""

    def __init__(self, lines):
        self.lines, self.size = lines, 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self.lines)
        self.size += len(line)
        if self.size > MAX_RECORD:
            raise Endless
        return line.replace("\0", "")
