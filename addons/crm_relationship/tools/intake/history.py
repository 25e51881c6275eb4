# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A row that is an interaction: when it was, how long, of what kind, and with whom."""

import re
from datetime import timedelta

from ..fold import fold
from .values import Issue

_WHO = (
    "contact_code", "parent_code", "deal_code", "phone", "email", "name", "company_name",
)  # fmt: skip
_INCOMING = frozenset("in inbound incoming goiden cuocgoiden den received".split())
#: What has not happened yet is no interaction.
_PLANNED = frozenset(
    "planned notstarted inprogress waitingonsomeoneelse deferred open scheduled"
    " cancelled canceled notheld queued rescheduled".split()
)
_KINDS = {
    "call": "call", "phonecall": "call", "cuocgoi": "call", "goidien": "call",
    "meeting": "meeting", "event": "meeting", "hop": "meeting", "gapmat": "meeting",
    "visit": "visit", "email": "mail_manual", "listemail": "mail_manual",
    "mail": "mail_manual", "sms": "sms_manual", "chat": "chat_manual", "note": "note",
    "mobilecall": "call",
}  # fmt: skip
#: How Vtiger writes whom a row belongs to.
_MODULE = re.compile(r"^(\w+)::::")


def finish_interaction(found, plan):
    """Say when it was, how long, of what kind, and with whom."""
    values = found.fields
    kind = fold(values.get("kind", "")).replace(" ", "")
    values["kind"] = _KINDS.get(kind, "note")
    way = fold(values.pop("direction", "")).replace(" ", "")
    values["direction"] = "in" if way in _INCOMING else "out"
    called = values.pop("to_phone", [])
    if values["direction"] == "out" and called:
        values["phone"] = called
    status = fold(values.pop("status", "")).replace(" ", "")
    ended = fold(values.get("outcome", "")).replace(" ", "")
    is_planned = status in _PLANNED or ended in _PLANNED
    _set_time(found, plan, is_planned)
    others = values.pop("minutes", 0) or values.pop("millis", 0)
    values["seconds"] = values.get("seconds") or others
    _split_relation(values)
    if not any(values.get(key) for key in _WHO) and not found.has_error:
        found.issues.append(Issue("", "who_missing", {}))


def _split_relation(values):
    """Read "Accounts::::Acme" as a company's name, "Contacts::::Hoa" as a person's."""
    for key in ("name", "company_name"):
        match = _MODULE.match(values.get(key, ""))
        if match:
            text = values.pop(key)[match.end() :]
            is_company = match[1].lower() in ("accounts", "organizations")
            values["company_name" if is_company else "name"] = text


def _set_time(found, plan, is_planned):
    values = found.fields
    start, end = values.pop("at", None), values.pop("end_at", None)
    moment = start or end
    if not moment:
        if not found.has_error:
            found.issues.append(Issue("", "when_missing", {}))
        return
    values["at"] = moment[0]
    if start and end and start[1] and end[1] and not values.get("seconds"):
        seconds = int((end[0] - start[0]).total_seconds())
        if 0 < seconds < 86_400:
            values["seconds"] = seconds
    # a day alone is over when it is over everywhere
    is_future = moment[0] > plan.now + (
        timedelta(0) if moment[1] else timedelta(days=1)
    )
    if is_future or is_planned:
        found.issues.append(Issue("", "future", {"value": f"{moment[0]:%Y-%m-%d}"}))
    elif moment[0] > plan.now:
        values["at"] = plan.now
