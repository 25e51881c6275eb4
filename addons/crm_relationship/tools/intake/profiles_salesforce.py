# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of Salesforce: Data Loader and Data Export: the names of the interface, in any case."""

from .profiles import (
    COMPANY,
    INTERACTION,
    LEAD,
    OPPORTUNITY,
    PARTNER,
    USER,
    Profile,
    columns,
)  # fmt: skip

SALESFORCE = "salesforce"
_SF = """
code: Id
owner: OwnerId, Owner, Owner Id
deleted: IsDeleted
"""
_SF_PERSON = """
first_name: FirstName
last_name: LastName
prefix: Salutation
job: Title
email: Email
phone: MobilePhone, Phone, HomePhone, OtherPhone
note: Description
"""
_SF_DONE = """
subject: Subject
note: Description
contact_code: WhoId
deal_code: WhatId
parent_code: AccountId
"""
PROFILES = [
    Profile(
        "salesforce_account", "Salesforce: accounts", SALESFORCE, COMPANY,
        columns(_SF + """
name: Name
parent_code: ParentId
phone: Phone
website: Website
street: BillingStreet
city: BillingCity
state: BillingState
zip: BillingPostalCode
country: BillingCountry
note: Description
ref: AccountNumber
"""),
        ("Id", "Name", ("BillingCity|BillingStreet|AnnualRevenue|AccountNumber|"
            "AccountSource|Website")),
        zone="UTC",
    ),
    Profile(
        "salesforce_contact", "Salesforce: contacts", SALESFORCE, PARTNER,
        columns(_SF + _SF_PERSON + """
name: Name
parent_code: AccountId
birthdate: Birthdate
street: MailingStreet
city: MailingCity
state: MailingState
zip: MailingPostalCode
country: MailingCountry
"""),
        ("Id", "LastName", "AccountId|MailingCity|MailingStreet|ReportsToId"),
        zone="UTC",
    ),
    Profile(
        "salesforce_lead", "Salesforce: leads", SALESFORCE, LEAD,
        columns(_SF + _SF_PERSON + """
name: Name
company_name: Company
website: Website
street: Street
city: City
state: State
zip: PostalCode
country: Country
source: LeadSource
stage: Status
converted: IsConverted
"""),
        ("Id", "LastName|Name", "Company", "IsConverted|Status|ConvertedDate"),
        zone="UTC",
    ),
    Profile(
        "salesforce_opportunity", "Salesforce: opportunities", SALESFORCE, OPPORTUNITY,
        columns(_SF + """
title: Name
parent_code: AccountId
note: Description
stage: StageName
amount: Amount
probability: Probability
close_date: CloseDate
source: LeadSource
is_won: IsWon
is_closed: IsClosed
"""),
        ("Id", "StageName", "CloseDate|Amount"),
        zone="UTC",
    ),
    Profile(
        "salesforce_task", "Salesforce: tasks and calls", SALESFORCE, INTERACTION,
        columns(_SF + _SF_DONE + """
at: CompletedDateTime, ActivityDate, CreatedDate
kind: TaskSubtype, Type
status: Status
seconds: CallDurationInSeconds
direction: CallType
outcome: CallDisposition
"""),
        (
            "Subject",
            "Id|Who:Contact-Email|Who:Lead-Email",
            "WhoId|WhatId|AccountId|Who:Contact-Email|Who:Lead-Email",
            "Status|TaskSubtype|CallType|Who:Contact-Email|Who:Lead-Email",
        ),
        zone="UTC",
    ),
    Profile(
        "salesforce_event", "Salesforce: events", SALESFORCE, INTERACTION,
        columns(_SF + _SF_DONE + """
at: StartDateTime, ActivityDateTime, ActivityDate
minutes: DurationInMinutes
end_at: EndDateTime
"""),
        ("Id", "Subject", "WhoId|WhatId|AccountId", "StartDateTime|ActivityDateTime"),
        zone="UTC",
        constants={"kind": "meeting"},
    ),
    Profile(
        "salesforce_user", "Salesforce: users", SALESFORCE, USER,
        columns("""
code: Id
name: Name
first_name: FirstName
last_name: LastName
login: Username
email: Email
"""),
        ("Id", "Username|ProfileId|UserType", "Email", "ProfileId|IsActive|Alias|TimeZoneSidKey"),
    ),
]  # fmt: skip
