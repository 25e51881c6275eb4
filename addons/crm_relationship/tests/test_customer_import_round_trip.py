# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what Odoo's own list export takes out comes back as it was."""

import json

from odoo import http
from odoo.tests import HttpCase, tagged

from .import_common import ImportCase

PEOPLE = (
    "id name is_company parent_id/id phone email street street2 city state_id zip"
    " country_id website vat ref function user_id comment category_id birthdate gender"
).split()
LEADS = (
    "id name partner_id/id contact_name partner_name email_from phone stage_id"
    " expected_revenue probability date_deadline user_id description city source_id"
).split()
SHEET = (
    "Mã KH;Họ tên;Công ty;SĐT;Email;Ngày sinh;Tỉnh;Địa chỉ;Quốc gia;Giới tính;Ghi chú;Nhóm;"
    "Website;Phụ trách\n"
    "R1;+Nguyễn \"Bé\" Ba;;+84912345679 / 028 3822 1234;ba@trip.test;25/12/1990;Bình Dương;"
    "1 Lê Lợi, P.1;;Nam;-ghi chú & <b>;VIP;;rel_lan\n"
    "R2;Jo Doe;Trip Ltd;;jo@trip.test;;California;;United States;;;VIP,Mua lẻ;trip.test;\n"
)  # fmt: skip
DEALS = (
    "Id,Name,StageName,Amount,Probability,CloseDate,LeadSource,Description\n"
    "006A00000000071AAA,Trip deal,New,1234.5,20,2024-05-06,Web trip,Some text\n"
)


@tagged("post_install", "-at_install")
class TestCustomerImportRoundTrip(HttpCase, ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        right = cls.env.ref("base.group_allow_export")
        right.user_ids = [(4, cls.user_manager.id)]

    def exported(self, kind, records, names):
        """Return the file that the export of a list gives."""
        fields = [
            {"name": name, "label": name, "type": "char", "value": name}
            for name in names
        ]
        self.authenticate(self.user_manager.login, self.user_manager.login)
        answer = self.url_open(
            f"/web/export/{kind}",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "data": json.dumps(
                    {
                        "model": records._name,
                        "fields": fields,
                        "ids": records.ids,
                        "domain": [],
                        "import_compat": True,
                    }
                ),
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        return answer.content

    def state_of(self, records, names):
        names = sorted({name.split("/")[0] for name in names} | {"write_date"})
        records.invalidate_recordset()
        return records.read(names, load=None)

    def check_back(self, records, names):
        """Both formats come back as updates that change nothing."""
        for kind in ("csv", "xlsx"):
            with self.subTest(kind=kind):
                content = self.exported(kind, records, names)
                before = self.state_of(records, names)
                count = self.env[records._name].search_count([])

                batch = self.check((f"export.{kind}", content))
                self.assertEqual(
                    batch.state, "checked", f"{batch.question} {content[:2000]}"
                )
                rows = batch.row_ids
                self.assertEqual(
                    [(r.verdict, r.reason) for r in rows],
                    [("update", "")] * len(records),
                )
                self.assertFalse(
                    any(rows.mapped("change_text")), rows.mapped("change_text")
                )
                batch.action_import()
                self.work(batch)

                self.assertEqual(batch.done_count, len(records))
                self.assertEqual(self.state_of(records, names), before)
                self.assertEqual(self.env[records._name].search_count([]), count)

    def test_contacts_come_back_as_they_were(self):
        self.imported(("kh.csv", SHEET))
        people = self.partners.search([("email", "like", "%@trip.test")], order="id")
        self.assertEqual(len(people), 2)
        self.assertEqual(people[0].name, '+Nguyễn "Bé" Ba')

        self.check_back(people + people.parent_id, PEOPLE)

    def test_opportunities_come_back_as_they_were(self):
        self.imported(("deals.csv", DEALS))
        deals = self.env["crm.lead"].search([("name", "=", "Trip deal")])
        self.assertEqual(deals.expected_revenue, 1234.5)

        self.check_back(deals + self.lead, LEADS)

    def test_what_would_change_is_shown_before_it_is_done(self):
        self.imported(("kh.csv", SHEET))
        [jo] = self.partners.search([("email", "=", "jo@trip.test")])

        batch = self.check(
            ("kh.csv", "Mã KH;Họ tên;Địa chỉ;Nhóm\nR2;Jo Doe;<i>New</i> street;Mới\n")
        )

        [row] = batch.row_ids
        self.assertEqual(row.change_text, "Street: – → <i>New</i> street")
        self.assertIn("&lt;i&gt;New&lt;/i&gt; street", row.change_html)
        self.assertIn("&lt;i&gt;New", row.cell_html)
        self.assertFalse(jo.street)
        self.assertFalse(
            self.env["res.partner.category"].search([("name", "=", "Mới")])
        )

        batch.action_import()
        self.work(batch)
        self.assertIn("Street: – → <i>New</i> street", row.change_text)
        self.assertIn("Tags: Mua lẻ, VIP → Mua lẻ, Mới, VIP", row.change_text)
