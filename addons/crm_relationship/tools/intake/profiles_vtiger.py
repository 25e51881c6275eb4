# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of Vtiger: exports of its modules."""

from .profiles import COMPANY, INTERACTION, LEAD, OPPORTUNITY, PARTNER, Profile, columns

VTIGER = "vtiger"
_VT_PERSON = """
first_name: First Name
last_name: Last Name
prefix: Salutation
job: Title
email: Email, Primary Email, Secondary Email
phone: Mobile, Mobile Phone, Office Phone, Phone, Home Phone
owner: Assigned To
note: Description
"""
PROFILES = [
    Profile(
        "vtiger_contact", "Vtiger: contacts", VTIGER, PARTNER,
        columns(_VT_PERSON + """
code: Contact Id, contact_no, Contact No
company_name: Organization Name, Organization
birthdate: Date of Birth, Birthdate
street: Mailing Street
city: Mailing City
state: Mailing State
zip: Mailing Zip
country: Mailing Country
"""),
        ("Contact Id|contact_no|Contact No", "Last Name"), kind="contact",
    ),
    Profile(
        "vtiger_organization", "Vtiger: organizations", VTIGER, COMPANY,
        columns("""
code: Organization Number, account_no, Organization No
name: Organization Name
phone: Primary Phone, Phone, Other Phone
email: Primary Email, Email
website: Website
owner: Assigned To
street: Billing Address, Billing Street
city: Billing City
state: Billing State
zip: Billing Code, Billing Postal Code
country: Billing Country
note: Description
company_name: Member Of
"""),
        ("Organization Name", ("Organization Number|account_no|Organization No|"
            "Billing Address|Member Of")),
        kind="organization",
    ),
    Profile(
        "vtiger_lead", "Vtiger: leads", VTIGER, LEAD,
        columns(_VT_PERSON + """
code: Lead No, lead_no, Lead Number
company_name: Company
stage: Lead Status
source: Lead Source
street: Street
city: City
state: State
zip: Postal Code
country: Country
website: Website
"""),
        ("Lead No|lead_no|Lead Number", "Last Name|Company"), kind="lead",
    ),
    Profile(
        "vtiger_opportunity", "Vtiger: opportunities", VTIGER, OPPORTUNITY,
        columns("""
code: Opportunity No, Potential No, potential_no
title: Opportunity Name, Potential Name
company_name: Organization Name, Related To
name: Contact Name
stage: Sales Stage
amount: Amount
probability: Probability
close_date: Expected Close Date
source: Lead Source
owner: Assigned To
note: Description
"""),
        ("Opportunity Name|Potential Name", "Sales Stage|Expected Close Date"),
        kind="opportunity",
    ),
    Profile(
        "vtiger_event", "Vtiger: events", VTIGER, INTERACTION,
        columns("""
code: Activity Id, activityid
subject: Subject
kind: Activity Type
status: Event Status, Status
at: Start Date & Time, Start Date, date_start
end_at: End Date & Time, End Date, due_date
name: Contact Name
company_name: Related To
owner: Assigned To
note: Description
"""),
        ("Subject", "Activity Type", "Start Date & Time|Start Date|date_start"),
        kind="event", constants={"kind": "meeting"},
    ),
    Profile(
        "vtiger_comment", "Vtiger: comments", VTIGER, INTERACTION,
        columns("""
note: Comment, commentcontent
name: Related To, related_to
at: Created Time, createdtime
owner: Creator, Assigned To
"""),
        ("Comment|commentcontent", "Related To|related_to"), kind="comment",
        constants={"kind": "note"},
    ),
]  # fmt: skip
