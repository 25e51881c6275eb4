# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text messages: the label that comes first, the way out that comes last, the parts.

A text of the GSM 03.38 alphabet fits 160 characters in one part and 153 in each of
several; any other letter makes all of it UCS-2, with 70 and 67.
"""

from __future__ import annotations

import re
import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: These take two places.
_EXTENDED = frozenset("^{}\\[~]|€\f")


def fold(text: str) -> str:
    """Return the text without accents, as Vietnamese is sent over GSM.

    >>> fold("Đặt hàng")
    'Dat hang'
    """
    swapped = text.replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFD", swapped)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def segments(text: str) -> int:
    """Return how many parts the text is sent, and paid, as.

    >>> segments("a" * 160), segments("a" * 161), segments("ặ" * 71), segments("")
    (1, 2, 2, 0)
    """
    if not text:
        return 0
    if all(c in _BASIC or c in _EXTENDED for c in text):
        length = sum(2 if c in _EXTENDED else 1 for c in text)
        single, several = 160, 153
    else:
        length = sum(2 if ord(c) > 0xFFFF else 1 for c in text)
        single, several = 70, 67
    return 1 if length <= single else -(-length // several)


def labelled(text: str, label: str | None) -> str:
    """Return the text with its label first, once.

    >>> labelled("Sale today", "[QC]"), labelled("[AD] Sale", "[QC]")
    ('[QC] Sale today', '[AD] Sale')
    """
    stripped = text.lstrip()
    if not label or stripped.upper().startswith(("[QC]", "[AD]", label.upper())):
        return text
    return f"{label} {stripped}"


def with_way_out(text: str, way_out: str | None) -> str:
    """Return the text with how to say no at its end, once."""
    if not way_out or text.rstrip().endswith(way_out.strip()):
        return text
    return f"{text.rstrip()}\n{way_out.strip()}"


_NAME = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{\w+\}[^\[\]]*)\]")


def fill(text: str | None, **values: str | None) -> str:
    """Return a text with its {names} filled in; [parts] whose names are unknown go.

    >>> fill("Tu choi: nhan TC[ hoac goi {phone}]", phone="1900 1234")
    'Tu choi: nhan TC hoac goi 1900 1234'
    >>> fill("[QC] Tu choi: nhan TC[ hoac goi {phone}]", phone=None)
    '[QC] Tu choi: nhan TC'
    """

    def part(match):
        known = all(values.get(name) for name in _NAME.findall(match[1]))
        return match[1] if known else ""

    chosen = _OPTIONAL.sub(part, text or "")
    return _NAME.sub(lambda match: values.get(match[1]) or "", chosen)


def parameters(text: str) -> dict[str, str]:
    """Return the parameters of a template, from lines *name: value*.

    >>> parameters("customer_name: Lan\\norder:  S00012 : rush\\nno value\\n")
    {'customer_name': 'Lan', 'order': 'S00012 : rush'}
    """
    pairs = (line.partition(":") for line in text.splitlines())
    return {
        name.strip(): value.strip()
        for name, colon, value in pairs
        if colon and name.strip()
    }
