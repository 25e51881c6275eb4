# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A row's texts as the values of a customer, an opportunity or an interaction.

Everything wrong with a row is found at once: each issue names the header and why. A row
with an error is not imported; a warning only says what was done.
"""

import hashlib
import json
import re

from ..names_vn import is_vietnamese
from . import cells, dates
from .errors import IntakeError
from .history import finish_interaction
from .orders import finish_line, money
from .profiles import COMPANY, DATES, FIRST, INTERACTION, ORDER, PARTNER
from .values import Column, Issue, Plan, Values

__all__ = [
    "REFERENCES",
    "Column",
    "Issue",
    "Plan",
    "Values",
    "code",
    "convert",
    "digest",
]

REFERENCES = ("contact_code", "parent_code", "deal_code")
#: What an export writes before a text that a spreadsheet would take for a formula.
_NEUTRALISED = re.compile(r"^'(?=[=+\-@\t\r])")


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
        finish_interaction(found, plan)
    elif plan.target == ORDER:
        finish_line(found, plan)
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
    if column.name == "phone" and not any(map(str.isdigit, text)):
        issue = Issue(
            column.header, "phone_unreadable", {"value": text}, is_error=False
        )
        found.issues.append(issue)
        return
    known = found.fields.get(column.name)
    if column.name in ("note", "street") and known:
        value = f"{known}\n{value}" if column.name == "note" else f"{known}, {value}"
    elif isinstance(value, list):
        value = (known or []) + [one for one in value if one not in (known or [])]
    elif value in (None, "") or (known and column.name in _filled_first(plan)):
        return
    elif column.name == "changed_at" and known:
        value = max(known, value)
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
    if name in ("total", "line_amount"):
        return money(text, column.header, plan.constants.get("currency", ""))
    if plan.target == ORDER and name == "email":  # a shop hides it, or says "N/A"
        return [text] if "@" in text else []
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


#: How Odoo shows a province: "California (US)".
_OF_COUNTRY = re.compile(r"\s*\([A-Z]{2}\)$")
_READERS = {
    "state": lambda text: _OF_COUNTRY.sub("", text),
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
    "quantity": cells.number,
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
    if plan.target == PARTNER and not values.get("is_company") and "name" in values:
        values["name"] = cells.in_capitals(values["name"])
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
