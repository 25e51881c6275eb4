# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A row's texts as the values of a customer, an opportunity or an interaction.

Everything wrong with a row is found at once: each issue names the header and why. A row
with an error is not imported; a warning only says what was done.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from ..fold import fold
from ..names_vn import is_vietnamese
from . import cells, dates
from .errors import IntakeError
from .profiles import COMPANY, DATES, FIRST, INTERACTION, PARTNER

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
REFERENCES = ("contact_code", "parent_code", "deal_code")
#: What an export writes before a text that a spreadsheet would take for a formula.
_NEUTRALISED = re.compile(r"^'(?=[=+\-@\t\r])")
#: How Vtiger writes whom a row belongs to.
_MODULE = re.compile(r"^(\w+)::::")


@dataclass(frozen=True)
class Column:
    """What one column is: its header, our field, the order of its dates."""

    header: str
    name: str = ""
    order: str = dates.ISO


@dataclass(frozen=True)
class Plan:
    """How the rows of a file are read."""

    target: str
    columns: tuple
    zone: tzinfo = UTC
    constants: dict = field(default_factory=dict)
    now: datetime = datetime.max
    short_codes: bool = False
    #: places of the columns, those first whose cells count first
    order: tuple = ()


@dataclass(frozen=True)
class Issue:
    """What is wrong with a cell, or was done about it."""

    header: str
    code: str
    values: dict
    is_error: bool = True


@dataclass
class Values:
    """The values of a row, and what is wrong with it. `cleared` are empty fields."""

    fields: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)
    is_deleted: bool = False
    is_converted: bool = False

    @property
    def has_error(self) -> bool:
        return any(issue.is_error for issue in self.issues)


def convert(row: list[str], plan: Plan) -> Values:
    """Return the values of a row.

    >>> plan = Plan("partner", (Column("Tên", "name"), Column("SĐT", "phone")))
    >>> convert(["TRẦN  THỊ HOA", "912345678"], plan).fields
    {'name': 'Trần Thị Hoa', 'phone': ['0912345678']}
    >>> [issue.code for issue in convert(["Hoa", "9.12E+08"], plan).issues]
    ['phone_scientific']
    """
    found = Values()
    for name, value in plan.constants.items():
        found.fields[name] = value
    for at in plan.order or range(len(plan.columns)):
        column = plan.columns[at]
        text = row[at] if at < len(row) else ""
        if column.name and text:
            _read_cell(found, plan, column, _NEUTRALISED.sub("", text))
    if plan.target == INTERACTION:
        _finish_interaction(found, plan)
    else:
        _finish_contact(found, plan)
    found.is_deleted = bool(found.fields.pop("deleted", False))
    found.is_converted = bool(found.fields.pop("converted", False))
    return found


def _read_cell(found, plan, column, text):
    try:
        if cells.SPOILT.match(text):
            raise IntakeError("cell_error", value=text)
        value = _value(plan, column, text)
    except IntakeError as error:
        found.issues.append(Issue(column.header, error.code, error.values))
        return
    known = found.fields.get(column.name)
    if column.name in ("note", "street") and known:
        value = f"{known}\n{value}" if column.name == "note" else f"{known}, {value}"
    elif isinstance(value, list):
        value = (known or []) + [one for one in value if one not in (known or [])]
    elif value in (None, "") or (known and column.name in _filled_first(plan)):
        return
    if column.name in REFERENCES and ";" in text:
        _keep_others(found, plan, column.name, text)
    found.fields[column.name] = value


def _filled_first(plan):
    """Return the fields of which the first filled cell counts; constants do not."""
    return FIRST - plan.constants.keys()


def _keep_others(found, plan, name, text):
    """Keep the second and further ids of a cell, as HubSpot writes them."""
    ids = [code(part, short=plan.short_codes) for part in text.split(";")[1:]]
    found.fields[f"{name}_others"] = [one for one in ids if one]


def _value(plan, column, text):
    name = column.name
    if name in _READERS:
        return _READERS[name](text)
    if name == "birthdate":
        return dates.read_birthday(text, column.order)
    if name == "close_date":
        return dates.read_day(text, column.order)
    if name in DATES:
        return dates.read_instant(text, column.order, plan.zone)
    if name.endswith("code"):
        return code(text.split(";")[0], short=plan.short_codes)
    if name == "owner" and text.startswith("005"):  # a user's id, in Salesforce
        return code(text, short=plan.short_codes)
    return text


_READERS = {
    "phone": cells.phones,
    "to_phone": cells.phones,
    "email": cells.emails,
    "amount": cells.number,
    "probability": lambda text: min(max(cells.number(text), 0.0), 100.0),
    "seconds": cells.seconds,
    "minutes": lambda text: cells.seconds(text, 60),
    "millis": lambda text: (
        cells.seconds(text) if ":" in text else round(cells.number(text) / 1000)
    ),
    "note": cells.plain_text,
    "is_won": cells.yes_no,
    "is_closed": cells.yes_no,
    "converted": cells.yes_no,
    "is_company": cells.yes_no,
    "deleted": cells.yes_no,
    "gender": cells.gender,
    "name": cells.person_name,
    "company_name": lambda text: " ".join(text.split()),
    "tags": lambda text: [
        tag.strip()
        for part in text.split(":::")
        for tag in part.split(",")
        if tag.strip() and not tag.strip().startswith("*")  # Google's own groups
    ],
}


def code(text: str, *, short: bool = False) -> str:
    """Return an id of another system; Salesforce writes some longer, with a check.

    >>> code("0015500000Xyy06AAB", short=True), code("KH001.0")
    ('0015500000Xyy06', 'KH001.0')
    """
    plain = text.strip()
    if plain == "000000000000000AAA":  # nothing, in Salesforce
        return ""
    return plain[:15] if short and len(plain) == 18 and plain.isalnum() else plain


def digest(values: dict) -> str:
    """Return what a row without an id of its own is known again by: all it says.

    >>> digest({"name": "Hoa", "phone": ["1"]}) == digest({"phone": ["1"], "name": "Hoa"})
    True
    """
    said = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


# ------------------------------------------------------------
# Rows as a whole
# ------------------------------------------------------------


def _finish_contact(found, plan):
    """Put a name together; say who is a company."""
    values = found.fields
    parts = [
        values.pop(part, "") for part in ("first_name", "middle_name", "last_name")
    ]
    whole = " ".join(filter(None, _ordered(parts)))
    company = values.get("company_name")
    if whole and plan.target != COMPANY:
        values.setdefault("name", cells.person_name(whole))
    values.pop("prefix", None)
    if plan.target in (COMPANY, PARTNER):
        if plan.target == COMPANY:
            values["is_company"] = True
        if not values.get("name") and company:
            values["name"], values["is_company"] = company, True
            values.pop("company_name")
        if not values.get("name"):
            _name_by_address(found)
        return
    if not values.get("title"):
        title = values.get("company_name") or values.get("name")
        if title:
            values["title"] = title
        else:
            _name_by_address(found)
            values["title"] = values.get("name", "")


def _ordered(parts):
    """Return first, middle and last name in the order of the language they are in."""
    first, middle, last = parts
    if first and last and is_vietnamese(f"{last} {middle} {first}"):
        return (last, middle, first)
    return parts


def _name_by_address(found):
    values = found.fields
    address = (values.get("email") or values.get("phone") or [None])[0]
    if address:
        values["name"] = address
        found.issues.append(Issue("", "name_missing", {}, is_error=False))
    elif not found.has_error:
        found.issues.append(Issue("", "name_missing", {}))


def _finish_interaction(found, plan):
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
