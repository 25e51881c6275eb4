# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: lists leave as core gives them, and nothing in them runs."""

import csv
import json
from io import BytesIO, StringIO

import openpyxl

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..report.list_rows import PAGE, ListRows
from .common import RelationshipCase

HOSTILE = (
    '=HYPERLINK("http://evil.test","x")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1,1)",
    "{=1+1}",
    "http://evil.test",
)
PATHS = (
    *(
        "name",
        "phone",
        ".id",
        "create_date",
        "is_company",
        "type",
        "color",
        "partner_latitude",
    ),
    *("country_id", "country_id/code", "country_id/currency_id/name", "parent_id"),
    *("parent_id/name", "user_id/partner_id/email", "lang", "comment", "display_name"),
    *("company_id", "active", "contact_address"),
)


def field(name, label=None, kind="char"):
    return {"name": name, "label": label or name, "type": kind}


class ListCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        right = cls.env.ref("base.group_allow_export")
        right.user_ids = [(4, cls.user_lan.id), (3, cls.user_minh.id)]
        right.implied_by_ids.implied_ids = [(3, right.id)]
        cls.user_lan.tz = "Asia/Ho_Chi_Minh"
        tags = cls.env["res.partner.category"].create(
            [{"name": f"Tag {n}"} for n in range(3)]
        )
        countries = cls.env.ref("base.vn") + cls.env.ref("base.fr")
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": text,
                    "phone": f"+8491234567{n}",
                    "is_company": bool(n % 2),
                    "country_id": countries[n % 2].id if n < 4 else False,
                    "parent_id": cls.customer.id if not n % 2 else False,
                    "category_id": [(6, 0, tags[: n % 4].ids)],
                    "comment": f"<p>{n} &amp; more</p>",
                    "color": n,
                }
                for n, text in enumerate(HOSTILE)
            ]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestListRows(ListCase):
    """What is read is what core reads."""

    def _both(self, paths, user=None, **context):
        model = self.env["res.partner"].with_user(user or self.user_lan)
        model = model.with_context(**{"import_compat": False, **context})
        domain = [("id", "in", self.people.ids)]
        rows = ListRows(model, [path.split("/") for path in paths], domain=domain)
        ours = [list(row) for row in rows]
        self.env.invalidate_all()
        core = model.search(domain).export_data(list(paths))["datas"]
        return ours, core, rows

    def test_cells_are_those_of_core(self):
        ours, core, rows = self._both(PATHS)

        self.assertEqual(ours, core)
        self.assertEqual(rows.count, len(HOSTILE))
        self.assertTrue(rows.columns, "the fast way was not taken")
        kinds = [type(cell) for cell in ours[0]]
        self.assertEqual(kinds, [type(cell) for cell in core[0]])

    def test_lists_spread_over_lines_as_in_core(self):
        for paths in (
            ("name", "category_id"),
            ("category_id/name", "name", "category_id/color", "country_id"),
            ("name", "category_id", "parent_id/child_ids"),
            ("name", "bank_ids/acc_number", "category_id/.id"),
        ):
            with self.subTest(paths=paths):
                ours, core, _rows = self._both(paths)
                self.assertEqual(ours, core)

    def test_files_to_import_again_are_as_in_core(self):
        for paths in (
            ("id", "name", "country_id/id", "parent_id"),
            ("name", "category_id/id"),
        ):
            with self.subTest(paths=paths):
                ours, core, _rows = self._both(paths, import_compat=True)
                self.assertEqual(ours, core)
                self.assertTrue(ours[0][0])

    def test_chosen_records_keep_their_order(self):
        ids = list(reversed(self.people.ids))
        model = self.env["res.partner"].with_user(self.user_lan)

        rows = [row[0] for row in ListRows(model, [[".id"]], ids=ids)]

        self.assertEqual(rows, [str(id_) for id_ in ids])

    def test_more_than_a_page(self):
        companies = self.env["res.partner.category"].create(
            [{"name": f"C{n:05}"} for n in range(PAGE + 3)]
        )
        model = self.env["res.partner.category"].with_user(self.user_lan)
        domain = [("id", "in", companies.ids)]

        rows = ListRows(model, [["name"], ["parent_id"]], domain=domain)

        self.assertEqual(
            [row[0] for row in rows], [f"C{n:05}" for n in range(PAGE + 3)]
        )
        self.assertEqual(rows.count, PAGE + 3)

    def test_nothing_found(self):
        model = self.env["res.partner"].with_user(self.user_lan)

        for domain in ([("id", "in", [])], [("name", "=", "nobody at all")]):
            self.assertEqual(list(ListRows(model, [["name"]], domain=domain)), [])

    def test_a_field_of_others_stays_theirs(self):
        secret = next(
            name
            for name, known in self.env["res.partner"]._fields.items()
            if known.groups == "base.group_system"
        )
        model = self.env["res.partner"].with_user(self.user_lan)

        with self.assertRaises(AccessError):
            list(ListRows(model, [["name"], [secret]], domain=[]))

    def test_queries_do_not_grow_with_the_rows(self):
        model = self.env["res.partner"].with_user(self.user_lan)
        paths = [["name"], ["country_id", "code"], ["parent_id"], ["category_id"]]
        counts = []
        for ids in (self.people.ids, self.people[-2:].ids, self.people.ids):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            list(ListRows(model, paths, ids=ids))
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])  # the first fills caches

    def test_case_e04_hidden_cells_are_empty_and_said(self):
        self.env["ir.rule"].create(
            {
                "name": "Hidden in this test",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": "Seen", "partner_id": self.people[1].id},
                {"name": "Hidden", "partner_id": self.customer.id},
            ]
        )
        leads.user_id = self.user_lan
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["crm.lead"].with_user(self.user_lan)
        rows = ListRows(
            model, [["name"], ["partner_id", "phone"], ["partner_id"]], ids=leads.ids
        )

        seen, hidden = (list(row) for row in rows)

        self.assertEqual(seen[1:], ["+84912345671", HOSTILE[1]])
        self.assertEqual(hidden, ["Hidden", "", ""])
        self.assertTrue(rows.has_hidden)


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
