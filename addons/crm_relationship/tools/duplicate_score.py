# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How alike two contacts are, in points that add up, and what to do about it.

A contact is a set of keys, each of a kind: numbers, mail addresses, tax number, personal
number, name, birth, place. Two contacts have in common what keys they share. Different
tax numbers are different customers, whatever else is shared. A name alone proves
nothing: many people have it. Who shares a number and has another name, or was born on
another day, is family or a colleague: *related*, never the same.
"""

import re
from dataclasses import dataclass

POINTS = {
    "tax": 80,
    "identity": 80,
    "phone": 50,
    "email": 50,
    "name": 20,
    "like_name": 10,
    "birth": 15,
    "place": 10,
}
#: What only one customer has.
PROOFS = ("tax", "identity")
MERGE_FROM, REVIEW_FROM, WEAK_FROM = 80, 50, 30
LIKE_FROM = 0.8
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Face:
    """What a contact is recognised by; text folded, numbers normalised, "" unknown.

    `birth` is YYYY-MM-DD, or --MM-DD where the year is not known.
    """

    name: str = ""
    phones: frozenset = frozenset()
    emails: frozenset = frozenset()
    tax: str = ""
    identity: str = ""
    birth: str = ""
    place: str = ""


@dataclass(frozen=True)
class Score:
    """Points, what they are for (kinds of POINTS), and what to do.

    `band` is merge, review, weak (worth a look), related, or none.
    """

    points: int
    reasons: tuple
    band: str


def similarity(one: str, other: str) -> float:
    """Return how alike two texts are by their groups of three letters, from 0 to 1.

    The same as PostgreSQL's pg_trgm.

    >>> similarity("tuan", "tuan"), similarity("", "tuan")
    (1.0, 0.0)
    """
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _trigrams(text):
    padded = (f"  {word} " for word in _WORD.findall(text))
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def births_differ(one: str, other: str) -> bool:
    """Tell whether two births are of two people; one without a year may be the same.

    >>> births_differ("1990-05-12", "--05-12"), births_differ("1990-05-12", "--05-13")
    (False, True)
    """
    if not (one and other) or one == other:
        return False
    return one[-5:] != other[-5:] or not (one[:2] == "--" or other[:2] == "--")


def score(one: Face, other: Face) -> Score:
    """Return how alike two contacts are.

    >>> hoa = Face("tran hoa", frozenset({"+84912345678"}))
    >>> score(hoa, Face("tran hoa", hoa.phones))
    Score(points=70, reasons=('phone', 'name'), band='review')
    >>> score(hoa, Face("le binh", hoa.phones)).band
    'related'
    """
    if one.tax and other.tax and one.tax != other.tax:
        return Score(0, (), "none")
    shared = {
        "tax": one.tax and one.tax == other.tax,
        "identity": one.identity and one.identity == other.identity,
        "phone": one.phones & other.phones,
        "email": one.emails & other.emails,
        "name": one.name and one.name == other.name,
        "birth": one.birth and one.birth == other.birth,
        "place": one.place and one.place == other.place,
    }
    if not shared["name"]:
        shared["like_name"] = similarity(one.name, other.name) >= LIKE_FROM
    reasons = tuple(kind for kind in POINTS if shared.get(kind))
    points = sum(POINTS[kind] for kind in reasons)
    return Score(
        points, reasons, band(reasons, points, births_differ(one.birth, other.birth))
    )


def band(reasons: tuple, points: int, born_apart: bool) -> str:
    """Return what to do about two contacts that share these.

    >>> band(("phone", "email"), 100, False), band(("email", "name"), 70, True)
    ('review', 'related')
    """
    is_proved = any(kind in reasons for kind in PROOFS)
    is_reached = "phone" in reasons or "email" in reasons
    is_named = "name" in reasons or "like_name" in reasons
    if not is_proved and is_reached and (born_apart or not is_named):
        # one mail address is rarely shared: somebody looks at it
        if born_apart or "email" not in reasons:
            return "related"
        return "review"
    for least, name in (
        (MERGE_FROM, "merge"), (REVIEW_FROM, "review"), (WEAK_FROM, "weak"),
    ):  # fmt: skip
        if points >= least:
            return name
    return "none"
