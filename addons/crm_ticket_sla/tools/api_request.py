# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a program may send to open a ticket, or to add a message to one.

A request is a JSON object. Every field has a type and a length; a field that is not
known is an error rather than ignored, so that a typing error is noticed the first
time. The digest tells a repeated request from another one under the same id.
"""

import hashlib
import json
import re
from dataclasses import dataclass

#: Seconds that the clock of a sender may differ from ours, either way.
REPLAY_WINDOW = 300
#: Bytes of one request.
MAX_BYTES = 256 * 1024
MAX_ID = 128
_ID = re.compile(r"[A-Za-z0-9._:@-]+")


@dataclass
class ApiError(Exception):
    """What is wrong with a request, for the program that sent it."""

    status: int
    code: str
    message: str
    field: str | None = None

    def as_dict(self):
        """Return the error as the body of an answer."""
        error = {"code": self.code, "message": self.message}
        return {"error": {**error, **({"field": self.field} if self.field else {})}}


@dataclass(frozen=True)
class Text:
    """A field of text: how long it may be, and what it may be.

    An id has letters, digits and ``._:@-`` only, for it is part of an address.
    """

    length: int
    is_required: bool = False
    words: tuple[str, ...] = ()
    is_id: bool = False


PRIORITIES = {"low": "0", "normal": "1", "high": "2", "urgent": "3"}
TICKET = {
    "external_id": Text(MAX_ID, is_required=True, is_id=True),
    "subject": Text(200, is_required=True),
    "description": Text(20_000, is_required=True),
    "email": Text(254),
    "name": Text(200),
    "phone": Text(40),
    "priority": Text(10, words=tuple(PRIORITIES)),
    "category": Text(200),
    "order": Text(64),
    "serial": Text(128),
}
MESSAGE = {
    "external_id": Text(MAX_ID, is_required=True, is_id=True),
    "body": Text(20_000, is_required=True),
}


def parse(body: bytes, fields: dict[str, Text]) -> dict[str, str]:
    """Return the checked fields of a request.

    >>> parse(b'{"external_id": "m1", "body": " Hello "}', MESSAGE)["body"]
    'Hello'
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "bad_json", "The body is not JSON in UTF-8.") from error
    if not isinstance(data, dict):
        raise ApiError(400, "bad_json", "The body is not a JSON object.")
    for name in data:
        if name not in fields:
            raise ApiError(422, "unknown_field", "This field is not known.", name[:100])
    return {name: _text(name, data.get(name), field) for name, field in fields.items()}


def _text(name: str, value: object, field: Text) -> str:
    """Return one field; empty when it may be and is left out."""
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise ApiError(422, "not_text", "This field takes text.", name)
    value = value.strip()
    if "\x00" in value or any(0xD800 <= ord(char) < 0xE000 for char in value):
        raise ApiError(422, "not_text", "This text cannot be stored.", name)
    if field.is_required and not value:
        raise ApiError(422, "missing", "This field is required.", name)
    if len(value) > field.length:
        message = f"Use {field.length} characters at most."
        raise ApiError(422, "too_long", message, name)
    if field.is_id and not _ID.fullmatch(value):
        message = "Use letters, digits and . _ : @ - only."
        raise ApiError(422, "bad_value", message, name)
    if value and field.words and value not in field.words:
        raise ApiError(422, "bad_value", f"Use one of: {', '.join(field.words)}.", name)
    return value


def check_timestamp(text: str, now: int) -> None:
    """Raise where a request was not signed within the replay window.

    :param text: seconds since 1970, as sent
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise ApiError(401, "bad_timestamp", "Send the time in seconds since 1970.")
    if abs(int(text) - now) > REPLAY_WINDOW:
        message = f"The request is signed more than {REPLAY_WINDOW} seconds off."
        raise ApiError(401, "bad_timestamp", message)


def digest(data: dict[str, str]) -> str:
    """Return what tells one request from another; order and blanks do not count.

    >>> digest({"a": "1", "b": ""}) == digest({"b": "", "a": "1"})
    True
    """
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
