# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Events of calls as contact centres send them, in our words.

Two shapes are seen in Vietnam. Addresses with everything in the query, of which each
event is one call of ours (VoiceCloud, BizCloud: ``call_in``, ``hangup``, ``calldata``);
and one JSON record of a call (OMICall). The third is our own, for whoever can sign.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, tzinfo

from .calls import (
    ANSWER,
    ANSWERED,
    BUSY,
    FAILED,
    HANGUP,
    LONGEST,
    MISSED,
    RECORD,
    RING,
    CallEvent,
)

MAX_TEXT = 500
MAX_ID = 128
MAX_EVENTS = 100
_DIRECTIONS = {
    "in": "in", "inbound": "in", "incoming": "in", "call_in": "in", "goi den": "in",
    "out": "out", "outbound": "out", "outgoing": "out", "call_out": "out",
    "internal": "internal", "local": "internal", "noi bo": "internal",
}  # fmt: skip
_STATUS = {
    "answered": ANSWERED, "answer": ANSWERED, "success": ANSWERED, "completed": ANSWERED,
    "busy": BUSY, "abandon": MISSED, "abandoned": MISSED, "no answer": MISSED,
    "noanswer": MISSED, "missed": MISSED, "miss": MISSED, "cancel": MISSED,
    "cancelled": MISSED, "canceled": MISSED, "timeout": MISSED, "voicemail": MISSED,
    "failed": FAILED, "fail": FAILED, "congestion": FAILED, "chanunavail": FAILED,
    "rejected": BUSY, "decline": BUSY, "declined": BUSY,
}  # fmt: skip
_EVENTS = {
    "ring": RING, "ringing": RING, "start": RING, "call_in": RING, "call_out": RING,
    "answer": ANSWER, "answered": ANSWER, "up": ANSWER, "connected": ANSWER,
    "hangup": HANGUP, "hang_up": HANGUP, "end": HANGUP, "ended": HANGUP,
    "calldata": RECORD, "record": RECORD, "cdr": RECORD, "recording": RECORD,
}  # fmt: skip
_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S",
    "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y%m%d%H%M%S",
)  # fmt: skip
#: Callers who hide their number are sent as one of these.
_WITHHELD = frozenset("anonymous unknown private restricted withheld null none".split())
#: Seconds since 1970 of the years that a call can be of.
_EPOCHS = range(946_684_800, 4_102_444_800)


class Unreadable(ValueError):
    """An event that says nothing of a call; its text is a code."""


def of_url(name: str, query: dict, at: datetime, zone: tzinfo) -> CallEvent:
    """Return the event of an address with everything in its query.

    :param name: the end of the path: call_in, hangup, calldata
    :param at: when it came, naive UTC
    :param zone: in which its times are, which have none

    >>> from datetime import timezone
    >>> event = of_url("call_in", {"phone": "0912345678", "callid": "7", "event": "RING",
    ...     "extension": "101"}, datetime(2026, 3, 2), timezone.utc)
    >>> event.event, event.direction, event.phone
    ('ring', 'in', '0912345678')
    """
    data = _Data(query, at, zone)
    name = name.strip().lower()
    event = _EVENTS.get(data.word("event")) if name in ("call_in", "call_out") else None
    event = event or _EVENTS.get(name) or _EVENTS.get(data.word("event"))
    return data.event(
        event,
        data.direction("direction", "calltype", "type") or _DIRECTIONS.get(name, ""),
    )


def of_record(body: dict, at: datetime, zone: tzinfo) -> CallEvent:
    """Return the event of one JSON record of a call."""
    data = _Data(body, at, zone)
    event = _EVENTS.get(data.word("event", "state", "call_status_code")) or RECORD
    direction = data.direction("direction", "call_type")
    return data.event(event, direction)


def of_generic(body: dict, at: datetime, zone: tzinfo) -> CallEvent:
    """Return the event of our own shape."""
    data = _Data(body, at, zone)
    return data.event(_EVENTS.get(data.word("event")), data.direction("direction"))


def records(found) -> list[dict]:
    """Return the records of a body: one, a list, or those under *calls* or *data*.

    :raise Unreadable: when it is none of these

    >>> records({"calls": [{"call": 1}]})
    [{'call': 1}]
    """
    if isinstance(found, dict):
        inner = found.get("calls", found.get("data"))
        found = inner if isinstance(inner, list | dict) else found
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Unreadable("no_record")
    if not 0 < len(found) <= MAX_EVENTS:
        raise Unreadable("too_many")
    return found


