# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Secrets as they lie in a database: encrypted, where there is a key outside of it.

A key is any text. Several keys, separated by commas, let one change it: the first
encrypts, all decrypt. A secret written before there was a key stays readable.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

ENCRYPTED, PLAIN = "enc:", "raw:"


class SecretLost(Exception):
    """A secret whose key is not the one that there is now."""


def seal(secret: str, keys: str | None) -> str:
    """Return a secret in the form in which it is stored.

    >>> seal("hush", None)
    'raw:hush'
    >>> unseal(seal("hush", "new,old"), "newer,new")
    'hush'
    """
    box = _box(keys)
    return ENCRYPTED + box.encrypt(secret.encode()).decode() if box else PLAIN + secret


def unseal(stored: str | None, keys: str | None) -> str:
    """Return the secret that was stored; nothing when there is none.

    :raise SecretLost: when it cannot be decrypted

    >>> unseal("written before", "key"), unseal(None, "key")
    ('written before', '')
    """
    stored = stored or ""
    if not stored.startswith(ENCRYPTED):
        return stored.removeprefix(PLAIN)
    box = _box(keys)
    try:
        if box:
            return box.decrypt(stored.removeprefix(ENCRYPTED).encode()).decode()
    except InvalidToken as error:
        raise SecretLost("The key of the secrets was changed.") from error
    raise SecretLost("The key of the secrets is gone.")


def _box(keys):
    names = [key.strip() for key in (keys or "").split(",") if key.strip()]
    if not names:
        return None
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()))
            for name in names
        ]
    )
