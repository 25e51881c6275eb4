# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Forms of websites, whose fields are called as whoever made the site liked.

Names that content systems and form builders use are known; what else was filled in is
kept as an answer under its own name.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime

from .events import long_text, read_answers, read_enquiry
from .payload import text
from .people import Enquiry, Person, given, read_time

#: {what we call it: how forms call it, without signs}
NAMES = {
    "name": "name fullname yourname contactname hoten hovaten ten tenkhachhang",
    "first": "firstname givenname",
    "last": "lastname surname familyname",
    "email": "email emailaddress youremail mail emailfrom diachiemail",
    "phone": "phone phonenumber tel telephone mobile yourphone sodienthoai dienthoai sdt",
    "company": "company companyname organisation organization partnername congty",
    "subject": "subject yoursubject topic title tieude chude",
    "message": "message yourmessage comment comments description note noidung loinhan",
    "source": "utmsource",
    "medium": "utmmedium",
    "campaign": "utmcampaign",
    "page": "page pageurl url referrer referer sourceurl",
    "id": "id externalid submissionid entryid uid",
    "at": "at submittedat createdat date timestamp",
    "consent_text": "consenttext",
}
_KNOWN = {alias: name for name, aliases in NAMES.items() for alias in aliases.split()}
_CONSENT = re.compile(r"consent_?(mail|email|sms|call|phone|chat|all)?$", re.IGNORECASE)
_CHANNELS = {"": "mail", "email": "mail", "phone": "call"}
_YES = frozenset({"1", "true", "yes", "y", "on", "agree", "agreed", "co", "có", "x"})


def known_name(name: str) -> str | None:
    """Return what a field of a form is, if it is known.

    >>> known_name("your-email"), known_name("Full Name"), known_name("budget")
    ('email', 'name', None)
    """
    return _KNOWN.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def is_trapped(fields: dict, trap: str | None) -> bool:
    """Tell whether the field that no person sees was filled in.

    >>> is_trapped({"fax": "x"}, "fax"), is_trapped({"fax": ""}, "fax")
    (True, False)
    """
    return bool(trap and text(fields.get(trap)))


def read_form(fields: dict, zone: str, trap: str | None = None) -> Enquiry:
    """Return the enquiry that a form is.

    >>> form = {"your-name": "Lan", "Email": "l@x.test", "budget": "5", "consent": "on"}
    >>> found = read_form(form, "UTC")
    >>> found.person.name, found.person.email, found.answers, found.consents
    ('Lan', 'l@x.test', {'budget': '5'}, {'mail': True})
    """
    if isinstance(fields.get("contact"), dict):  # as our own schema has it
        return read_enquiry(fields, zone)
    said, answers, consents = {}, {}, {}
    for name, value in fields.items():
        agreed = _CONSENT.match(name)
        if name == trap:
            continue
        if agreed:
            channel = (agreed[1] or "").lower()
            consents[_CHANNELS.get(channel, channel)] = text(value).lower() in _YES
        elif known := known_name(name):
            said.setdefault(known, value)
        else:
            answers[name] = value
    return _enquiry(said, answers, consents, zone)


def _enquiry(said, answers, consents, zone):
    person = Person(
        name=text(said.get("name"), 120)
        or " ".join(filter(None, (text(said.get(n), 60) for n in ("last", "first")))),
        company=text(said.get("company"), 120),
        phone=given(said.get("phone"), 60),
        email=given(said.get("email")),
    )
    return Enquiry(
        uid=text(said.get("id"), 150),
        person=person,
        subject=text(said.get("subject"), 120),
        message=long_text(said.get("message")),
        at=read_time(said.get("at"), zone),
        source=text(said.get("source"), 80),
        medium=text(said.get("medium"), 80),
        campaign=text(said.get("campaign"), 80),
        answers=read_answers(answers),
        consents=consents,
        consent_text=text(said.get("consent_text"), 500),
        page=text(said.get("page"), 300),
    )


def submission_uid(
    enquiry: Enquiry, fields: dict, day: datetime, is_signed: bool = True
) -> str:
    """Return the id of a submission; without one, the same contents of a day are one.

    The id of a form that is not signed is anybody's: it counts with the contents only.
    """
    if enquiry.uid and is_signed:
        return enquiry.uid
    said = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    when = "" if enquiry.uid else f"{day:%Y-%m-%d} "
    return hashlib.sha256(f"{when}{said}".encode()).hexdigest()
