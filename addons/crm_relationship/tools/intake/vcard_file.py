# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""vCard 2.1, 3.0 and 4.0, a card at a time, as rows of a table.

A card has any number of properties; the table has the columns of HEADERS. Several
numbers, addresses or notes of a card stand in one cell. Pictures and keys are left out.
"""

import contextlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from .csv_file import bounded_lines, open_text
from .errors import IntakeError
from .guards import MAX_RECORD

HEADERS = [
    "UID", "Full name", "Last name", "First name", "Middle name", "Prefix",
    "Organization", "Department", "Job title", "Phone", "Email", "Street", "City",
    "State", "Zip", "Country", "Birthday", "Gender", "Website", "Note", "Categories",
]  # fmt: skip
MANY = "; "
_SINGLE = {
    "UID": "UID", "FN": "Full name", "TITLE": "Job title", "BDAY": "Birthday",
    "GENDER": "Gender",
}  # fmt: skip
_LISTS = {
    "TEL": "Phone", "EMAIL": "Email", "URL": "Website", "NOTE": "Note",
    "CATEGORIES": "Categories",
}  # fmt: skip
_NAME = ["Last name", "First name", "Middle name", "Prefix"]
_PLACE = [None, None, "Street", "City", "State", "Zip", "Country"]
_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY", "AGENT"}
_PROPERTY = re.compile(
    r"^(?:[\w-]+\.)?([\w-]+)((?:;(?:\"[^\"]*\"|[^:;\"])*)*):(.*)$", re.DOTALL
)
_UNESCAPED = re.compile(r"\\(.)", re.DOTALL)
MAX_CARD_LINES = 20_000
#: Characters of a line in which the name of its property stands.
HEAD = 300


@dataclass
class Card:
    """The lines of one card while it is read."""

    line: int
    version: str = "3.0"
    lines: int = 0
    depth: int = 1
    cells: dict = field(default_factory=dict)


def read_vcards(
    file: BinaryIO, encoding: str = ""
) -> Iterator[tuple[int, int, list[str] | IntakeError]]:
    """Return the header, then (line, number of lines, cells) of each card.

    What is no card, or never ends, comes as an error in place of cells.
    """
    text = open_text(file, encoding)
    try:
        # the header stands in no line of the file
        yield 0, 0, list(HEADERS)
        yield from _cards(_unfolded(text))
    except UnicodeError as error:
        raise IntakeError("bad_encoding", encoding=text.encoding) from error
    finally:
        with contextlib.suppress(ValueError):  # the file is closed before its reader
            text.detach()


def _unfolded(text):
    """Return (line, number of lines, text) with continued lines put together."""
    whole = Folded(0, "")
    for line, raw in enumerate(bounded_lines(text), 1):
        part = raw.rstrip("\r\n")
        if whole.start and whole.is_open():
            whole.add(part.lstrip("\t "), is_quoted=True)
        elif whole.start and part[:1] in (" ", "\t"):
            whole.add(part[1:])
        else:
            if whole.start:
                yield whole.start, whole.count, "".join(whole.parts)
            whole = Folded(line, part)
    if whole.start:
        yield whole.start, whole.count, "".join(whole.parts)


class Folded:
    """One property, from as many lines as it has; of an endless one, the beginning."""

    def __init__(self, start, part):
        self.start, self.count, self.size = start, 1, len(part)
        self.parts, self.last = [part], part

    def is_open(self):
        """Return whether the last line says that the next one belongs to it."""
        if not self.last.endswith("="):
            return False
        head = "".join(part[:HEAD] for part in self.parts[:3])
        return "QUOTED-PRINTABLE" in head.split(":", 1)[0].upper()

    def add(self, part, *, is_quoted=False):
        if is_quoted and self.parts[-1] is self.last:
            self.parts[-1] = self.last[:-1]
        self.count, self.size, self.last = self.count + 1, self.size + len(part), part
        if self.size <= MAX_RECORD:
            self.parts.append(part)


def _cards(lines):
    card = None
    for line, count, text in lines:
        word = text.strip().upper()
        if card is None and word == "BEGIN:VCARD":
            card = Card(line, lines=count)
        elif card is None:
            # nothing but blank lines stands between cards
            lost = IntakeError("bad_vcard", line)
            yield line, count, lost if word else []
        elif word.startswith("BEGIN:"):
            card.depth, card.lines = card.depth + 1, card.lines + count
        elif word.startswith("END:"):
            card.depth, card.lines = card.depth - 1, card.lines + count
            if not card.depth:
                yield card.line, card.lines, _row(card)
                card = None
        else:
            card.lines += count
            if card.depth == 1 and card.lines <= MAX_CARD_LINES:
                _add(card, text)
    if card:
        yield card.line, card.lines, IntakeError("bad_vcard", card.line)


def _add(card, text):
    """Put one property of a card into its cells."""
    match = _PROPERTY.match(text)
    if not match:
        return
    name, options, value = match[1].upper(), match[2].upper(), match[3]
    if name in _BINARY or "BASE64" in options or "ENCODING=B" in options:
        return
    if name == "VERSION":
        card.version = value.strip()
        return
    value = _decoded(value, options)
    if name in ("N", "ADR"):
        columns = _NAME if name == "N" else _PLACE
        if name == "ADR" and any(c in card.cells for c in _PLACE if c):
            return
        for column, part in zip(columns, _parts(value), strict=False):
            if column and part.strip():
                card.cells[column] = part.strip()
    elif name == "ORG":
        for column, part in zip(
            ("Organization", "Department"), _parts(value), strict=False
        ):
            if part.strip():
                card.cells.setdefault(column, part.strip())
    elif name in _SINGLE and value.strip():
        card.cells.setdefault(_SINGLE[name], _plain(value).strip())
    elif name in _LISTS and value.strip():
        _add_to_list(card, name, options, _plain(value).strip())


def _add_to_list(card, name, options, value):
    values = card.cells.setdefault(_LISTS[name], [])
    value = re.sub(r"^(?:tel|mailto):", "", value, flags=re.IGNORECASE)
    value = value.replace(";ext=", " ext. ")
    if name == "TEL" and ("FAX" in options or "PAGER" in options):
        return
    if value in values:
        return
    # what somebody prefers, and the mobile phone, come first
    first = "PREF" in options or (name == "TEL" and "CELL" in options)
    values.insert(0 if first else len(values), value)


def _decoded(value, options):
    if "QUOTED-PRINTABLE" not in options:
        return value
    charset = re.search(r"CHARSET=\"?([\w-]+)", options)
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def _parts(value):
    """Return the parts of a value between semicolons that are not escaped."""
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(value):
    return _UNESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def _row(card):
    cells = {
        column: MANY.join(value) if isinstance(value, list) else value
        for column, value in card.cells.items()
    }
    return [cells.get(column, "") for column in HEADERS]
