# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which program a file comes from, by its headers, and what each column is.

A profile is a table: headers as the program writes them, and our fields. Headers are
compared by their letters and digits alone: `Who Id`, `WHOID` and `who_id` are one. The
tables are in `profiles_salesforce` and its like; addons `register` theirs. What no
profile knows, people map once; the mapping is found again by the fingerprint of the
headers.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from ..fold import fold

PARTNER, COMPANY, LEAD, OPPORTUNITY, INTERACTION, USER, ORDER = (
    "partner", "company", "lead", "opportunity", "interaction", "user", "order",
)  # fmt: skip
#: In this order files of one batch are taken: what others point to comes first.
TARGETS = (USER, COMPANY, PARTNER, LEAD, OPPORTUNITY, INTERACTION, ORDER)
_CONTACT = (
    "code", "name", "first_name", "middle_name", "last_name", "prefix", "company_name",
    "parent_code", "phone", "email", "street", "street2", "city", "state", "zip",
    "country", "website", "job", "owner", "note", "tags", "deleted",
)  # fmt: skip
_DEAL = (
    "title", "contact_code", "stage", "amount", "probability", "close_date", "is_won",
    "is_closed", "source", "converted",
)  # fmt: skip
FIELDS = {
    COMPANY: (*_CONTACT, "vat", "ref", "is_company"),
    PARTNER: (*_CONTACT, "vat", "ref", "is_company", "birthdate", "gender"),
    LEAD: (*_CONTACT, *_DEAL),
    OPPORTUNITY: (*_CONTACT, *_DEAL),
    INTERACTION: (
        "code", "subject", "note", "at", "end_at", "seconds", "minutes", "millis",
        "direction", "kind", "status", "owner", "parent_code", "contact_code",
        "deal_code", "name", "company_name", "phone", "to_phone", "email", "outcome",
        "deleted", "recording",
    ),
    USER: ("code", "name", "first_name", "last_name", "login", "email"),
    ORDER: (
        "order", "shop", "status", "cancelled_at", "at", "changed_at", "total",
        "line_amount", "currency", "buyer", "name", "first_name", "last_name", "phone",
        "email", "product", "variation", "sku", "quantity", "line_code",
    ),
}  # fmt: skip
DATES = ("birthdate", "close_date", "at", "end_at", "changed_at", "cancelled_at")
_NAMES = frozenset(
    {"name", "first_name", "last_name", "company_name", "email", "phone"}
)
_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Profile:
    """How one kind of file of one program is read.

    `needs` are headers without which it is something else ("a|b": one of both);
    `kinds` say whose ids a column has where a program numbers each kind by itself.
    """

    key: str
    title: str
    system: str
    target: str
    columns: dict
    needs: tuple = ()
    kind: str = ""
    kinds: dict = field(default_factory=dict)
    zone: str = ""
    constants: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Recognised:
    """The profile that fits best, and a field (or "") for each header.

    Not sure: the headers say too little of what the rows are; somebody must.
    """

    profile: Profile
    fields: list

    @property
    def is_sure(self) -> bool:
        return bool(self.profile.needs) or (
            sum(map(bool, self.fields)) > 1 and not _NAMES.isdisjoint(self.fields)
        )


def header_key(header: str) -> str:
    """Return a header's letters and digits.

    >>> header_key("Who_Id "), header_key("Số điện thoại (*)"), header_key("Oracle_Id__c")
    ('whoid', 'sodienthoai', 'oracleidc')
    """
    return _LETTERS.sub("", fold(header))


def fingerprint(headers: Iterable[str]) -> str:
    """Return what files with the same headers, in any order, have in common.

    >>> fingerprint(["Name", "E-mail"]) == fingerprint(["e-mail", "NAME"])
    True
    """
    keys = "\n".join(sorted(map(header_key, headers)))
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


#: Profiles of other addons.
_ADDED: list = []


def register(*added: Profile):
    """Add profiles of programs that we do not know; call it where a module is imported."""
    _ADDED.extend(added)
    profiles.cache_clear()
    _known.cache_clear()


@cache
def profiles() -> dict:
    """Return all profiles by key; the one that knows common words is the last."""
    names = ("salesforce", "hubspot", "suitecrm", "vtiger", "orders", "others")
    # the tables use the names above
    tables = [import_module(f".profiles_{name}", __package__) for name in names]
    known = [profile for table in tables for profile in table.PROFILES]
    return {profile.key: profile for profile in (*known[:-1], *_ADDED, known[-1])}


