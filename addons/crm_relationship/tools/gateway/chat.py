# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What chat providers tell us, in one shape, read without surprises.

Nothing here trusts its input: a value of the wrong kind is an empty value.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

EPOCH = datetime(1970, 1, 1)
#: Longer texts are cut: providers allow a few thousand characters.
MAX_TEXT = 20_000
MAX_ID = 256
MAX_URL = 2_000
#: More of them in one call than any provider sends.
MAX_ITEMS = 1_000
MAX_ATTACHMENTS = 30


class Attachment(NamedTuple):
    """Something sent along, kept as a link."""

    type: str
    url: str = ""
    name: str = ""


class ChatEvent(NamedTuple):
    """One thing that happened in a chat.

    *kind*: message, echo (sent by the page itself), delivered, read, follow, unfollow,
    referral (came back by an ad or link), info (shared a number or address).
    """

    kind: str
    handle: str
    uid: str = ""
    at: datetime | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    #: what led here: ref, source, ad_id, title
    referral: dict[str, str] = {}
    #: the provider's ids of messages of ours that are delivered or read
    mids: tuple[str, ...] = ()
    #: everything of ours until this instant is delivered or read
    until: datetime | None = None
    #: our own key, where the provider gives it back
    key: str = ""
    name: str = ""
    phone: str = ""


class ChatItem(NamedTuple):
    """One event of a call, still as the provider wrote it."""

    event: str
    uid: str
    handle: str
    payload: dict[str, Any]


def a_dict(value: Any) -> dict[str, Any]:
    """Return a value that is an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: Any, limit: int = MAX_ITEMS) -> list[Any]:
    """Return the first items of a value that is a list, or none."""
    return value[:limit] if isinstance(value, list) else []


def a_text(value: Any, limit: int = MAX_TEXT) -> str:
    """Return a text or number as text; anything else is an empty text.

    >>> a_text(12), a_text(None), a_text(True), a_text(" x ")
    ('12', '', '', 'x')
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return value.strip()[:limit]


def an_id(value: Any) -> str:
    """Return an identifier: a short text without blanks, or an empty one."""
    text = a_text(value, MAX_ID)
    return "" if any(c.isspace() for c in text) else text


def an_instant(value: Any) -> datetime | None:
    """Return naive UTC of milliseconds (or seconds) since 1970, to the second.

    >>> an_instant("1677721200000"), an_instant(1677721200)
    (datetime.datetime(2023, 3, 2, 1, 40), datetime.datetime(2023, 3, 2, 1, 40))
    >>> an_instant("soon"), an_instant(-5), an_instant(10**30)
    (None, None, None)
    """
    text = a_text(value, 30)
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    seconds = number // 1000 if number > 10**11 else number
    if not 0 < seconds < 253_402_300_000:  # the year 9999
        return None
    return EPOCH + timedelta(seconds=seconds)


def a_link(value: Any) -> str:
    """Return a web address, or an empty text for any other kind of address.

    >>> a_link("javascript:alert(1)"), a_link("https://cdn.test/a.jpg")
    ('', 'https://cdn.test/a.jpg')
    """
    text = a_text(value, MAX_URL)
    is_web = text.lower().startswith(("https://", "http://"))
    return "" if not is_web or any(c.isspace() for c in text) else text


def split_text(text: str, limit: int) -> list[str]:
    """Return a text in parts that are no longer than a provider takes.

    It is cut after a paragraph or line where there is one in the second half of a
    part, else between words, else where it must be.

    >>> split_text("One line\\nand another one", 12), split_text("", 12)
    (['One line', 'and another', 'one'], [])
    """
    parts, rest = [], text.strip()
    while len(rest) > limit:
        ends = (rest.rfind(end, limit // 2, limit + 1) for end in ("\n\n", "\n", " "))
        cut = next((end for end in ends if end > 0), limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def fingerprint(payload: dict[str, Any]) -> str:
    """Return an id for an event to which the provider gave none.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    text = json.dumps(payload, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
