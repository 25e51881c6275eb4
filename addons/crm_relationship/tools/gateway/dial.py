# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Addresses by which a contact centre is asked to dial."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, urlsplit

NAMES = ("extension", "phone", "key", "secret")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def check_template(template: str) -> None:
    """Raise where an address cannot be used; the error names it.

    >>> check_template("https://pbx.test/call?ext={extension}&to={phone}")
    >>> check_template("ftp://pbx.test/{phone}")
    Traceback (most recent call last):
        ...
    ValueError: ftp://pbx.test/{phone}
    """
    names = set(_PLACEHOLDER.findall(template))
    parts = urlsplit(_PLACEHOLDER.sub("1", template))
    is_address = parts.scheme in ("http", "https") and parts.hostname
    # a host that depends on what is dialled could be anybody's
    is_fixed = "{" not in template.split("://", 1)[-1].split("/", 1)[0]
    if not (is_address and is_fixed) or names - set(NAMES) or parts.password:
        raise ValueError(template[:200])


def fill(template: str, **values: str) -> str:
    """Return the address with the values, each escaped.

    >>> fill("https://pbx.test/{extension}?to={phone}", extension="1/2", phone="+84 9")
    'https://pbx.test/1%2F2?to=%2B84%209'
    """
    return _PLACEHOLDER.sub(
        lambda found: quote(values.get(found[1]) or "", safe=""), template
    )


def dialled(text: str) -> str:
    """Return the digits to dial of a number as people write it.

    >>> dialled("(+84) 912.345.678"), dialled("call me")
    ('+84912345678', '')
    """
    digits = re.sub(r"[^\d+]", "", text or "")
    digits = digits[:1] + digits[1:].replace("+", "")
    return digits if 3 <= len(digits.lstrip("+")) <= 15 else ""


def hidden(text: str, secret: str) -> str:
    """Return a text without a secret, plain or escaped.

    >>> hidden("GET /?t=a%20b failed for a b", "a b")
    'GET /?t=… failed for …'
    """
    if not secret:
        return text
    for form in (quote(secret, safe=""), quote_plus(secret, safe=""), secret):
        text = text.replace(form, "…")
    return text