def columns(text: str) -> dict:
    """Return {header key: field} of lines "field: header, header".

    >>> columns("name: Name, Full name")
    {'name': 'name', 'fullname': 'name'}
    """
    pairs = (line.partition(":") for line in text.strip().splitlines())
    return {
        header_key(header): name.strip()
        for name, _colon, headers in pairs
        for header in headers.split(",")
    }


def is_known(cell: str) -> bool:
    """Tell whether a cell is a header that some profile knows."""
    return bool(cell) and len(cell) < 60 and header_key(cell) in _known()


@cache
def _known():
    return frozenset(key for profile in profiles().values() for key in profile.columns)


def recognise(headers: list[str]) -> Recognised:
    """Return the profile that fits the headers, and what each column is.

    >>> found = recognise(["Họ tên", "Điện thoại", "Ngày sinh"])
    >>> found.profile.key, found.fields
    ('sheet', ['name', 'phone', 'birthdate'])
    """
    keys = [header_key(header) for header in headers]
    best = max(profiles().values(), key=lambda profile: _fit(profile, set(keys)))
    return Recognised(best, fields_of(best, headers))


def _fit(profile, keys):
    """Return how well a profile fits: needed headers count most."""
    for need in profile.needs:
        if not any(header_key(one) in keys for one in need.split("|")):
            return -1
    hits = len(keys.intersection(profile.columns))
    return hits + 3 * len(profile.needs) if profile.needs else hits


def fields_of(profile: Profile, headers: list[str]) -> list[str]:
    """Return a field of the profile's target for each header, "" for none.

    >>> fields_of(profiles()["salesforce_account"], ["Name", "Oracle_Id__c", "Owner:User-Email"])
    ['name', 'code', 'owner']
    """
    allowed = FIELDS[profile.target]
    found = [""] * len(headers)
    used = set()
    for at in reading_order(profile, headers):
        name = _field_of(profile, headers[at])
        if name in allowed and (name in MANY or name not in used):
            used.add(name)
            found[at] = name
    return _with_own_id(found, headers)


def reading_order(profile: Profile | None, headers: list[str]) -> list[int]:
    """Return the places of the headers, those first that the profile names first.

    >>> reading_order(profiles()["salesforce_task"], ["Id", "ActivityDate", "CompletedDateTime"])
    [0, 2, 1]
    """
    order = {key: at for at, key in enumerate(profile.columns)} if profile else {}
    last = len(order)
    return sorted(
        range(len(headers)),
        key=lambda at: (order.get(header_key(headers[at]), last), at),
    )


def _field_of(profile, header):
    """Return the field of a header by the profile, by common words, by its form."""
    key = header_key(header)
    if key in profile.columns:
        return profile.columns[key]
    if relation := _RELATION.match(header.strip()):
        return _related(*(word.lower() for word in relation.groups()))
    is_open = not profile.needs or profile.system == "sheet"
    return profiles()["sheet"].columns.get(key, "") if is_open else ""


def _related(relation, _model, name):
    """Return the field of Data Loader's "Relation:Object-Field".

    >>> _related("who", "contact", "email"), _related("owner", "user", "username")
    ('email', 'owner')
    """
    if relation == "owner":
        return "owner"
    if name == "email":
        return "email" if relation == "who" else ""
    return {"who": "contact_code", "what": "deal_code"}.get(relation, "parent_code")


def _with_own_id(found, headers):
    """Take a column such as Oracle_Id__c for the id, where there is no other."""
    if "code" not in found:
        for at, header in enumerate(headers):
            if not found[at] and header.lower().endswith("_id__c"):
                found[at] = "code"
                break
    return found


#: How Data Loader writes a look-up by another column than the id.
_RELATION = re.compile(r"^(who|what|account|parent|owner):(\w+)-(\w+)$", re.IGNORECASE)
#: Fields that several columns may fill: lists, and the first cell that is filled.
MANY = frozenset(
    {"phone", "email", "note", "tags", "street", "at", "kind", "owner", "changed_at"}
)
FIRST = frozenset({"at", "kind", "owner"})