def fingerprint(name: str, data: dict) -> str:
    """Return the same text for the same event, however its parts are ordered.

    >>> fingerprint("a", {"x": 1, "y": 2}) == fingerprint("a", {"y": 2, "x": 1})
    True
    """
    said = json.dumps([name, data], sort_keys=True, default=str)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class _Data:
    """What came, read by any of the names a provider may use."""

    def __init__(self, data, at, zone):
        self.data = {str(k).strip().lower(): v for k, v in data.items()}
        self.at, self.zone = at, zone

    def text(self, *names, limit=MAX_TEXT):
        for name in names:
            value = self.data.get(name)
            if isinstance(value, list | tuple) and value:
                value = value[0]
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                cleaned = "".join(c for c in str(value) if c.isprintable()).strip()
                if cleaned:
                    return cleaned[:limit]
        return ""

    def word(self, *names):
        return self.text(*names).lower().replace("-", " ").strip()

    def direction(self, *names):
        return _DIRECTIONS.get(self.word(*names), "")

    def seconds(self, *names):
        text = self.text(*names)
        if ":" in text:
            parts = text.split(":")
            if len(parts) > 3 or not all(part.isdecimal() for part in parts):
                return None
            text = str(sum(int(p[:5]) * 60**i for i, p in enumerate(reversed(parts))))
        try:
            number = float(text)
        except ValueError:
            return None
        return int(number) if 0 <= number <= LONGEST else None

    def moment(self, *names):
        """Return when something was, naive UTC; None for what is no date."""
        text = self.text(*names, limit=40)
        if not text:
            return None
        if text.replace(".", "", 1).isdecimal() and text.isascii():
            number = float(text)
            number = number / 1000 if number >= _EPOCHS.stop else number
            if int(number) in _EPOCHS:
                return datetime.fromtimestamp(int(number), UTC).replace(tzinfo=None)
        return self._local(text)

    def _local(self, text):
        found = None
        for form in _FORMATS:
            try:
                found = datetime.strptime(text, form)
                break
            except ValueError:
                continue
        if found is None:
            try:
                found = datetime.fromisoformat(text)
            except ValueError:
                return None
        if not 2000 <= found.year < 2100:
            return None
        found = found if found.tzinfo else found.replace(tzinfo=self.zone)
        return found.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def phone(self, direction):
        """Return the number of the other side; empty where it is withheld."""
        source = ("source_number", "from", "caller", "src", "callernumber")
        target = ("destination_number", "to", "callee", "dst", "destination")
        ends = target + source if direction == "out" else source
        text = self.text("phone", "phone_number", "customer_phone", *ends, limit=64)
        return "" if text.lower() in _WITHHELD else text

    def agent(self, direction):
        """Return the extension: of those at the house's end of the call."""
        told = ("extension", "sip_user", "ext", "agent", "user")
        found = self.text(*told, limit=32)
        if not found:
            ends = (
                ("source_number", "from", "src")
                if direction == "out"
                else ("destination_number", "to", "dst")
            )
            end = self.text(*ends, limit=32)
            found = end if end.isdecimal() and len(end) <= 6 else ""
        return found

    def line(self, direction):
        told = self.text("did", "hotline", "line", "trunk", "sip_number", limit=64)
        if told or direction == "out":
            return told
        end = self.text("destination_number", "to", limit=64)
        return end if len(end) > 6 else ""

    def started(self):
        at = self.moment(
            "calldate", "time_start_call", "started_at", "start_time", "start",
            "created_date", "time_start", "call_start_time",
        )  # fmt: skip
        # a clock that runs ahead must not date a call in the future
        return min(at, self.at + timedelta(minutes=1)) if at else None

    def event(self, event, direction):
        call = self.text(
            "callid", "call_id", "call", "transaction_id", "uniqueid", "uuid", "id",
            limit=MAX_ID,
        )  # fmt: skip
        if not event:
            raise Unreadable("event_unknown")
        if not call:
            raise Unreadable("call_missing")
        status = self.word("status", "disposition", "call_status", "hangup_cause")
        return CallEvent(
            call=call,
            event=event,
            at=self.at,
            direction=direction,
            phone=self.phone(direction),
            extension=self.agent(direction),
            line=self.line(direction),
            queue=self.text("queue", "queue_name", "group", limit=64),
            status=_STATUS.get(status.replace("_", " "), "") if event in (HANGUP, RECORD) else "",
            started=self.started(),
            answered=self.moment("time_start_to_answer", "answered_at", "answer_time"),
            ended=self.moment("time_end_call", "ended_at", "end_time", "end"),
            duration=self.seconds("duration", "call_duration", "totalduration"),
            talk=self.seconds("bill_sec", "billsec", "talk", "talk_time", "record_seconds"),
            recording=self.text(
                "recordingfile", "recording_file_url", "recording_url", "recording_file",
                "recordfile", limit=2000,
            ),
            key=self.text("key", "crm_key", "client_key", limit=64),
        )  # fmt: skip
