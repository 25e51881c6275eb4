# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a short text message answers: no more of this, or yes to our question.

Only a message that is the word itself counts, or the word and what it is about
(TC QC, HUY 9029): "Huy oi, mai gap" is no refusal, although HUY is.
"""

from __future__ import annotations

import re

from .send_text import fold

NO, YES = "no", "yes"
#: What a refusal may name behind the word.
ABOUT = frozenset({"QC", "AD", "ADS", "SMS", "ZALO", "TIN", "ALL", "HET", "PLEASE"})
_NOT_WORD = re.compile(r"[^0-9A-Z]+")


def words_of(text: str | None) -> list[str]:
    """Return a text's words, without accents, in capitals.

    >>> words_of(" Từ chối!! ")
    ['TU', 'CHOI']
    """
    return [word for word in _NOT_WORD.split(fold(text or "").upper()) if word]


def read(text: str | None, refusing: str | None, agreeing: str | None = None):
    """Return NO, YES or None.

    :param refusing: the words that refuse, with commas between; those that agree
        likewise

    >>> read("tc qc", "STOP, TC"), read("Đồng ý", "TC", "DY, DONG Y")
    ('no', 'yes')
    >>> read("Huy oi mai gap nhe", "HUY") is None
    True
    """
    said = words_of(text)
    if _is_one_of(said, refusing):
        return NO
    return YES if _is_one_of(said, agreeing) else None


def _is_one_of(said, choices):
    for choice in (choices or "").split(","):
        words = words_of(choice)
        rest = said[len(words) :]
        if words and said[: len(words)] == words and all(map(_is_about, rest[:2])):
            return len(rest) < 3
    return False


def _is_about(word):
    return word.isdigit() or word in ABOUT
