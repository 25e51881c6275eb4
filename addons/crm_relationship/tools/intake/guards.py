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
MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_024
CELL_LENGTH = 32_767
#: Control characters but tab and newlines, halves of characters, marks of no meaning.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = re.compile("^[\\s\u3000\u00a0\u200b]+|[\\s\u3000\u00a0\u200b]+$")


def clean_cell(value: str) -> str:
    """Return a cell's text with composed letters, without what cannot be stored.

    >>> clean_cell(" Lê" + chr(0) + " Hoà")
    'Lê Hoà'
    """
    if not value:
        return ""
    text = value if value.isascii() else composed(value)
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _WIDE.sub("", text)


def check_size(size: int) -> None:
    """Refuse a file that is too big to be a list of customers."""
    if size > MAX_BYTES:
        raise IntakeError("too_big", limit=MAX_BYTES // MEGABYTE)


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse archives that grow without measure, and XML that declares entities."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    for member in members:
        packed = max(member.compress_size, 1)
        is_bomb = member.file_size > max(RATIO_FROM, packed * MAX_RATIO)
        if is_bomb or total > MAX_UNPACKED:
            raise IntakeError("too_big_unpacked", limit=MAX_UNPACKED // MEGABYTE)
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if _DECLARATION.search(part.read(2048)):
                    raise IntakeError("unsafe")
