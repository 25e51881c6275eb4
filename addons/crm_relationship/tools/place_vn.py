# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One key for the name of a Vietnamese province, whatever stands around it."""

import re

from .fold import fold

_BEFORE = re.compile(
    r"^(?:tinh|thanh pho|thu do|tp|t\.p|t\.|city of|province of)\b[\s.]*"
)
LONGEST = 200  # characters of a name that is looked at
_BEHIND = re.compile(r"[\s,]*\b(?:province|city|viet ?nam|vn)$")


def place_key(text: str | None) -> str:
    """Return the letters of a province's name alone.

    >>> place_key("TP. Hồ Chí Minh"), place_key("Tỉnh Bà Rịa – Vũng Tàu")
    ('hochiminh', 'bariavungtau')
    >>> place_key("TP.HCM"), place_key("Ha Noi City, Vietnam")
    ('hcm', 'hanoi')
    """
    name = fold((text or "")[:LONGEST])
    while (shorter := _BEHIND.sub("", _BEFORE.sub("", name))) not in (name, ""):
        name = shorter
    return re.sub(r"[^a-z0-9]", "", name)
