# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lead ads: what Facebook and Google tell of somebody who filled in a form of an ad.

Facebook tells only that there is a lead; its details are fetched. Shapes: Meta for
Developers, *Lead Ads: Webhooks* and *Retrieving Leads*; Google Ads Help, *Create a
webhook integration for lead forms*.
"""

from __future__ import annotations

from .events import read_answers
from .payload import text
from .people import Enquiry, Person, read_time

#: Questions that both ask, in the names of either: {theirs: ours}
QUESTIONS = {
    "full_name": "name",
    "first_name": "first",
    "last_name": "last",
    "email": "email",
    "work_email": "email",
    "phone_number": "phone",
    "phone": "phone",
    "work_phone": "phone",
    "work_phone_number": "phone",
    "company_name": "company",
}
#: What the form asks for by itself when somebody tries it.
FACEBOOK_DUMMY = "<test lead:"
FACEBOOK_TESTERS = frozenset({"test@fb.com", "test@meta.com"})
PLATFORMS = {"fb": "Facebook", "ig": "Instagram"}


def facebook_lead_ids(body: dict) -> list[dict]:
    """Return the leads that a call of Facebook names, with where they come from.

    >>> facebook_lead_ids({"entry": [{"changes": [
    ...     {"field": "leadgen", "value": {"leadgen_id": "44", "form_id": 5, "x": {}}},
    ...     {"field": "feed", "value": {}}]}]})
    [{'leadgen_id': '44', 'form_id': '5'}]
    """
    found = []
    for entry in _list(body.get("entry")):
        for change in _list(entry.get("changes")):
            value = change.get("value")
            if change.get("field") != "leadgen" or not isinstance(value, dict):
                continue
            kept = {
                name: text(value.get(name), 64)
                for name in (
                    "leadgen_id",
                    "form_id",
                    "page_id",
                    "ad_id",
                    "created_time",
                )
                if text(value.get(name))
            }
            if kept.get("leadgen_id", "").isdecimal():
                found.append(kept)
    return found


def read_facebook_lead(lead: dict) -> Enquiry:
    """Return the enquiry that the details of a lead are.

    >>> lead = {"id": "44", "platform": "ig", "campaign_name": "Tết", "field_data": [
    ...     {"name": "full_name", "values": ["Lan"]}, {"name": "màu?", "values": ["đỏ"]}]}
    >>> found = read_facebook_lead(lead)
    >>> found.person.name, found.source, found.campaign, found.answers
    ('Lan', 'Instagram', 'Tết', {'màu?': 'đỏ'})
    """
    said, answers = {}, {}
    for field in _list(lead.get("field_data")):
        name = text(field.get("name"), 100)
        values = [v for v in field.get("values") or () if text(v)]
        if ours := QUESTIONS.get(name.lower()):
            said.setdefault(ours, text(values[0]) if values else "")
        elif name:
            answers[name] = values
    for name in ("ad_name", "form_id"):
        if text(lead.get(name)):
            answers[name] = lead[name]
    dummy = any(value.startswith(FACEBOOK_DUMMY) for value in said.values())
    return Enquiry(
        uid=text(lead.get("id"), 64),
        person=_person(said),
        at=read_time(_facebook_time(lead.get("created_time"))),
        source=PLATFORMS.get(text(lead.get("platform")).lower(), "Facebook"),
        medium="Lead ad",
        campaign=text(lead.get("campaign_name"), 80),
        answers=read_answers(answers),
        is_test=dummy or said.get("email", "").lower() in FACEBOOK_TESTERS,
    )


def _facebook_time(value):
    """Facebook writes offsets as +0000, which older readers do not take."""
    said = text(value, 40)
    return f"{said[:-2]}:{said[-2:]}" if said[-5:-4] in ("+", "-") else said


def read_google_lead(body: dict) -> Enquiry:
    """Return the enquiry that a call of Google is.

    >>> found = read_google_lead({"lead_id": "g1", "campaign_id": 77, "is_test": True,
    ...     "user_column_data": [{"column_id": "FULL_NAME", "string_value": "Lan"}]})
    >>> found.uid, found.person.name, found.campaign, found.is_test
    ('g1', 'Lan', 'Google Ads 77', True)
    """
    said, answers = {}, {}
    for column in _list(body.get("user_column_data")):
        name, value = text(column.get("column_id"), 100), column.get("string_value")
        if ours := QUESTIONS.get(name.lower()):
            said.setdefault(ours, text(value))
        elif name or column.get("column_name"):
            answers[text(column.get("column_name"), 100) or name] = text(value, 500)
    for name in ("gcl_id", "form_id", "adgroup_id", "creative_id"):
        if text(body.get(name)):
            answers[name] = body[name]
    campaign = text(body.get("campaign_id"), 40)
    return Enquiry(
        uid=text(body.get("lead_id"), 200),
        person=_person(said),
        at=read_time(body.get("lead_submit_time")),
        source="Google Ads",
        medium="Lead form",
        campaign=f"Google Ads {campaign}" if campaign and campaign != "0" else "",
        answers=read_answers(answers),
        is_test=body.get("is_test") is True,
    )


def _person(said):
    names = filter(None, (said.get("last"), said.get("first")))
    return Person(
        name=(said.get("name") or " ".join(names))[:120],
        company=said.get("company", "")[:120],
        phone=said.get("phone", "").removeprefix("p:")[:60],
        email=said.get("email", "")[:120],
    )


def _list(value):
    """Return the objects in what should be a list of them."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
