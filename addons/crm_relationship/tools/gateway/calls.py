# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known of a telephone call, whatever came, how often and in which order.

Each event of a contact centre says something of its call: it rings, somebody answers,
it is over, a record of it was written. Each statement is kept with its weight, and for
each question the weightiest statement holds. Merging is a choice of the greatest, so the
order of the events and how often one came make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

RING, ANSWER, HANGUP, RECORD, DIAL = EVENTS = (
    "ring", "answer", "hangup", "record", "dial",
)  # fmt: skip
ANSWERED, MISSED, BUSY, FAILED = RESULTS = ("answered", "missed", "busy", "failed")
#: What says more than another event about the same question.
WEIGHTS = {RING: 1, HANGUP: 2, ANSWER: 3, RECORD: 4, DIAL: 5}
#: A call longer than this is a mistake of whoever counted.
LONGEST = 24 * 3600
#: Digits of a number inside the house.
LONGEST_EXTENSION = 6


@dataclass(frozen=True)
class CallEvent:
    """One event of a call, in our words; what it does not say is empty."""

    call: str
    event: str
    at: datetime
    direction: str = ""
    phone: str = ""
    extension: str = ""
    line: str = ""
    queue: str = ""
    status: str = ""
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    duration: int | None = None
    talk: int | None = None
    recording: str = ""
    key: str = ""


@dataclass(frozen=True)
class Call:
    """What became of a call, as far as is known."""

    direction: str
    phone: str
    extension: str
    rang: tuple
    line: str
    queue: str
    state: str
    result: str
    is_final: bool
    started: datetime
    ended: datetime | None
    talk: int
    recording: str
    key: str


def said(event: CallEvent) -> dict:
    """Return what an event says, as facts that can be merged and kept as JSON.

    A fact is [weight, value]; the greatest holds. *First* and *rang* are sets of one.
    """
    weight = WEIGHTS[event.event]
    facts = {"seen": [event.event], "first": _text(event.at)}
    texts = {
        "direction": event.direction, "phone": event.phone, "line": event.line,
        "queue": event.queue, "recording": event.recording, "key": event.key,
        "status": event.status, "extension": event.extension,
    }  # fmt: skip
    facts.update({k: [weight, v] for k, v in texts.items() if v})
    for name in ("started", "answered", "ended"):
        if value := getattr(event, name):
            facts[name] = [weight, _text(value)]
    for name in ("duration", "talk"):
        value = getattr(event, name)
        if value is not None and 0 <= value <= LONGEST:
            facts[name] = [weight, value]
    if event.event == ANSWER:
        facts.setdefault("answered", [0, _text(event.at)])
    if event.event == HANGUP:
        facts.setdefault("ended", [0, _text(event.at)])
    if event.extension and event.event in (RING, ANSWER):
        facts["rang"] = [event.extension]
    return facts


def merge(one: dict, other: dict) -> dict:
    """Return what two sets of facts say together; the order makes no difference."""
    merged = dict(one)
    for name, value in other.items():
        known = merged.get(name)
        if known is None:
            merged[name] = value
        elif name in ("seen", "rang"):
            merged[name] = sorted({*known, *value})
        elif name == "first":
            merged[name] = min(known, value)
        else:
            merged[name] = max([list(known), list(value)])
    return merged


def conclude(facts: dict) -> Call:
    """Return what the facts make of the call."""
    seen = set(facts.get("seen", ()))
    result, is_final = _result(facts, seen)
    is_over = bool({HANGUP, RECORD} & seen)
    is_answered = ANSWER in seen or result == ANSWERED
    started = _moment(_held(facts, "started")) or _moment(facts["first"])
    ended = _moment(_held(facts, "ended")) if is_over else None
    return Call(
        direction=_held(facts, "direction") or "in",
        phone=_held(facts, "phone") or "",
        extension=_who(facts, is_answered),
        rang=tuple(facts.get("rang", ())),
        line=_held(facts, "line") or "",
        queue=_held(facts, "queue") or "",
        state="over" if is_over else "talking" if is_answered else "ringing",
        result=result,
        is_final=is_final,
        started=started,
        ended=ended,
        talk=_talk(facts, ended) if result == ANSWERED else 0,
        recording=_held(facts, "recording") or "",
        key=_held(facts, "key") or "",
    )


def _result(facts, seen):
    """Return how the call ended and whether nothing is to come that says otherwise."""
    weight, status = facts.get("status", (0, ""))
    is_over = bool({HANGUP, RECORD} & seen)
    if status and weight == WEIGHTS[RECORD]:
        return status, True
    if ANSWER in seen or _held(facts, "talk"):
        return ANSWERED, is_over
    return (status or MISSED, RECORD in seen) if is_over else ("", False)


def _who(facts, is_answered):
    """Return the extension that has the call: of several that rang, none."""
    weight, extension = facts.get("extension", (0, ""))
    rang = facts.get("rang", ())
    if weight >= WEIGHTS[ANSWER] or is_answered or len(rang) <= 1:
        return extension
    return ""


def _talk(facts, ended):
    """Return the seconds of talk: as counted there, else from answer to end."""
    counted = _held(facts, "talk")
    if counted is not None:
        return counted
    answered = _moment(_held(facts, "answered"))
    is_told = all(facts.get(name, (0,))[0] for name in ("answered", "ended"))
    whole = _held(facts, "duration")
    if whole is not None and not is_told:
        return whole
    if answered and ended and ended > answered:
        return min(int((ended - answered).total_seconds()), LONGEST)
    return whole or 0


def _held(facts, name):
    return facts[name][1] if name in facts else None


def _text(moment):
    return moment.isoformat(sep=" ", timespec="seconds")


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def is_internal(event: CallEvent) -> bool:
    """Return whether both ends are in the house: no customer has a part in it.

    >>> at = datetime(2026, 3, 2)
    >>> is_internal(CallEvent("1", RING, at, phone="102", extension="101"))
    True
    >>> is_internal(CallEvent("1", RING, at, phone="0912345678", extension="101"))
    False
    >>> is_internal(CallEvent("1", RING, at, phone="1900", extension="101"))
    False
    """
    if event.direction == "internal":
        return True
    is_short = event.phone.isdigit() and len(event.phone) <= LONGEST_EXTENSION
    return is_short and len(event.phone) == len(event.extension)


def give_up(facts: dict) -> dict:
    """Return the facts of a call whose end never came.

    What rang and went quiet was missed; what was answered is over. Whatever comes after
    all weighs more.
    """
    return merge(facts, {"seen": [RECORD], "status": [0, MISSED]})
