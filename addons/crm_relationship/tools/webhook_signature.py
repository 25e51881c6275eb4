# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed calls: who receives one knows who sent it, when, and that nothing changed.

The signature is HMAC-SHA256 over the timestamp, a dot and the body. A call that is
older than some minutes is refused, so that a copy of it cannot be played again.
"""

from __future__ import annotations

import hashlib
import hmac

#: A call is refused when it is this many seconds old, or from the future.
TOLERANCE = 300


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body sent at a Unix time.

    >>> sign("s", 1, b"{}")[:12]
    'v1=b253639bc'
    """
    message = str(timestamp).encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_signed(
    secret: str, timestamp: str, body: bytes, signature: str, now: int
) -> bool:
    """Return whether a call is what its sender signed, lately."""
    if not (timestamp or "").isdigit() or abs(now - int(timestamp)) > TOLERANCE:
        return False
    return hmac.compare_digest(sign(secret, int(timestamp), body), signature or "")
