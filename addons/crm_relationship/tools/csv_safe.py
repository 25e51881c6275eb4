# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CSV files that no spreadsheet runs, and that come back as they were.

A spreadsheet takes a cell for a formula by its first character: = + - @ or their
full-width and other forms, also behind blanks, a tab or a line end. Such a text is
written with an apostrophe before it, as Odoo's own export does; whoever reads a file
takes one such apostrophe away again (`unmarked`). A text that begins with apostrophes
and then a formula gets one more, so that every text comes back.

A number or a phone number with its sign, such as -5.2 or +84 912 345 678, calls
nothing and is left as it is: any program reads it. Numbers that are no text are never
marked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

APOSTROPHE = "'"
BOM = b"\xef\xbb\xbf"  # Excel takes a file without for Latin-1

_BLANK = "\\s\x00-\x1f\u00ad\u180e\u200b-\u200f\u2060\ufeff"
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⁻₋−"  # noqa: RUF001
_LEAD = re.compile(f"'*(?:[\t\r\n]|[{_BLANK}]*[{_SIGNS}])").match
_NUMBER = re.compile(r"[+-][0-9](?:[0-9 .,]*[0-9])?\Z").match


def marked(text: str) -> str:
    """Return a text as it stands in a file.

    >>> marked("=1+1"), marked("-1+1"), marked("@SUM(A1)"), marked("＝1")
    ("'=1+1", "'-1+1", "'@SUM(A1)", "'＝1")
    >>> marked("-5.2"), marked("+84912345678"), marked("0912"), marked("'=1")
    ('-5.2', '+84912345678', '0912', "''=1")
    """
    if _LEAD(text) and not _NUMBER(text):
        return APOSTROPHE + text
    return text


def unmarked(text: str) -> str:
    """Return a text as it was before it was written.

    >>> unmarked("'=1+1"), unmarked("''=1"), unmarked("'t is"), unmarked("'+84912")
    ('=1+1', "'=1", "'t is", '+84912')
    """
    if text.startswith(APOSTROPHE) and _LEAD(text, 1):
        return text[1:]
    return text


def write_csv(
    file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence], bom: bool = True
) -> int:
    """Write rows below a header, as they come; return their number.

    None and False are empty cells, as in Odoo's own files.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", errors="replace")
    if bom:
        file.write(BOM)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([marked(header) for header in headers])
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    text.detach()
    return count


def _cell(value):
    if value is None or value is False:
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return marked(value) if isinstance(value, str) else value
