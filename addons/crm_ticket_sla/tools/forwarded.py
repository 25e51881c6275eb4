# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who wrote a mail that somebody else forwarded, found in its text.

Mail programs put the *headers* of the mail they forward above it, in the language of
whoever forwards: some lines such as ``From: …``, in any order, with the sender among
them. What stands above the headers is the *comment* of whoever forwarded, what stands
below is the mail itself. An answer is quoted with the same headers: that it is a
forward is said by its subject, or by a line above the headers.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .quoted_marks import HEADER, squeezed

#: Headers without which a line that looks like one is part of what somebody wrote.
FEWEST = 3
#: Programs leave empty lines between headers, and wrap long ones.
MOST_EMPTY, MOST_WRAPPED = 2, 3
_SUBJECT = re.compile(
    r"^\s*(?:re\s*:\s*)?(?:fwd?|wg|tr|rv|enc|chuyển tiếp|转发)\s*[:：]", re.I
)
_RULED = re.compile(
    r"^[>\s*_-]*(?:(?:begin )?forwarded message|bắt đầu thư (?:được |đã )?chuyển tiếp"
    r"|(?:thư|tin nhắn|email) (?:được |đã )?chuyển tiếp|weitergeleitete nachricht"
    r"|message transféré|mensaje reenviado|messaggio inoltrato)\s*:?[\s*_-]*$",
    re.I,
)
_FROM = re.compile(
    r"^\*?\s*(?:from|sender|từ|người gửi|von|de|da|van|od|fra|från|от|发件人|差出人)"
    r"\s*\*?\s*[:：]",
    re.I,
)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
#: What may stand on one line of its own, being the mark of a quote.
_MARK = re.compile(r"^[>\s]*")


class Headers(NamedTuple):
    """Where the headers of a forwarded mail stand, and its sender.

    :param start: index of the line from which on nothing is the comment's
    :param stop: index of the line below the headers
    """

    start: int
    stop: int
    name: str
    address: str


def find(lines: list[str], subject: str | None = "") -> Headers | None:
    """Return the headers of the mail that a text forwards; None: it forwards none.

    >>> find(["FYI", "", "From: Lan <lan@x.test>", "Sent: Monday", "To: An"], "FW: Ink")
    Headers(start=2, stop=5, name='Lan', address='lan@x.test')
    """
    plain = [squeezed(_MARK.sub("", line)).strip(" *") for line in lines]
    for index, line in enumerate(plain):
        if not HEADER.match(line):
            continue
        block = _block(plain, index)
        if block is None:
            continue
        start = _ruled(plain, index)
        if start is None and not _SUBJECT.match(subject or ""):
            return None
        stop, sender = block
        return Headers(index if start is None else start, stop, *sender)
    return None


def _ruled(lines, index):
    """Return the index of the line that says that a forwarded mail follows, or None."""
    above = [i for i in range(index) if lines[i]][-1:]
    return next((i for i in above if _RULED.match(lines[i])), None)


def _block(lines, start):
    """Return (index of the line below, (name, address)) of headers, or None."""
    names, index, stop, sender = set(), start, start, None
    while index < len(lines):
        line = lines[index]
        name = re.split("[:：]", line, maxsplit=1)[0].lower()
        if not HEADER.match(line) or name in names:  # those of a mail in the mail
            break
        value, index = _value(lines, index)
        if sender is None and _FROM.match(line):
            sender = _person(value)
        names.add(name)
        stop, index = index, _next(lines, index)
    return (stop, sender) if len(names) >= FEWEST and sender else None


def _value(lines, index):
    """Return the value of a header, and the index of the line below it."""
    value = re.split("[:：]", lines[index], maxsplit=1)[1].strip(" \t\xa0*")
    index += 1
    if not value:  # in a cell of its own
        below = _next(lines, index)
        if below < len(lines) and not HEADER.match(lines[below]):
            return lines[below], below + 1
    for _wrapped in range(MOST_WRAPPED):
        if index >= len(lines) or not lines[index] or HEADER.match(lines[index]):
            break
        value, index = f"{value} {lines[index]}", index + 1
    return value, index


def _next(lines, index):
    """Return the index of the next line that is not empty, if it is near."""
    for further in range(index, min(index + MOST_EMPTY + 1, len(lines))):
        if lines[further]:
            return further
    return len(lines)


def _person(value):
    """Return (name, address) of a sender as mail programs write them, or None."""
    found = _ADDRESS.search(value.replace("mailto:", " "))
    if not found:
        return None
    name = re.split(r"[<\[(]", value)[0].strip(" \t\xa0\"'*")
    return "" if "@" in name else name, found[0].lower()
