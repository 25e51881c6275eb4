# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles of Odoo, Google Contacts, call records and sheets.

What knows the common words of anybody's list is the last.
"""

from .profiles import INTERACTION, OPPORTUNITY, PARTNER, Profile, columns

_ODOO = [
    Profile(
        "odoo_contact", "Odoo: contacts", "odoo", PARTNER,
        columns("""
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
        (
            "id|External ID",
            "name|Name|Display Name",
            "is_company|Is a Company|email|phone|parent_id|Related Company",
        ),
        zone="UTC",
    ),
    Profile(
        "odoo_lead", "Odoo: leads and opportunities", "odoo", OPPORTUNITY,
        columns("""
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
    columns("""
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
    columns("""
code: callid, call_id, uniqueid, transaction_id, Mã cuộc gọi, uuid
at: calldate, Call Date, start, start_time, start_stamp, created_date, Thời gian, Ngày gọi
at: Thời gian gọi, time_start
end_at: end, end_time, Kết thúc
phone: phone, source_number, src, caller, from, Số gọi, Số khách hàng, customer_phone
phone: phone_number
to_phone: destination_number, dst, callee, to, Số nhận, Số bị gọi
seconds: bill_sec, billsec, duration, Thời lượng, Thời lượng (giây), talk_time, call_duration
direction: direction, Hướng, Loại cuộc gọi, call_type, type
outcome: disposition, status, Trạng thái, Kết quả, call_status
owner: sip_user, extension, agent, Nhân viên, Máy nhánh, user
note: note, Ghi chú
recording: recordingfile, recording_file_url, recording_url, Ghi âm, File ghi âm
"""),
    (
        ("callid|call_id|uniqueid|transaction_id|Mã cuộc gọi|"
            "disposition|bill_sec|billsec|Thời lượng|Ngày gọi|"
            "Thời gian gọi"),
        ("calldate|Call Date|start|start_time|start_stamp|"
            "created_date|Thời gian|Ngày gọi|Thời gian gọi|time_start"),
        "phone|source_number|src|caller|from|Số gọi|Số khách hàng|customer_phone|phone_number",
    ),
    kind="call", constants={"kind": "call"},
)  # fmt: skip

_SHEET = Profile(
    "sheet", "Excel or Google Sheets", "sheet", PARTNER,
    columns("""
code: Mã khách hàng, Mã KH, Mã, Customer code, Customer No, Customer ID, Code, UID, Mã số
name: Họ tên, Họ và tên, Tên khách hàng, Tên KH, Tên, Khách hàng, Full name, Name, Customer
name: Customer name, Contact, Contact name, Tên liên hệ, Người liên hệ
first_name: First name, Given name, Tên gọi
middle_name: Middle name, Tên đệm
last_name: Last name, Family name, Surname, Họ
prefix: Prefix, Xưng hô, Danh xưng
company_name: Công ty, Tên công ty, Cty, Đơn vị, Organization, Company, Company name
company_name: Account name, Tổ chức
phone: Điện thoại, Số điện thoại, SĐT, ĐT, Di động, Số di động, ĐTDĐ, Số ĐT
phone: Điện thoại di động, Điện thoại khác, Phone, Mobile, Tel, Telephone, Phone number
phone: Mobile phone, Cell, Hotline, Zalo, Số Zalo, Phone 2
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
owner: Nhân viên phụ trách, Người phụ trách, Phụ trách, NV phụ trách, Nhân viên kinh doanh
owner: NVKD, Owner, Salesperson, Assigned to
note: Ghi chú, Mô tả, Note, Notes, Comment, Description
tags: Nhóm, Nhóm khách hàng, Phân loại, Nhãn, Tags, Categories, Group
"""),
    kinds={"deal_code": "opportunity"},
)  # fmt: skip

PROFILES = [*_ODOO, _GOOGLE, _CALLS, _SHEET]
