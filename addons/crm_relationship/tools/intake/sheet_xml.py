# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rows and texts of a workbook, read as they come, in the same memory however many.

What the workbook is made of is read by openpyxl; its sheets here, several times as fast:
a company's history is a million cells and more. Nothing declared in a part is followed:
a part that declares entities is refused.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from .errors import IntakeError
from .guards import MAX_COLUMNS, MAX_ROWS

PIECE = 1 << 16
#: Characters that XML cannot hold are written like _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"^-?(?:0|[1-9]\d{0,29})$")


@dataclass(frozen=True)
class Formats:
    """What the styles of a workbook say of numbers: which are days or durations."""

    dates: frozenset = frozenset()
    durations: frozenset = frozenset()
    epoch: datetime.datetime = WINDOWS_EPOCH


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


def plain_text(text: str) -> str:
    """Return a text with the characters that were written by their number.

    >>> plain_text("a_x0009_b _x005F_x0009_")
    'a\\tb _x0009_'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def column_of(reference: str) -> int:
    """Return the number of a cell's column, from 0.

    >>> column_of("A1"), column_of("XFD7")
    (0, 16383)
    """
    found = 0
    for letter in reference.rstrip("0123456789"):
        if not "A" <= letter <= "Z" or found > 20_000:
            raise IntakeError("damaged")
        found = found * 26 + ord(letter) - 64
    return found - 1


class Part:
    """A part of a workbook while it is read; `done` are the finished pieces."""

    def __init__(self, stream):
        self.stream, self.done = stream, []
        self.text, self.is_text, self.is_over = [], False, False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.say
        self.parser.StartDoctypeDeclHandler = self.declare

    def __iter__(self):
        while not self.is_over:
            piece = self.stream.read(PIECE)
            self.parser.Parse(piece, not piece)
            yield from self.done
            self.done = []
            if not piece:
                return

    def declare(self, *_declaration):
        raise IntakeError("unsafe")

    def say(self, text):
        if self.is_text:
            self.text.append(text)

    def start(self, name, attributes):
        raise NotImplementedError

    def end(self, name):
        raise NotImplementedError


class Texts(Part):
    """The texts that cells point to."""

    is_reading = False  # how a word is pronounced is no part of it

    def start(self, name, _attributes):
        name = name.rpartition(":")[2]
        if name == "t":
            self.is_text = not self.is_reading
        elif name == "rPh":
            self.is_reading = True
        elif name == "si":
            self.text = []

    def end(self, name):
        name = name.rpartition(":")[2]
        if name == "t":
            self.is_text = False
        elif name == "rPh":
            self.is_reading = False
        elif name == "si":
            self.done.append(plain_text("".join(self.text)))


class Rows(Part):
    """The rows of a sheet, as (line, cells)."""

    def __init__(self, stream, texts, formats):
        super().__init__(stream)
        self.texts, self.formats = texts, formats
        self.line, self.column, self.cells = 0, -1, []
        self.kind = self.style = None
        self.is_reading = False
        self.columns = {}

    def start(self, name, attributes):
        name = name.rpartition(":")[2] if ":" in name else name
        if name == "c":
            self.start_cell(attributes)
        elif name in ("v", "t"):
            self.is_text = not self.is_reading
        elif name == "row":
            self.start_row(attributes)
        elif name == "rPh":
            self.is_reading = True

    def start_row(self, attributes):
        line = int(attributes.get("r", self.line + 1))
        if line <= self.line:
            raise IntakeError("damaged")  # a row that is there twice
        if line > MAX_ROWS:
            raise IntakeError("too_many_rows", limit=MAX_ROWS)
        self.line, self.column, self.cells = line, -1, []

    def start_cell(self, attributes):
        reference = attributes.get("r")
        if not reference:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = column_of(letters)
            self.column = column
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s")
        self.text = []

    def end(self, name):
        name = name.rpartition(":")[2] if ":" in name else name
        if name in ("v", "t"):
            self.is_text = False
        elif name == "c":
            if self.text:
                self.keep(self.value("".join(self.text)))
        elif name == "row":
            self.done.append((self.line, self.cells))
        elif name == "rPh":
            self.is_reading = False
        elif name == "sheetData":
            self.is_over = True

    def keep(self, text):
        if not text:
            return
        if self.column >= MAX_COLUMNS:
            raise IntakeError("too_many_columns", self.line, limit=MAX_COLUMNS)
        missing = self.column + 1 - len(self.cells)
        if missing > 0:
            self.cells.extend([""] * missing)
        if self.cells[self.column]:
            raise IntakeError("damaged")  # a cell that is there twice
        self.cells[self.column] = text

    def value(self, text):
        if self.kind == "n":
            return self.number(text)
        if self.kind == "s":
            return self.texts[int(text)]
        if self.kind in ("inlineStr", "str"):
            return plain_text(text)
        if self.kind == "b":
            return cell_text(text.strip() not in ("0", "false"))
        if self.kind == "d":
            return text.replace("T", " ").removesuffix(" 00:00:00")
        return text  # an error

    def number(self, text):
        if self.style in self.formats.dates:
            try:
                return cell_text(
                    from_excel(
                        float(text),
                        self.formats.epoch,
                        timedelta=self.style in self.formats.durations,
                    )
                )
            except (OverflowError, ValueError):
                return "#VALUE!"
        return text if _WHOLE.match(text) else cell_text(float(text))


def read_texts(stream) -> list[str]:
    """Return the texts of a workbook; those that are the same are one in memory."""
    known: dict = {}
    return [known.setdefault(text, text) for text in Texts(stream)]


def read_rows(
    stream, texts: list[str], formats: Formats
) -> Iterator[tuple[int, int, list[str]]]:
    """Return the rows of a sheet as (line, number of lines, cells).

    Blank ones are one record, however many; a sheet of nothing else has none.
    """
    line = last = 0
    for line, cells in Rows(stream, texts, formats):
        if not cells:
            continue
        if line > last + 1:
            yield last + 1, line - last - 1, []
        yield line, 1, cells
        last = line
    if line > last > 0:
        yield last + 1, line - last, []
