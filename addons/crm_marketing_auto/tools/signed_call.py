# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Calls from outside that start a journey: who signed them, when, and whom they name.

A call is JSON: ``{"key": "...", "email": "...", "data": {...}}``. Its signature is the
HMAC-SHA256, in hexadecimal, of the timestamp (seconds since 1970), the path and the
body as sent, joined by line feeds. The sender's key makes it safe to repeat.
"""

from __future__ import annotations

import hashlib
import hmac
import json

MAX_BYTES = 16 * 1024
#: Seconds by which the clocks of sender and receiver may differ.
WINDOW = 300
MAX_KEY = 120


class CallError(ValueError):
    """A call that is refused: the status of the answer, a code and the reason."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(message)
        self.status, self.code = status, code


def sign(secret: str, timestamp: str, path: str, body: bytes) -> str:
    """Return the signature of a call."""
    text = b"\n".join([timestamp.encode(), path.encode(), body])
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def check(secret, timestamp: str, path: str, body: bytes, signature: str, now: int):
    """Refuse a call that is not signed with the secret, or not just now.

    :param secret: None where nobody can have signed
    :raise CallError:
    """
    if len(body) > MAX_BYTES:
        raise CallError(413, "too_large", f"A call has {MAX_BYTES} bytes at most.")
    expected = sign(secret or "", timestamp, path, body)
    given = signature.removeprefix("sha256=").encode()
    if not hmac.compare_digest(expected.encode(), given) or not secret:
        raise CallError(
            401, "bad_signature", "The signature is not that of the journey."
        )
    stamp = timestamp.strip()
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp)) > WINDOW:
        message = f"The timestamp is not within {WINDOW} seconds of now."
        raise CallError(401, "stale", message)


def read(body: bytes, match: str) -> dict:
    """Return the content of a call: key, value (whom it names) and data.

    :param match: the name under which it names the person
    :raise CallError:
    """
    try:
        content = json.loads(body)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise CallError(400, "bad_json", "The body is not JSON.") from error
    if b"\\u0000" in body:  # no text of the database holds it
        raise CallError(400, "bad_json", "The body has a zero character.")
    if not isinstance(content, dict):
        raise CallError(400, "bad_json", "The body is not a JSON object.")
    key, value, data = (content.get(name) for name in ("key", match, "data"))
    if not isinstance(key, str) or not 0 < len(key.strip()) <= MAX_KEY:
        message = f"“key” is a text of 1 to {MAX_KEY} characters."
        raise CallError(422, "bad_key", message)
    is_text = isinstance(value, str) and value.strip()
    is_id = type(value) is int and 0 < value < 2**31
    if not (is_id if match == "id" else is_text):
        raise CallError(422, "nobody_named", f"“{match}” says nobody.")
    if data is not None and not isinstance(data, dict):
        raise CallError(422, "bad_data", "“data” is a JSON object.")
    return {
        "key": key.strip(),
        "value": value if is_id else value.strip(),
        "data": data or {},
    }
