# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A key by which an erased address is recognised, and from which it cannot be read."""

from __future__ import annotations

import hashlib
import hmac


def suppression_key(secret: str, identity: str) -> str:
    """Return the keyed hash of a normal address or number."""
    return hmac.new(
        secret.encode(), identity.strip().lower().encode(), hashlib.sha256
    ).hexdigest()


def lock_key(identity: str) -> int:
    """Return the signed 64-bit key of the identity's advisory lock."""
    digest = hashlib.sha256(identity.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
