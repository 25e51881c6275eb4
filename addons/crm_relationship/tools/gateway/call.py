# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A call of a provider, the events in it, and how one says no to it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class GatewayCall(NamedTuple):
    """What a provider sent to the address of an account."""

    method: str
    #: what follows the token in the address, or nothing
    event: str = ""
    #: names in lower case
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    body: bytes = b""
    #: from where it came
    address: str = ""
    #: naive UTC
    received_at: datetime | None = None

    @property
    def mimetype(self) -> str:
        """Return the content type without its parameters, in lower case."""
        kind = self.headers.get("content-type", "")
        return kind.partition(";")[0].strip().lower()


class RawEvent(NamedTuple):
    """One event of a call, as it is stored.

    Events that have the same order key are processed one after the other.
    """

    event: str
    #: the provider's own id: a second one with it is not stored
    external_uid: str | None
    payload: dict
    order_key: str | None = None


class Refused(Exception):
    """A call that is not taken: nothing of it is stored."""

    def __init__(self, status: int, code: str, message: str = ""):
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message


class RetryLater(Exception):
    """An event that cannot be processed now, by no fault of its own."""
