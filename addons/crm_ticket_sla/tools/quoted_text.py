# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is new in a reply, apart from what it quotes and signs with.

Each line of the text gets a kind, and rules about the sequence of kinds say where the
new part ends:

====  ===========================================================================
``t``  text
``e``  empty
``q``  quoted: begins with ``>``
``i``  introduces a quote: *On …, … wrote:*, *---- Original Message ----*
``h``  looks like a header: *From: …*
``s``  signature of a device: *Sent from my iPhone*
``d``  nothing but punctuation: *--*, *_____*
====  ===========================================================================

Nothing is lost: every line is in the new part or in the rest. Answers between the
quoted lines keep the quotes, without which they say nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .quoted_marks import (
    DELIMITER,
    HEADER,
    SIGNATURE,
    begins_introduction,
    introduces,
    squeezed,
)

#: An introduction may be wrapped over so many lines.
WRAPPED = 6
#: Longer texts stay whole: no person wrote them.
MOST_LINES = 5000
QUOTED = re.compile(r"^\s*>")
#: Other marks of quotes: initials of the author, as in *C> text*.
INITIALS = re.compile(r"^\s*[A-Za-z]{1,10}>(?:\s|$)")
BAR = re.compile(r"^\s*\|(?:\s|$)")
FENCE = re.compile(r"^\s*```")

#: What ends the new part, each found in the kinds of lines that the one before left.
_BELOW = r"(?<=t)[es]*i[eqih]*[te]*$"
_ENDS = (
    r"(?<=t)[es]*i[^q]*$",  # an introduction with no quote marks below it
    _BELOW,  # an introduced quote with little below it
    r"(?<=t)[es]*[qie]+$",  # a quote that ends the text
    r"(?<=[tq])[eqs]*h{3,}.*$",  # the headers of another mail
)
#: So many lines below a quote are a signature, more are an answer.
MOST_BELOW = {_BELOW: 6}


class Parts(NamedTuple):
    """A text in two parts: what is new, and the rest."""

    new: str
    rest: str


def split(text: str | None) -> Parts:
    """Split a text into what is new and what is quoted or signed with.

    >>> split("Fine.\\n\\nOn 1 May 2026, Lan wrote:\\n> How are you?\\n")
    Parts(new='Fine.', rest='On 1 May 2026, Lan wrote:\\n> How are you?')
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        return Parts(_trimmed(lines), "")
    kept = _kept(kinds(lines))
    new = [line for line, keep in zip(lines, kept, strict=True) if keep]
    rest = [line for line, keep in zip(lines, kept, strict=True) if not keep]
    return Parts(_trimmed(new), _trimmed(rest))


def quote_starts(lines: list[str]) -> int | None:
    """Return the index of the line from which all is quoted or signature, or None."""
    if len(lines) > MOST_LINES:
        return None
    kept = _kept(kinds(lines))
    last = max((i for i, keep in enumerate(kept) if keep), default=None)
    if last is None or last + 1 >= len(lines):
        return None
    return last + 1


def kinds(lines: list[str]) -> str:
    """Return the kind of each line, one character each."""
    found, index, is_code = [], 0, False
    while index < len(lines):
        line = lines[index]
        if FENCE.match(line) and not QUOTED.match(line):
            is_code = not is_code and _is_closed(lines, index)
        count = 0 if is_code else _introduction(lines, index)
        if count:
            found.append("i" * count)
        else:
            before = "".join(found).rstrip("e")[-1:]
            found.append("t" if is_code else _kind(line, before))
        index += count or 1
    return _joined_headers("".join(found))


def _is_closed(lines, index):
    return any(FENCE.match(line) for line in lines[index + 1 :])


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return "e"
    if DELIMITER.match(line):
        return "d"
    if QUOTED.match(line) or INITIALS.match(line):
        return "q"
    if before and before in "iq" and BAR.match(line):
        return "q"
    line = squeezed(line)
    if SIGNATURE.match(line):
        return "s"
    return "h" if HEADER.match(line) else "t"


def _introduction(lines, index) -> int:
    """Return how many lines from an index on introduce a quote; 0: none."""
    count = _wrapped(lines, index)
    if any(_wrapped(lines, index + n) == count - n for n in range(1, count)):
        return 0  # it begins further down, below a line of text
    return count


def _wrapped(lines, index) -> int:
    """Return how many lines a wrapped introduction takes from an index on."""
    joined = ""
    if not begins_introduction(squeezed(lines[index])):
        return 0
    for count, line in enumerate(lines[index : index + WRAPPED], 1):
        if not line.strip() and "".join(lines[index + count :][:1]).strip() != "<":
            return 0
        joined = f"{joined} {squeezed(line)}".strip()
        if introduces(joined):
            return count
    return 0


def _joined_headers(found: str) -> str:
    """Let a header that is wrapped count as one, where others surround it."""
    # the look-ahead: where nothing is wrapped there is nothing to try
    wrapped = r"h(?=[ht]{0,2}t)[ht]{1,3}?h+(?=e|$)"
    return re.sub(wrapped, lambda m: "h" * len(m[0]), found)


def _kept(found: str) -> list[bool]:
    """Return for each line, by the kinds, whether it belongs to the new part."""
    cut = re.search(r"d", found)
    kept = found[: cut.start()] if cut else found
    if not re.search(r"[tq]", kept):
        kept = found  # a forwarded message: what it says is all there is
    for rule in _ENDS:
        match = re.search(rule, kept)
        if match and match[0].count("t") <= MOST_BELOW.get(rule, len(kept)):
            kept = kept[: match.start()]
    begins = re.match(r"e*i[eqih]*(?=t|$)", kept)
    start = begins.end() if begins else 0
    dropped = {i for m in re.finditer(r"h{3,}", kept) for i in range(*m.span())}
    flags = [
        index >= start and index not in dropped and kind not in "isd"
        for index, kind in enumerate(kept)
    ]
    return flags + [False] * (len(found) - len(kept))


def _trimmed(lines: list[str]) -> str:
    """Join lines without empty ones around them, and without trailing spaces."""
    return "\n".join(line.rstrip() for line in lines).strip("\n")
