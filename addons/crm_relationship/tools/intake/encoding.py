# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""In which encoding a text file was saved.

A mark at its beginning says so; else text that decodes as UTF-8 is UTF-8. Of the old
encodings, that of Vietnamese Windows (CP1258) is told from that of western Europe by
its tone marks, which are bytes of their own and follow a vowel.
"""

import codecs
import re
from typing import BinaryIO

import chardet

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20
SAMPLE = 1 << 18
#: Grave, hook, tilde, acute and dot below, in CP1258.
_TONE = re.compile(rb"(.)[\xcc\xd2\xde\xec\xf2]", re.DOTALL)
_VOWELS = frozenset(
    "aeiouyAEIOUY\u00e2\u00ea\u00f4\u0103\u01a1\u01b0\u00c2\u00ca\u00d4\u0102\u01a0\u01af"
)
_WESTERN = ("windows-1252", "iso-8859-1", "ascii", "macroman", "windows-1254")
_SURE = 0.8


def detect_encoding(file: BinaryIO) -> tuple[str, int]:
    """Return (encoding, where the text begins); the position is left at the start.

    >>> import io
    >>> detect_encoding(io.BytesIO("Nguyễn".encode("utf-8")))
    ('utf-8', 0)
    >>> detect_encoding(io.BytesIO(b"Nguy\\xea\\xden V\\xe3n \\xd0\\xf4\\xcc"))
    ('cp1258', 0)
    """
    file.seek(0)
    head = file.read(CHUNK)
    file.seek(0)
    # some programs write a mark of two bytes before characters of four
    start = 2 if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else 0
    if wide := _by_zeros(head[start:]):
        return wide, start
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, 0
    try:
        return ("utf-8" if _is_utf8(file) else _old_encoding(head)), 0
    finally:
        file.seek(0)


def _by_zeros(head):
    """Return an encoding of two or four bytes a character, by where the zeros are."""
    size = len(head) // 4
    if not size or b"\0" not in head:
        return None
    zeros = [head[at::4].count(0) > size * 0.5 for at in range(4)]
    return {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }.get(tuple(zeros))


def _is_utf8(file):
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _old_encoding(head):
    lines = [line for line in head.splitlines(keepends=True) if not line.isascii()]
    sample = b"".join(lines)[:SAMPLE] or head[:SAMPLE]
    tones = [match[1].decode("cp1258", "replace") for match in _TONE.finditer(sample)]
    if tones and sum(letter in _VOWELS for letter in tones) >= 0.8 * len(tones):
        return "cp1258"
    guess = chardet.detect(sample)
    name = (guess["encoding"] or "").lower()
    is_other = name not in _WESTERN and not name.startswith("utf")
    if name and is_other and guess["confidence"] >= _SURE:
        return name
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
