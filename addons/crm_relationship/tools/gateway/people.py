# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who and what an event is about, in the words that all providers share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..fold import fold
from .payload import text

#: The years in which an event can have happened.
YEARS = range(1990, 2100)


class Person(NamedTuple):
    """Somebody as a provider describes them."""

    name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    handle: str = ""


class Enquiry(NamedTuple):
    """A lead as it comes in: who asks, what, and what brought them."""

    uid: str
    person: Person
    subject: str = ""
    message: str = ""
    at: datetime | None = None
    source: str = ""
    medium: str = ""
    campaign: str = ""
    #: what else was answered, shown on the lead: {question: answer}
    answers: dict[str, str] = {}
    #: what the person agreed to, or not: {channel: agreed}
    consents: dict[str, bool] = {}
    #: the words agreed to
    consent_text: str = ""
    page: str = ""
    #: a submission by which the provider only tries the connection
    is_test: bool = False


#: What people and programs enter where they have nothing to enter, without signs.
_NOTHING = frozenset(
    "na none null nil no unknown undefined khong khongco chuaco trong".split()
)


def given(value, limit: int = 120) -> str:
    """Return what was entered; "" for what only says that it was nothing.

    Everybody who entered nothing would else be one person.

    >>> given("N/A"), given(" - "), given("Không có"), given("000"), given("Na Lê")
    ('', '', '', '', 'Na Lê')
    """
    found = text(value, limit)
    said = "".join(char for char in fold(found) if char.isalnum())
    return "" if said in _NOTHING or not said.strip("0") else found


def read_person(value) -> Person:
    """Return who an object describes.

    >>> read_person({"name": "Lan", "phone": 912345678, "x": 1})
    Person(name='Lan', company='', phone='912345678', email='', handle='')
    """
    value = value if isinstance(value, dict) else {}
    return Person(*(given(value.get(name)) for name in Person._fields))


def read_time(value, zone: str = "UTC") -> datetime | None:
    """Return an instant as naive UTC; None when it is none.

    Numbers are seconds or milliseconds since 1970; a text without an offset is a time
    of the zone.

    >>> read_time("2026-11-28T09:00:00", "Asia/Ho_Chi_Minh")
    datetime.datetime(2026, 11, 28, 2, 0)
    >>> read_time(1764295200000) == read_time("1764295200") == read_time(1764295200)
    True
    >>> read_time("tomorrow"), read_time(True), read_time(1e30)
    (None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = _instant(value)
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(zone or "UTC"))
        found = found.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year in YEARS else None


def _instant(value):
    if isinstance(value, str):
        value = value.strip()
        if not value.replace(".", "", 1).isdigit() or len(value) < 9:
            return datetime.fromisoformat(value)
        value = float(value)
    if value > 1e11:
        value /= 1000
    return datetime.fromtimestamp(value, UTC)
