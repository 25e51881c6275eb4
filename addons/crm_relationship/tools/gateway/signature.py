# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The scheme of our own: HMAC-SHA256 over timestamp, nonce and body.

Headers `X-Timestamp` (seconds since 1970), `X-Nonce` (new for each call) and
`X-Signature` (hexadecimal, of `timestamp.nonce.body`). A call that is some minutes old
is refused, and so is a nonce that was used: a copy of a call cannot be played again.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from .call import GatewayCall, Refused

#: Seconds that the clocks of the two may differ.
TOLERANCE = 300
_NONCE = re.compile(r"[\w.:~+/=-]{8,128}", re.ASCII)


def digest(secret: str, message: bytes) -> str:
    """Return the HMAC-SHA256 of a message, in hexadecimal."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def sign(secret: str, timestamp: int, nonce: str, body: bytes) -> str:
    """Return the signature of a body.

    >>> sign("s", 1, "n", b"{}")[:12]
    '303c2ead49cc'
    """
    return digest(secret, f"{timestamp}.{nonce}.".encode() + body)


def same(given: str, expected: str) -> bool:
    """Compare two secrets in constant time, whatever characters the first has."""
    return hmac.compare_digest(
        given.encode("utf-8", "replace"), expected.encode("utf-8", "replace")
    )


def check(call: GatewayCall, secret: str, now: float) -> str:
    """Return the nonce of a call that was signed with a secret just now.

    :raise Refused: for every other call
    """
    timestamp = call.headers.get("x-timestamp", "")
    nonce = call.headers.get("x-nonce", "")
    given = call.headers.get("x-signature", "").removeprefix("sha256=").lower()
    if not (timestamp and nonce and given):
        raise Refused(
            401, "not_signed", "X-Timestamp, X-Nonce and X-Signature sign it."
        )
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Refused(401, "bad_timestamp", "X-Timestamp is in seconds since 1970.")
    if not _NONCE.fullmatch(nonce):
        raise Refused(401, "bad_nonce", "X-Nonce has 8 to 128 letters or digits.")
    expected = sign(secret, timestamp, nonce, call.body)
    if not secret or not same(given, expected):
        raise Refused(401, "bad_signature", "The signature is not that of the body.")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise Refused(401, "clock", "X-Timestamp is more than five minutes off.")
    return nonce
