# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed JSON of any system: the events that it may tell us.

One event is an object; several are `{"events": [...]}`. Each has an `id` of the
sender's own, a `type`, an instant `at` and a `contact`; what else it may have depends
on the type (see docs/gateway.md).
"""

from __future__ import annotations

from .call import RawEvent, Refused
from .payload import text
from .people import Enquiry, read_person, read_time

TYPES = ("interaction", "call", "message", "lead")
DIRECTIONS = ("in", "out", "internal")
MAX_EVENTS = 500
MAX_SECONDS = 31 * 24 * 3600


def read_events(body: dict, default: str = "") -> list[RawEvent]:
    """Return the events of a body.

    :param default: the type of events that name none: the end of the address
    :raise Refused: naming the field that is wrong

    >>> [e.external_uid for e in read_events({"id": 7, "contact": {"phone": "1"}}, "call")]
    ['7']
    """
    events = body.get("events", [body])
    if not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise Refused(422, "events", f"events: a list of {MAX_EVENTS} at most.")
    return [
        _read_event(event, f"events[{n}].", default) for n, event in enumerate(events)
    ]


def _read_event(event, place, default):
    if not isinstance(event, dict):
        raise Refused(422, "events", f"{place[:-1]}: an object.")
    uid = text(event.get("id"), 200)
    kind = text(event.get("type")) or default
    if not uid:
        raise Refused(422, "id", f"{place}id: give each event an id of your own.")
    if kind not in TYPES:
        raise Refused(422, "type", f"{place}type: one of {', '.join(TYPES)}.")
    if event.get("at") is not None and not read_time(event["at"]):
        raise Refused(422, "at", f"{place}at: an instant such as 2026-01-31T09:00:00Z.")
    if event.get("direction", "in") not in DIRECTIONS:
        raise Refused(422, "direction", f"{place}direction: {', '.join(DIRECTIONS)}.")
    seconds = event.get("duration") or 0
    if type(seconds) not in (int, float) or not 0 <= seconds <= MAX_SECONDS:
        raise Refused(422, "duration", f"{place}duration: a number of seconds.")
    person = read_person(event.get("contact"))
    if not (person.phone or person.email or person.handle):
        message = f"{place}contact: a phone number, mail address or handle."
        raise Refused(422, "contact", message)
    key = text(event.get("conversation")) or person.phone or person.email
    return RawEvent(kind, uid, event, key or None)


def read_enquiry(event: dict, zone: str) -> Enquiry:
    """Return the lead that an event tells of."""
    utm = event.get("utm") if isinstance(event.get("utm"), dict) else {}
    answers = event.get("answers") if isinstance(event.get("answers"), dict) else {}
    consents = event.get("consent") if isinstance(event.get("consent"), dict) else {}
    return Enquiry(
        uid=text(event.get("id"), 200),
        person=read_person(event.get("contact")),
        subject=text(event.get("subject"), 120),
        message=long_text(event.get("message") or event.get("note")),
        at=read_time(event.get("at"), zone),
        source=text(utm.get("source"), 80),
        medium=text(utm.get("medium"), 80),
        campaign=text(utm.get("campaign"), 80),
        answers=read_answers(answers),
        consents={name: v for name, v in consents.items() if isinstance(v, bool)},
        consent_text=text(event.get("consent_text"), 500),
        page=text(event.get("page"), 300),
        is_test=event.get("test") is True,
    )


def read_answers(answers: dict) -> dict[str, str]:
    """Return what was answered beside what we know, in short.

    >>> read_answers({"budget": 5, "colours": ["red", "blue"], "empty": ""})
    {'budget': '5', 'colours': 'red, blue'}
    """
    found = {}
    for name, value in list(answers.items())[:50]:
        values = value if isinstance(value, list) else [value]
        said = ", ".join(filter(None, (text(each, 500) for each in values[:50])))
        if said:
            found[text(name, 100)] = said[:1000]
    return found


def long_text(value, limit: int = 10_000) -> str:
    """Return a text of several lines; nothing for what is none.

    >>> long_text(" a\\n b "), long_text({})
    ('a\\n b', '')
    """
    return value.strip()[:limit] if isinstance(value, str) else ""
