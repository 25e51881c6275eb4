# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much a file may hold, and what a cell may."""

import re
import zipfile

from ..fold import composed
from .errors import IntakeError

MEGABYTE = 1024 * 1024
MAX_BYTES = 256 * MEGABYTE
MAX_UNPACKED = 2048 * MEGABYTE
#: A sheet of text shrinks to a tenth; a bomb to a thousandth.
MAX_RATIO, RATIO_FROM = 150, 20 * MEGABYTE
#: Parts but sheets and texts become objects as a whole: styles are one.
MAX_WHOLE, MAX_PARTS = 16 * MEGABYTE, 10_000
#: The texts of a workbook are in memory together.
MAX_TEXTS = 256 * MEGABYTE
#: Books of the old format are in memory as a whole, several times their size.
MAX_XLS = 32 * MEGABYTE
SHEETS = "xl/worksheets/"
MAX_ROW_BYTES = 64 * MEGABYTE
#: A line of a text file with all its continuations, in characters.
MAX_RECORD = 8 * MEGABYTE
#: Where the first element of a part must have begun.
HEAD = 64 * 1024
MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_024
CELL_LENGTH = 32_767
#: Control characters but tab and newlines, halves of characters, marks of no meaning.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(rb"<[A-Za-z_]")
#: Blanks of every width: Python's own, and one that is none to it.
_WIDE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b"


def clean_cell(value: str) -> str:
    """Return a cell's text with composed letters, without what cannot be stored.

    >>> clean_cell(" Lê" + chr(0) + " Hoà")
    'Lê Hoà'
    """
    if not value:
        return ""
    text = value if value.isascii() else composed(value)
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip(_WIDE)


def check_size(size: int) -> None:
    """Refuse a file that is too big to be a list of customers."""
    if size > MAX_BYTES:
        raise IntakeError("too_big", limit=MAX_BYTES // MEGABYTE)


class GuardedArchive(zipfile.ZipFile):
    """A workbook's archive that is refused before it fills the memory.

    What a part says of its size is checked at once; that it declares entities, or has a
    row or a text without an end, while it is read.
    """

    def __init__(self, file):
        super().__init__(file)
        check_archive(self)

    def open(self, name, mode="r", pwd=None, **options):
        """Open a part that somebody reads as a whole, whatever it is called."""
        member = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if member.file_size > MAX_WHOLE:
            raise IntakeError("too_big_unpacked", limit=MAX_WHOLE // MEGABYTE)
        return GuardedPart(super().open(member, mode, pwd, **options))

    def stream(self, name, *, is_sheet=False):
        """Open a part that is read in pieces: a sheet, or the texts."""
        part = super().open(name)  # pylint: disable=super-method-mismatch
        return GuardedPart(part, is_sheet)


class GuardedPart:
    """One part of an archive, read in pieces."""

    def __init__(self, part, is_sheet=False):
        self._part, self._is_sheet = part, is_sheet
        self._head, self._since = b"", 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def __getattr__(self, name):
        return getattr(self._part, name)

    def close(self):
        self._part.close()

    def read(self, size=-1):  # pylint: disable=method-required-super
        data = self._part.read(size)
        if self._head is not None:
            self._check_head(data)
        if self._is_sheet:
            self._check_row(data)
        return data

    def _check_head(self, data):
        """Entities are declared before the first element; zeros are of UTF-16."""
        self._head += data[:HEAD].replace(b"\0", b"")
        plain, _mark, _rest = _COMMENT.sub(b"", self._head).partition(b"<!--")
        element = _ELEMENT.search(plain)
        if _DECLARATION.search(plain[: element.start()] if element else plain):
            raise IntakeError("unsafe")
        if element or not data:
            self._head = None
        elif len(self._head) > HEAD:
            raise IntakeError("unsafe")

    def _check_row(self, data):
        at = max(data.rfind(b"<row"), data.rfind(b":row"))
        self._since = len(data) - at if at >= 0 else self._since + len(data)
        if self._since > MAX_ROW_BYTES:
            raise IntakeError("unsafe")


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse archives that grow without measure."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED or len(members) > MAX_PARTS:
        raise IntakeError("too_big_unpacked", limit=MAX_UNPACKED // MEGABYTE)
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > max(RATIO_FROM, packed * MAX_RATIO):
            raise IntakeError("too_dense", limit=MAX_RATIO)
        is_whole = member.filename.endswith((".xml", ".rels"))
        is_whole = is_whole and not member.filename.startswith(SHEETS)
        if is_whole and member.file_size > MAX_TEXTS:
            raise IntakeError("too_big_unpacked", limit=MAX_TEXTS // MEGABYTE)
