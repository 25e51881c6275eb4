# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words of a subject that say what it is about, and how alike two of them are.

Words are compared without case and diacritics, so that *Máy in hỏng* and *may in hong*
are the same. Words of every language that say nothing alone, prefixes of answers and
single letters are left out; so are numbers of tickets.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\[?\bT\d{4,}\b\]?", re.IGNORECASE)
#: English and Vietnamese words without meaning of their own, and mail prefixes.
STOP_WORDS = frozenset(
    """
    re fw fwd aw wg tr sv antw the and for not you your our are was were with from that
    this have has had but can cannot could would will please help hello hi dear thanks
    thank about into on in of to is it be my we me do does at by an or if no so as us
    cua toi ban va la thi cho voi khong duoc bi co mot cac nhung nay kia xin chao giup
    ve de tu da dang se rat nhung khi nhu anh chi em quy
    """.split()
)


def fold(text: str) -> str:
    """Return text in lower case without diacritics, as `crm_ticket_fold` does in SQL.

    >>> fold("Máy in ĐỎ bị hỏng")
    'may in do bi hong'
    """
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.replace("đ", "d")


def words(text: str | None, limit: int = 12) -> tuple[str, ...]:
    """Return the telling words of a subject, each once, at most the longest ones.

    >>> words("RE: [T00012] The printer is on FIRE, the printer!")
    ('printer', 'fire')
    """
    found = _WORD.findall(fold(_NUMBER.sub(" ", text or "")))
    telling = dict.fromkeys(
        word for word in found if len(word) > 1 and word not in STOP_WORDS
    )
    if len(telling) <= limit:
        return tuple(telling)
    longest = set(sorted(telling, key=len, reverse=True)[:limit])
    return tuple(word for word in telling if word in longest)


def alikeness(one: str | None, other: str | None) -> float:
    """Return the share of words that two subjects have in common, 0 to 1.

    The shorter one counts, so that a subject with a detail added is still alike.

    >>> alikeness("Printer on fire", "fire! printer, third floor")
    1.0
    """
    first, second = set(words(one)), set(words(other))
    if not (first and second):
        return 0.0
    return len(first & second) / min(len(first), len(second))
