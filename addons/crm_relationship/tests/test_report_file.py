# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a report is taken away by who may, as it stands, and that is logged."""

import csv
import io
import json
from datetime import datetime

import openpyxl

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .report_common import ReportCase

URL = "/crm_relationship/canned_report"


@tagged("post_install", "-at_install")
class TestReportFile(HttpCase, ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        exporters = cls.env.ref("base.group_allow_export")
        exporters.user_ids = [
            Command.link(cls.user_lan.id),
            Command.unlink(cls.user_minh.id),
        ]
        cls.user_lan.tz = "Asia/Ho_Chi_Minh"
        cls._log(
            "meeting",
            partner=cls.buyer,
            subject="=cmd|'/c calc'!A1",
            occurred_at=datetime(2026, 5, 27, 2),
            outcome_id=cls.env["crm.interaction.outcome"]
            .search([("code", "=", "successful")])
            .id,
            company_id=cls.company.id,
        )

    def _write(self, kind, user=None):
        file = io.BytesIO()
        name = self.report("meetings", user or self.user_lan)._export(
            file, {"period": "last_month"}, kind
        )
        return name, file.getvalue()

    def test_a_workbook_has_a_sheet_for_each_table_and_typed_cells(self):
        name, content = self._write("xlsx")

        self.assertEqual(name, "Meetings and outcomes 2026-05-01 - 2026-05-31.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(
            book.sheetnames[:3], ["By colleague", "By outcome", "Successful meetings"]
        )
        people = book["By colleague"]
        self.assertEqual([cell.value for cell in people[2]][:4], ["Lan", 1, 0, 1])
        self.assertEqual(people["N2"].value, 1.0)
        self.assertIn("%", people["N2"].number_format)
        listed = book["Successful meetings"]
        self.assertEqual(listed["A2"].value, datetime(2026, 5, 27, 9))  # in Hanoi
        self.assertEqual(listed["G2"].value, "=cmd|'/c calc'!A1")
        self.assertEqual(listed["G2"].data_type, "s", "text, not a formula")

    def test_csv_has_the_tables_below_each_other_and_starts_no_formula(self):
        _name, content = self._write("csv")

        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(rows[0][0], "Meetings and outcomes")
        place = rows.index(["Successful meetings"])
        self.assertEqual(rows[place + 2][0], "2026-05-27 09:00")
        self.assertEqual(rows[place + 2][6], "'=cmd|'/c calc'!A1")

    def test_case_e5_only_with_the_right_and_never_without_a_trace(self):
        domain = [("model", "=", "crm.report")]
        before = self.env["crm.export.log"].search(domain)
        with self.assertRaises(AccessError):
            self._write("xlsx", self.user_minh)
        self._write("xlsx")

        logged = self.env["crm.export.log"].search(domain) - before
        self.assertEqual(logged.user_id, self.user_lan)
        self.assertEqual(logged.format, "xlsx")
        self.assertEqual(logged.record_count, 3)
        self.assertIn("meetings: 2026-05-01", logged.domain)

    def _post(self, **data):
        return self.url_open(
            URL, data={"csrf_token": http.Request.csrf_token(self), **data}
        )

    def test_the_browser_gets_the_file_and_bad_requests_an_answer(self):
        self.user_lan.password = "rel_lan-rel_lan"
        self.authenticate("rel_lan", "rel_lan-rel_lan")
        report = self.env.ref("crm_relationship.crm_report_meetings")
        options = json.dumps({"period": "last_month"})

        answer = self._post(report_id=report.id, kind="xlsx", options=options)

        self.assertEqual(answer.status_code, 200)
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        for data in (
            {"report_id": report.id, "options": "no json"},
            {"report_id": "x", "options": "{}"},
            {"report_id": 0, "options": "{}"},
            {"report_id": report.id, "kind": "exe", "options": "{}"},
            {"report_id": report.id, "options": "[]"},
            {"report_id": report.id, "options": '{"period": "someday"}'},
        ):
            with self.subTest(data=data), mute_logger("odoo.http"):
                answer = self._post(**data)
                self.assertNotIn("Content-Disposition", answer.headers)
                self.assertNotIn("Traceback", answer.text)
