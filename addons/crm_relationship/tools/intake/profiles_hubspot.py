# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of HubSpot: exports of the screens, and the names of the interface."""

from .profiles import COMPANY, INTERACTION, OPPORTUNITY, PARTNER, Profile, columns

HUBSPOT = "hubspot"
_HS = """
code: Record ID, Record ID - Contact, Record ID - Company, Record ID - Deal, hs_object_id
"""
_HS_DONE = """
at: Activity date, hs_timestamp, Timestamp
owner: Activity assigned to, hubspot_owner_id, Owner
contact_code: Associated Contact IDs, Associated Contact
parent_code: Associated Company IDs, Associated Company
deal_code: Associated Deal IDs
email: Associated Contact Emails
"""
PROFILES = [
    Profile(
        "hubspot_contact", "HubSpot: contacts", HUBSPOT, PARTNER,
        columns(_HS + """
first_name: First Name, firstname
last_name: Last Name, lastname
email: Email, Work email, Additional email addresses, hs_additional_emails
phone: Mobile Phone Number, mobilephone, Phone Number, phone
job: Job Title, jobtitle
company_name: Company Name, Primary Associated Company
parent_code: Associated Company IDs, Primary Associated Company ID, associatedcompanyid
owner: Contact owner, hubspot_owner_id
street: Street Address, address
city: City
state: State/Region
zip: Postal Code
country: Country/Region
birthdate: Date of birth
gender: Gender
website: Website URL
"""),
        (
            "Record ID|Record ID - Contact|hs_object_id",
            "Email|First Name",
            "Lifecycle Stage|Contact owner|Last Name|hubspot_owner_id",
        ),
        kind="contact", kinds={"parent_code": "company"},
    ),
    Profile(
        "hubspot_company", "HubSpot: companies", HUBSPOT, COMPANY,
        columns(_HS + """
name: Company name, Name
website: Company Domain Name, domain, Website URL
phone: Phone Number, phone
owner: Company owner, hubspot_owner_id
street: Street Address
street2: Street Address 2
city: City
state: State/Region
zip: Postal Code
country: Country/Region
note: Description
parent_code: Parent Company ID
"""),
        (
            "Record ID|Record ID - Company|hs_object_id",
            "Company name|Name",
            "Company Domain Name|Company owner|domain",
        ),
        kind="company", kinds={"parent_code": "company"},
    ),
    Profile(
        "hubspot_deal", "HubSpot: deals", HUBSPOT, OPPORTUNITY,
        columns(_HS + """
title: Deal Name, dealname
stage: Deal Stage, dealstage
amount: Amount
close_date: Close Date, closedate
owner: Deal owner, hubspot_owner_id
probability: Deal probability
is_won: Is Closed Won
is_closed: Is Deal Closed?
contact_code: Associated Contact IDs
parent_code: Associated Company IDs
note: Deal Description
"""),
        ("Deal Name|dealname", "Deal Stage|dealstage"),
        kind="deal", kinds={"contact_code": "contact", "parent_code": "company"},
    ),
    *(
        Profile(
            f"hubspot_{word}", f"HubSpot: {title}", HUBSPOT, INTERACTION,
            columns(_HS + _HS_DONE + more), needs, kind=word,
            kinds={"contact_code": "contact", "parent_code": "company", "deal_code": "deal"},
            constants={"kind": word},
        )
        for word, title, more, needs in (
            ("call", "calls", """
subject: Call Title, hs_call_title
note: Call notes, hs_call_body
seconds: Call duration (seconds), Call duration (HH:mm:ss)
millis: Call duration, hs_call_duration
direction: Call direction, hs_call_direction
outcome: Call outcome, hs_call_disposition
status: Call Status, hs_call_status
""", ("Call notes|hs_call_body|Call Title|hs_call_title",)),
            ("meeting", "meetings", """
subject: Meeting Name, Meeting title, hs_meeting_title
note: Meeting description, hs_meeting_body
at: Meeting start time, hs_meeting_start_time
end_at: Meeting end time, hs_meeting_end_time
outcome: Meeting outcome, hs_meeting_outcome
""", ("Meeting Name|Meeting title|hs_meeting_title|Meeting description|hs_meeting_body",)),
            ("note", "notes", """
note: Note body, hs_note_body
""", ("Note body|hs_note_body",)),
        )
    ),
]  # fmt: skip
