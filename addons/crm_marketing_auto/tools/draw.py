# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Drawing lots that come out the same wherever and whenever they are drawn.

A *share* is a number in [0, 1) made of a seed and a key: the first 52 bits of their
SHA-256, which a float holds exactly. The same in SQL, for whole audiences:
`share_sql`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

BITS = 52
#: The share of the text %s; two placeholders: seed and key, both text.
SHARE_SQL = (
    "(('x' || substr(encode(sha256(convert_to(%s || ':' || %s, 'UTF8')), 'hex'), 1, 13))"
    "::bit(52)::bigint / 4503599627370496.0::float8)"
)


def share(seed: str, key: str) -> float:
    """Return the share of a key under a seed."""
    digest = sha256(f"{seed}:{key}".encode()).hexdigest()
    return int(digest[: BITS // 4], 16) / 2**BITS


def person_key(res_model: str, res_id: int, partner_id: int | None) -> str:
    """Return what a person is drawn by: the contact, wherever it comes from."""
    if res_model == "res.partner":
        return str(res_id)
    return str(partner_id) if partner_id else f"{res_model},{res_id}"


def pick(drawn: float, parts: Sequence[tuple[str, float]]) -> str:
    """Return the part of a split that a share falls into.

    :param parts: (name, weight), the weights of any sum above zero
    """
    total = sum(weight for _name, weight in parts)
    edge = 0.0
    for name, weight in parts:
        edge += weight / total
        if drawn < edge:
            return name
    # the sum of the shares may be short of 1 by a rounding error
    return next(name for name, weight in reversed(parts) if weight)
