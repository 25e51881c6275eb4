# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a download holds what its user may see, and only who may export gets it."""

from io import BytesIO

import openpyxl

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import RelationshipCase

URL = "/crm_relationship/report.xlsx"


@tagged("post_install", "-at_install")
class TestReportExport(HttpCase, RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_allow_export").user_ids = [
            (4, cls.user_lan.id),
            (3, cls.user_minh.id),
        ]
        cls.theirs = cls._create_customer("Bảo Tín", user_id=cls.user_minh.id)
        cls.env["crm.partner.stat"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": cls.company.id,
                    "last_touch_at": "2026-03-02 01:30:00",
                }
                for customer in (cls.customer, cls.theirs)
            ]
        )

    def _rows(self, user, **options):
        file = BytesIO()
        exports = self.env["crm.report.export"].with_user(user)
        title = exports._export(
            "crm.partner.stat",
            [("partner_id", "in", (self.customer + self.theirs).ids)],
            file,
            **options,
        )
        rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
        headers = next(rows)
        return title, [dict(zip(headers, row, strict=True)) for row in rows]

    def test_it_holds_the_rows_the_user_may_see_at_their_own_time(self):
        self.user_lan.tz = "Asia/Ho_Chi_Minh"

        title, [row] = self._rows(self.user_lan)

        self.assertEqual(title, "Customer Statistics")
        self.assertEqual(row["Customer"], "An Phát")
        self.assertEqual(row["Last contact"].hour, 8)

    def test_amounts_are_written_in_their_currency(self):
        file = BytesIO()

        self.env["crm.report.export"].with_user(self.user_lan)._export(
            "crm.partner.stat", [("partner_id", "=", self.customer.id)], file
        )

        sheet = openpyxl.load_workbook(file).worksheets[0]
        cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
        self.assertIn(
            f'"{self.company.currency_id.symbol}"',
            cells["Revenue"].number_format,
        )
        self.assertEqual(sheet.freeze_panes, "A2")

    def test_who_may_not_export_gets_nothing(self):
        with self.assertRaises(AccessError):
            self._rows(self.user_minh)

    def test_only_reports_are_exported(self):
        exports = self.env["crm.report.export"].with_user(self.user_lan)
        with self.assertRaisesRegex(UserError, "none of this name"):
            exports._export("res.users", [], BytesIO())

    def test_the_browser_gets_a_workbook(self):
        user = new_test_user(
            self.env,
            "rel_exporter",
            groups="sales_team.group_sale_salesman_all_leads,base.group_allow_export",
        )
        self.authenticate(user.login, user.login)
        data = {
            "model": "crm.partner.stat",
            "domain": f'[["partner_id", "=", {self.theirs.id}]]',
            "csrf_token": http.Request.csrf_token(self),
        }

        answer = self.url_open(URL, data=data)

        self.assertEqual(answer.status_code, 200)
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        self.assertEqual(sheet.max_row, 2)

    def test_an_unreadable_filter_is_refused(self):
        self.authenticate(self.user_lan.login, self.user_lan.login)
        data = {
            "model": "crm.partner.stat",
            "domain": "not json",
            "csrf_token": http.Request.csrf_token(self),
        }

        answer = self.url_open(URL, data=data)

        self.assertIn("cannot be read as JSON", answer.text)

    def test_a_stranger_gets_no_report(self):
        answer = self.url_open(
            URL, data={"model": "crm.partner.stat"}, allow_redirects=False
        )
        self.assertNotIn("Content-Disposition", answer.headers)
