# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The keys by which contacts are compared: one text of a kind, equal or not.

Kinds are those of `duplicate_score.POINTS`, and *block*: name with province, which only
brings contacts together. `BLOCKING` kinds are looked up; the others add points to
contacts that met.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .duplicate_score import Face
from .fold import fold
from .identity_vn import digits_of

BLOCKING = ("block", "email", "identity", "phone", "tax")
#: Kinds that are no longer proof when very many contacts have the same.
SHAREABLE = ("email", "phone")
_LEAST_NAME = 2


@dataclass(frozen=True)
class Traits:
    """What is known of a contact, as it is stored."""

    name: str = ""
    phones: Iterable = field(default_factory=tuple)
    emails: Iterable = field(default_factory=tuple)
    tax: str = ""
    identity: str = ""
    born: date | None = None
    is_year_unknown: bool = False
    street: str = ""
    state: int | None = None


def tax_key(number: str | None) -> str:
    """Return a tax number as it is compared.

    >>> tax_key("VN 0100109106-011"), tax_key("/"), tax_key(None)
    ('0100109106011', '', '')
    """
    return digits_of(number).upper().removeprefix("VN").strip("/")


def birth_key(born: date | None, is_year_unknown: bool) -> str:
    """Return a birth as it is compared.

    >>> birth_key(date(1990, 5, 12), False), birth_key(date(1990, 5, 12), True)
    ('1990-05-12', '--05-12')
    """
    if not born:
        return ""
    return f"--{born:%m-%d}" if is_year_unknown else f"{born:%Y-%m-%d}"


def keys_of(traits: Traits) -> list[tuple[str, str]]:
    """Return the keys of a contact as (kind, key), each once.

    >>> keys_of(Traits("Trần Hoa", phones=["+84912345678"], state=7))
    [('name', 'tran hoa'), ('phone', '+84912345678'), ('block', 'tran hoa|7')]
    """
    name, street = fold(traits.name), fold(traits.street)
    name = name if len(name) >= _LEAST_NAME else ""
    found = [("name", name)]
    found += [("phone", phone) for phone in sorted(set(traits.phones))]
    found += [("email", email) for email in sorted(set(traits.emails))]
    found += [
        ("tax", tax_key(traits.tax)),
        ("identity", traits.identity),
        ("birth", birth_key(traits.born, traits.is_year_unknown)),
        ("place", f"{street}|{traits.state}" if street and traits.state else ""),
        ("block", f"{name}|{traits.state}" if name and traits.state else ""),
    ]
    return [(kind, key) for kind, key in found if key]


def face_of(keys: Iterable[tuple[str, str]]) -> Face:
    """Return what keys say of a contact.

    >>> face_of([("name", "hoa"), ("phone", "+841"), ("block", "hoa|7")]).phones
    frozenset({'+841'})
    """
    one, many = {}, {"phone": set(), "email": set()}
    for kind, key in keys:
        if kind in many:
            many[kind].add(key)
        elif kind != "block":
            one[kind] = key
    return Face(phones=frozenset(many["phone"]), emails=frozenset(many["email"]), **one)
