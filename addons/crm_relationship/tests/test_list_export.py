# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: lists leave as core gives them, and nothing in them runs."""

import csv
import json
from io import BytesIO, StringIO

import openpyxl

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .list_common import HOSTILE, ListCase


def field(name, label=None, kind="char"):
    return {"name": name, "label": label or name, "type": kind}


@tagged("post_install", "-at_install")
class TestListExport(HttpCase, ListCase):
    """What is downloaded runs nothing."""

    def _download(self, user, kind, fields, **options):
        self.authenticate(user.login, user.login)
        asked = {
            "model": "res.partner",
            "fields": fields,
            "ids": False,
            "domain": [["id", "in", self.people.ids]],
            "import_compat": False,
            **options,
        }
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            return self.url_open(
                f"/web/export/{kind}",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "data": json.dumps(asked),
                },
            )

    def _sheet(self, answer):
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]

    def test_case_46_a_workbook_has_text_and_no_formulas(self):
        fields = [
            field("name", "=1+1"),
            field("phone"),
            field("create_date", "On", "datetime"),
        ]

        sheet = self._sheet(self._download(self.user_lan, "xlsx", fields))

        cells = [cell for row in sheet.iter_rows(max_col=2) for cell in row]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        self.assertEqual(sheet["A1"].value, "=1+1")
        names = {row[0].value for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(names, set(HOSTILE))
        self.assertEqual(sheet["C2"].number_format, "yyyy-mm-dd hh:mm:ss")

    def test_case_46_a_grouped_workbook_has_no_formulas_either(self):
        answer = self._download(
            self.user_lan,
            "xlsx",
            [field("name"), field("color", "Color", "integer")],
            groupby=["name"],
        )

        sheet = self._sheet(answer)
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        texts = {cell.value for cell in cells}
        self.assertLessEqual(set(HOSTILE), texts)
        self.assertIn(f"{HOSTILE[0]} (1)", texts)

    def test_case_46_a_csv_comes_back_through_the_import(self):
        answer = self._download(self.user_lan, "csv", [field("name"), field("phone")])

        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        found = dict(rows[1:])
        self.assertIn("'" + HOSTILE[0], found)
        self.assertEqual(found["'" + HOSTILE[0]], "+84912345670")
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": answer.content,
                "file_type": "text/csv",
                "file_name": "partners.csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        _count, read = wizard._read_file(options)
        self.assertEqual({row[0] for row in read[1:]}, set(HOSTILE))
        self.assertEqual(
            {row[1] for row in read[1:]}, {f"+8491234567{n}" for n in range(6)}
        )

    def test_case_46_a_pivot_table_has_no_formulas(self):
        self.authenticate(self.user_lan.login, self.user_lan.login)
        evil = HOSTILE[0]
        table = {
            "model": "crm.lead",
            "title": "=Pipeline: a/b",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [
                [{"title": evil, "width": 2, "height": 1}],
                [
                    {"title": evil, "width": 1, "height": 1},
                    {"title": "http://x.test", "width": 1, "height": 1},
                ],
            ],
            "measure_headers": [
                {"title": evil, "is_bold": False},
                {"title": "Count", "is_bold": True},
            ],
            "origin_headers": [],
            "rows": [
                {
                    "indent": 0,
                    "title": evil,
                    "values": [{"value": evil, "is_bold": True}, {"value": 7}],
                },
            ],
        }

        answer = self.url_open(
            "/web/pivot/export_xlsx",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "data": json.dumps(table),
            },
        )

        sheet = self._sheet(answer)
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertEqual(
            [[cell.value or None for cell in row] for row in sheet.iter_rows()],
            [
                [None, evil, None],
                [None, evil, "http://x.test"],
                [None, evil, "Count"],
                [evil, evil, 7],
            ],
        )

    def test_a_user_without_the_right_gets_nothing(self):
        for kind in ("csv", "xlsx"):
            answer = self._download(self.user_minh, kind, [field("name")])

            self.assertEqual(answer.status_code, 500)
            self.assertNotIn("evil", answer.text)

    def test_the_log_counts_the_records(self):
        before = self.env["crm.export.log"].search_count([])

        self._download(self.user_lan, "xlsx", [field("name"), field("category_id")])

        log = self.env["crm.export.log"].search([], limit=1, order="id DESC")
        self.assertEqual(self.env["crm.export.log"].search_count([]), before + 1)
        self.assertEqual(log.record_count, len(HOSTILE))
        self.assertEqual(log.field_names, "name, category_id")

    def test_a_model_that_says_what_it_gives_is_asked(self):
        answer = self._download(
            self.user_lan,
            "xlsx",
            [field("subject")],
            model="mail.message",
            domain=[],
        )

        self.assertEqual(answer.status_code, 500)
        self.assertIn("AccessError", answer.text)
