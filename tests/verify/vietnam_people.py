# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnamese names, phone numbers and provinces.

Every name is stored as a contact and looked for, by a salesperson, by the unaccented
form that the list gives. Every prefix of the phone list is completed to numbers, written
in the ways people write them, and compared with the library phonenumbers. Every province
of today and of before is looked up.
"""

from __future__ import annotations

import csv
import gzip
import json

import phonenumbers
from erp import QUIET, new_user

TITLE = "Vietnamese people"
NAMES = "vietnam/names/"
LISTS = ("boy", "girl", "boy_one_word", "girl_one_word")
CARRIERS = "vietnam/phones/libphonenumber_carrier_prefixes_84.csv"
AREAS = "vietnam/phones/libphonenumber_area_codes_84.csv"
PROVINCES = (
    "vietnam/provinces/simplified_json_generated_data_vn_units_2026-07-25__20_49_07"
    ".json.gz"
)
FILES = [
    *(f"{NAMES}{name}{end}.txt" for name in LISTS for end in ("", "_no_accents")),
    CARRIERS,
    AREAS,
    PROVINCES,
]
#: A misspelling of the phone list, by no province's name.
MISSPELT = {"Ving Long province"}
WAYS = (
    "0{0}",
    "+84{0}",
    "84{0}",
    "0084{0}",
    "+84 (0){0}",
    "0{1} {2} {3}",
    "0{1}.{2}{3}",
)


def run(erp, folder, report):
    check_names(erp, folder, report)
    check_phones(folder, report)
    with erp.environment() as env:
        check_provinces(env, folder, report)


# ------------------------------------------------------------
# Names
# ------------------------------------------------------------


def check_names(erp, folder, report):
    """Find each name by its unaccented form."""
    pairs = [pair for name in LISTS for pair in read_pairs(folder, name)]
    wrong = sum("Ð" in name for name, _plain in pairs)
    report.check("names", 3142, len(pairs))
    report.check("lines with a wrong Đ", 207, wrong)
    with erp.environment(**QUIET) as env:
        env["res.partner"].create([{"name": name} for name, _plain in pairs])
        user = new_user(
            env, "vietnam_people", "sales_team.group_sale_salesman_all_leads"
        )
        made = env["res.partner"].search(
            [("name", "!=", False)], order="id DESC", limit=len(pairs) + 1
        )
        partners = (made - user.partner_id).sorted("id")[-len(pairs) :].with_user(user)
        env.flush_all()
        found = [is_found(p, q[1]) for p, q in zip(partners, pairs, strict=True)]
        report.check("found by the unaccented form", len(pairs), sum(found))
        mistyped = [
            ok for ok, (name, _plain) in zip(found, pairs, strict=True) if "Ð" in name
        ]
        report.check("of these, with a wrong Đ", wrong, sum(mistyped))
        env.cr.rollback()


def read_pairs(folder, name):
    """Return the lines of a list with their unaccented forms."""
    texts = [
        (folder / f"{NAMES}{name}{end}.txt").read_text(encoding="utf-8").splitlines()
        for end in ("", "_no_accents")
    ]
    return list(zip(*texts, strict=True))


def is_found(partner, plain):
    """Tell whether the search of a field of contacts gives this one."""
    return bool(partner.name_search(plain, [("id", "=", partner.id)], "ilike", 1))


# ------------------------------------------------------------
# Phones
# ------------------------------------------------------------


def check_phones(folder, report):
    """Compare keys and kinds with the library's."""
    from odoo.addons.crm_relationship.tools.phone_key import phone_key
    from odoo.addons.crm_relationship.tools.phone_plan import OLD_PREFIXES, kind_of

    numbers = [
        number
        for path, length in ((CARRIERS, 9), (AREAS, 10))
        for row in read(folder / path)
        for number in complete(row["e164_prefix"].removeprefix("84"), length)
    ]
    kinds = {
        phonenumbers.PhoneNumberType.MOBILE: "mobile",
        phonenumbers.PhoneNumberType.FIXED_LINE: "landline",
    }
    keys, other_kinds, valid = 0, 0, 0
    for national in numbers:
        parsed = phonenumbers.parse(f"0{national}", "VN")
        expected = phonenumbers.format_number(
            parsed, phonenumbers.PhoneNumberFormat.E164
        )
        if phonenumbers.is_valid_number(parsed):
            valid += 1
            keys += sum(phone_key(text) != expected for text in written(national))
        ours = kind_of(f"0{national}")
        theirs = kinds.get(phonenumbers.number_type(parsed), "unknown")
        other_kinds += ours != theirs
    report.check("prefixes and area codes", 93, len(numbers) // 5)
    report.at_least("numbers in use", 400, valid)
    report.check(f"their {len(WAYS)} ways of writing whose key differs", 0, keys)
    report.check("numbers whose kind differs", 0, other_kinds)
    old = [
        f"{prefix}{tail}" for prefix in OLD_PREFIXES for tail in ("2345678", "9000001")
    ]
    lost = [
        text
        for text in old
        if not phonenumbers.is_valid_number(phonenumbers.parse(phone_key(text)))
    ]
    report.check("numbers of before 2018", 42, len(old))
    report.check("of these, not valid today", 0, len(lost))


def complete(prefix, length):
    """Return five numbers that start with a prefix."""
    rest = length - len(prefix)
    return [prefix + str(n * 10**9 // 7 + 10**9)[-rest:] for n in range(1, 6)]


def written(national):
    """Return a national number, without its zero, as people write it."""
    return [
        way.format(national, national[:2], national[2:5], national[5:]) for way in WAYS
    ]


def read(path):
    """Return the rows of a CSV file, as dicts."""
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# ------------------------------------------------------------
# Provinces
# ------------------------------------------------------------


def check_provinces(env, folder, report):
    """Look up the 34 provinces of today and the 63 of before."""
    with gzip.open(folder / PROVINCES, "rt", encoding="utf-8") as stream:
        units = json.load(stream)
    states = env["res.country.state"]
    for column in ("Name", "FullName", "NameEn", "FullNameEn"):
        found = states._crm_find_provinces([unit[column] for unit in units])
        known = {state.id for state, _alias in found.values() if state}
        report.check(f"provinces of today by {column}", 34, len(known))
    areas = read(folder / AREAS)
    for column, missing in (("area_vi", set()), ("area_en", MISSPELT)):
        texts = {row[column] for row in areas}
        found = states._crm_find_provinces(texts)
        lost = {text for text, (state, _alias) in found.items() if not state}
        report.check(f"provinces of before by {column}", 63, len(texts))
        report.check("of these, unknown", sorted(missing), sorted(lost))
    named = states._crm_find_provinces([row["area_vi"] for row in areas])
    reached = {state.id for state, _alias in named.values()}
    report.check("provinces of today that those of before are in", 34, len(reached))
