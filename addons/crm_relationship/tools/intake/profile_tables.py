# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The tables of profiles: headers of programs beside our fields.

The headers are those that the programs write into their own exports; both the labels
of their screens and the names of their interfaces are there where they differ.
"""

from .profiles import (
    COMPANY,
    INTERACTION,
    LEAD,
    OPPORTUNITY,
    PARTNER,
    Profile,
    header_key,
)


def _columns(text):
    """Return {header key: field} of lines "field: header, header"."""
    pairs = (line.partition(":") for line in text.strip().splitlines())
    return {
        header_key(header): name.strip()
        for name, _colon, headers in pairs
        for header in headers.split(",")
    }


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
parent_code: AccountId, WhatId
kind: Type
"""
_SALESFORCE = [
    Profile(
        "salesforce_account", "Salesforce: accounts", SALESFORCE, COMPANY,
        _columns(_SF + """
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
        ("Id", "Name", "BillingCity|BillingStreet|AnnualRevenue|AccountNumber|AccountSource|Website"),
        zone="UTC",
    ),
    Profile(
        "salesforce_contact", "Salesforce: contacts", SALESFORCE, PARTNER,
        _columns(_SF + _SF_PERSON + """
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
        _columns(_SF + _SF_PERSON + """
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
"""),
        ("Id", "LastName|Name", "Company", "IsConverted|Status|ConvertedDate"),
        zone="UTC",
    ),
    Profile(
        "salesforce_opportunity", "Salesforce: opportunities", SALESFORCE, OPPORTUNITY,
        _columns(_SF + """
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
        _columns(_SF + _SF_DONE + """
at: CompletedDateTime, ActivityDate
end_at: CreatedDate
kind: TaskSubtype
status: Status
seconds: CallDurationInSeconds
direction: CallType
outcome: CallDisposition
"""),
        ("Id", "Subject", "WhoId|WhatId|AccountId", "Status|TaskSubtype|CallType"),
        zone="UTC",
    ),
    Profile(
        "salesforce_event", "Salesforce: events", SALESFORCE, INTERACTION,
        _columns(_SF + _SF_DONE + """
at: StartDateTime, ActivityDateTime
minutes: DurationInMinutes
end_at: EndDateTime
"""),
        ("Id", "Subject", "WhoId|WhatId|AccountId", "StartDateTime|ActivityDateTime"),
        zone="UTC",
        constants={"kind": "meeting"},
    ),
]  # fmt: skip

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
_HUBSPOT = [
    Profile(
        "hubspot_contact", "HubSpot: contacts", HUBSPOT, PARTNER,
        _columns(_HS + """
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
        ("Record ID|Record ID - Contact|hs_object_id", "Email|First Name", "Lifecycle Stage|Contact owner|Last Name|hubspot_owner_id"),
        kind="contact", kinds={"parent_code": "company"},
    ),
    Profile(
        "hubspot_company", "HubSpot: companies", HUBSPOT, COMPANY,
        _columns(_HS + """
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
        ("Record ID|Record ID - Company|hs_object_id", "Company name|Name", "Company Domain Name|Company owner|domain"),
        kind="company", kinds={"parent_code": "company"},
    ),
    Profile(
        "hubspot_deal", "HubSpot: deals", HUBSPOT, OPPORTUNITY,
        _columns(_HS + """
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
            _columns(_HS + _HS_DONE + more), needs, kind=word,
            kinds={"contact_code": "contact", "parent_code": "company", "deal_code": "deal"},
            constants={"kind": word},
        )
        for word, title, more, needs in (
            ("call", "calls", """
subject: Call Title, hs_call_title
note: Call notes, hs_call_body
seconds: Call duration (seconds)
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
_SUITECRM = [
    Profile(
        "suitecrm_account", "SuiteCRM: accounts", SUITECRM, COMPANY,
        _columns(_SU + """
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
        ("id", "name", "billing_address_street|phone_office|billing_address_city", "date_entered|assigned_user_name|assigned_user_id"),
    ),
    Profile(
        "suitecrm_contact", "SuiteCRM: contacts", SUITECRM, PARTNER,
        _columns(_SU + _SU_PERSON + """
parent_code: account_id
company_name: account_name
birthdate: birthdate
"""),
        ("id", "last_name", "phone_mobile|phone_work|email1", "account_name|account_id|date_entered|assigned_user_name"),
    ),
    Profile(
        "suitecrm_lead", "SuiteCRM: leads", SUITECRM, LEAD,
        _columns(_SU + _SU_PERSON + """
company_name: account_name
stage: status
source: lead_source
website: website
"""),
        ("id", "last_name", "status", "lead_source|converted|refered_by"),
    ),
    Profile(
        "suitecrm_opportunity", "SuiteCRM: opportunities", SUITECRM, OPPORTUNITY,
        _columns(_SU + """
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
            _columns(_SU + """
subject: name
status: status
direction: direction
parent_code: parent_id
contact_code: contact_id
end_at: date_end
outcome: parent_name
""" + more), needs, zone="UTC", constants={"kind": word},
        )
        for word, more, needs in (
            ("call", "at: date_start", ("name", "date_start", "direction")),
            ("meeting", "at: date_start", ("name", "date_start", "location|parent_id|duration_hours", "status|duration_hours")),
            ("note", "at: date_entered", ("name", "parent_id", "filename|file_mime_type|contact_id|embed_flag", "date_entered")),
        )
    ),
]  # fmt: skip

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
_VTIGER = [
    Profile(
        "vtiger_contact", "Vtiger: contacts", VTIGER, PARTNER,
        _columns(_VT_PERSON + """
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
        _columns("""
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
        ("Organization Name", "Organization Number|account_no|Organization No|Billing Address|Member Of"),
        kind="organization",
    ),
    Profile(
        "vtiger_lead", "Vtiger: leads", VTIGER, LEAD,
        _columns(_VT_PERSON + """
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
        "vtiger_comment", "Vtiger: comments", VTIGER, INTERACTION,
        _columns("""
note: Comment, commentcontent
name: Related To, related_to
at: Created Time, createdtime
owner: Creator, Assigned To
"""),
        ("Comment|commentcontent", "Related To|related_to"), kind="comment",
        constants={"kind": "note"},
    ),
]  # fmt: skip

_ODOO = [
    Profile(
        "odoo_contact", "Odoo: contacts", "odoo", PARTNER,
        _columns("""
code: id, External ID
name: name, Name, Display Name, Complete Name
parent_code: parent_id/id
company_name: parent_id, Related Company, Company Name, company_name
is_company: is_company, Is a Company
phone: phone, Phone, mobile, Mobile
email: email, Email
street: street, Street
street2: street2, Street2
city: city, City
state: state_id, State
zip: zip, Zip
country: country_id, Country
website: website, Website, Website Link
vat: vat, Tax ID
ref: ref, Reference, Internal Reference
job: function, Job Position
owner: user_id, Salesperson
note: comment, Notes
tags: category_id, Tags
birthdate: birthdate, Birthdate
gender: gender, Gender
"""),
        ("id|External ID", "name|Name|Display Name", "is_company|Is a Company|email|Email|phone|Phone|parent_id|Related Company"),
        zone="UTC",
    ),
    Profile(
        "odoo_lead", "Odoo: leads and opportunities", "odoo", OPPORTUNITY,
        _columns("""
code: id, External ID
title: name, Opportunity
parent_code: partner_id/id
company_name: partner_name, Company Name
name: contact_name, Contact Name
email: email_from, Email
phone: phone, Phone
stage: stage_id, Stage
amount: expected_revenue, Expected Revenue
probability: probability, Probability
close_date: date_deadline, Expected Closing
owner: user_id, Salesperson
note: description, Notes
city: city, City
source: source_id, Source
"""),
        ("id|External ID", "stage_id|Stage", "name|Opportunity"),
        zone="UTC",
    ),
]  # fmt: skip

_GOOGLE = Profile(
    "google_contact", "Google Contacts", "google", PARTNER,
    _columns("""
name: Name
first_name: First Name, Given Name
middle_name: Middle Name, Additional Name
last_name: Last Name, Family Name
prefix: Name Prefix
company_name: Organization Name, Organization 1 - Name
job: Organization Title, Organization 1 - Title
birthdate: Birthday
note: Notes
tags: Labels, Group Membership
email: E-mail 1 - Value, E-mail 2 - Value, E-mail 3 - Value, E-mail 4 - Value
phone: Phone 1 - Value, Phone 2 - Value, Phone 3 - Value, Phone 4 - Value
street: Address 1 - Street
city: Address 1 - City
state: Address 1 - Region
zip: Address 1 - Postal Code
country: Address 1 - Country
website: Website 1 - Value
gender: Gender
"""),
    ("E-mail 1 - Value|Phone 1 - Value", "First Name|Given Name|Name"),
)  # fmt: skip

_CALLS = Profile(
    "calls", "Call records of a contact centre", "calls", INTERACTION,
    _columns("""
code: callid, call_id, uniqueid, transaction_id, Mã cuộc gọi, uuid
at: calldate, Call Date, start, start_time, start_stamp, created_date, Thời gian, Ngày gọi, Thời gian gọi, time_start
end_at: end, end_time, Kết thúc
phone: phone, source_number, src, caller, from, Số gọi, Số khách hàng, customer_phone, phone_number
to_phone: destination_number, dst, callee, to, Số nhận, Số bị gọi
seconds: bill_sec, billsec, duration, Thời lượng, Thời lượng (giây), talk_time, call_duration
direction: direction, Hướng, Loại cuộc gọi, call_type, type
outcome: disposition, status, Trạng thái, Kết quả, call_status
owner: sip_user, extension, agent, Nhân viên, Máy nhánh, user
note: note, Ghi chú, recordingfile, recording_file_url
"""),
    (
        "callid|call_id|uniqueid|transaction_id|Mã cuộc gọi|disposition|bill_sec|billsec|Thời lượng|Ngày gọi|Thời gian gọi",
        "calldate|Call Date|start|start_time|start_stamp|created_date|Thời gian|Ngày gọi|Thời gian gọi|time_start",
        "phone|source_number|src|caller|from|Số gọi|Số khách hàng|customer_phone|phone_number",
    ),
    kind="call", constants={"kind": "call"},
)  # fmt: skip

_SHEET = Profile(
    "sheet", "Excel or Google Sheets", "sheet", PARTNER,
    _columns("""
code: Mã khách hàng, Mã KH, Mã, Customer code, Customer No, Customer ID, Code, UID, Mã số
name: Họ tên, Họ và tên, Tên khách hàng, Tên KH, Tên, Khách hàng, Full name, Name, Customer, Customer name, Contact, Contact name, Tên liên hệ, Người liên hệ
first_name: First name, Given name, Tên gọi
middle_name: Middle name, Tên đệm
last_name: Last name, Family name, Surname, Họ
prefix: Prefix, Xưng hô, Danh xưng
company_name: Công ty, Tên công ty, Cty, Đơn vị, Organization, Company, Company name, Account name, Tổ chức
phone: Điện thoại, Số điện thoại, SĐT, ĐT, Di động, Số di động, ĐTDĐ, Số ĐT, Điện thoại di động, Điện thoại khác, Phone, Mobile, Tel, Telephone, Phone number, Mobile phone, Cell, Hotline, Zalo, Số Zalo, Phone 2
email: Email, E-mail, Mail, Thư điện tử, Địa chỉ email, Email address, Email 2
street: Địa chỉ, Số nhà, Đường, Address, Street, Street address
city: Quận, Huyện, Quận/Huyện, Quận huyện, Thị xã, Phường, Phường/Xã, City, Town, District
state: Tỉnh, Thành phố, Tỉnh/Thành phố, Tỉnh thành, Tỉnh/TP, Province, State, Region
zip: Mã bưu điện, Mã bưu chính, Zip, Postcode, Postal code
country: Quốc gia, Nước, Country
website: Website, Web, Trang web, Trang chủ
vat: Mã số thuế, MST, Tax ID, Tax code, VAT
ref: Tham chiếu, Reference
job: Chức vụ, Chức danh, Job title, Position, Title
birthdate: Ngày sinh, Sinh nhật, Birthday, Birthdate, Date of birth, DOB
gender: Giới tính, Gender, Sex
owner: Nhân viên phụ trách, Người phụ trách, Phụ trách, NV phụ trách, Nhân viên kinh doanh, NVKD, Owner, Salesperson, Assigned to
note: Ghi chú, Mô tả, Note, Notes, Comment, Description
tags: Nhóm, Nhóm khách hàng, Phân loại, Nhãn, Tags, Categories, Group
"""),
)  # fmt: skip

PROFILES = [
    *_SALESFORCE, *_HUBSPOT, *_SUITECRM, *_VTIGER, *_ODOO, _GOOGLE, _CALLS, _SHEET,
]  # fmt: skip
