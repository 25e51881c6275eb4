# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of SuiteCRM: exports of its modules, History as interactions."""

from .profiles import COMPANY, INTERACTION, LEAD, OPPORTUNITY, PARTNER, Profile, columns

SUITECRM = "suitecrm"
_SU = """
code: id
owner: assigned_user_name, Assigned to, assigned_user_id
deleted: deleted
note: description
"""
_SU_PERSON = """
first_name: first_name
last_name: last_name
prefix: salutation
job: title
email: email1, email_address, Email Address
phone: phone_mobile, phone_work, phone_home, phone_other
street: primary_address_street
city: primary_address_city
state: primary_address_state
zip: primary_address_postalcode
country: primary_address_country
"""
PROFILES = [
    Profile(
        "suitecrm_account", "SuiteCRM: accounts", SUITECRM, COMPANY,
        columns(_SU + """
name: name
phone: phone_office, phone_alternate
email: email1
website: website
street: billing_address_street
city: billing_address_city
state: billing_address_state
zip: billing_address_postalcode
country: billing_address_country
parent_code: parent_id
"""),
        (
            "id",
            "name",
            "billing_address_street|phone_office|billing_address_city",
            "date_entered|assigned_user_name|assigned_user_id",
        ),
    ),
    Profile(
        "suitecrm_contact", "SuiteCRM: contacts", SUITECRM, PARTNER,
        columns(_SU + _SU_PERSON + """
parent_code: account_id
company_name: account_name
birthdate: birthdate
"""),
        (
            "id",
            "last_name",
            "phone_mobile|phone_work|email1",
            "account_name|account_id|date_entered|assigned_user_name",
        ),
    ),
    Profile(
        "suitecrm_lead", "SuiteCRM: leads", SUITECRM, LEAD,
        columns(_SU + _SU_PERSON + """
company_name: account_name
stage: status
source: lead_source
website: website
converted: converted
"""),
        ("id", "last_name", "status", "lead_source|converted|refered_by"),
    ),
    Profile(
        "suitecrm_opportunity", "SuiteCRM: opportunities", SUITECRM, OPPORTUNITY,
        columns(_SU + """
title: name
parent_code: account_id
company_name: account_name
stage: sales_stage
amount: amount
close_date: date_closed
probability: probability
source: lead_source
"""),
        ("name", "sales_stage", "date_closed|amount"),
    ),
    *(
        Profile(
            f"suitecrm_{word}", f"SuiteCRM: {word}s", SUITECRM, INTERACTION,
            columns(_SU + """
subject: name
status: status
direction: direction
parent_code: parent_id
contact_code: contact_id
end_at: date_end
name: contact_name
company_name: parent_name
phone: phone_mobile
email: email1
""" + more), needs, constants={"kind": word},
        )
        for word, more, needs in (
            ("call", "at: date_start", ("name", "date_start", "direction", "status|parent_id")),
            ("meeting", "at: date_start", (
                "name",
                "date_start",
                "location|parent_id|duration_hours",
                "status|duration_hours",
            )),
            ("note", "at: date_entered", (
                "name",
                "parent_id",
                "filename|file_mime_type|contact_id|embed_flag",
                "date_entered",
            )),
        )
    ),
]  # fmt: skip
