# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Phone numbers by which the writer of a mail can be known.

They stand in the last lines of what the writer wrote, or in the subject. What is quoted
below has the numbers of others.
"""

from __future__ import annotations

import re

from .quoted_text import kinds

#: So many lines from the end on may be a signature.
LAST_LINES = 12
MOST_NUMBERS = 5
#: National numbers begin with a zero, others with their country.
_NUMBER = re.compile(
    r"(?<![\w@#./-])(?:\(?\+|\(?0|84)\(?(?:[\s.\-()/]{0,2}\d){7,14}(?![\w@])"
)


def signed_numbers(lines: list[str], subject: str | None = "") -> list[str]:
    """Return what may be phone numbers of whoever wrote a text, as typed.

    >>> signed_numbers(["Hỏng rồi.", "--", "Đào, ĐT: 0912 345 678", "> 0900 000 000"])
    ['0912 345 678']
    """
    found = kinds(lines)
    quote = re.search(r"[qi]|h{3,}", found)
    own = [line for line in lines[: quote.start() if quote else None] if line.strip()]
    text = "\n".join([subject or "", *own[-LAST_LINES:]])
    numbers = [match.strip() for match in _NUMBER.findall(text)]
    return list(dict.fromkeys(numbers))[:MOST_NUMBERS]
