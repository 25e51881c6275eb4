# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: nothing leaves the system without the right, and without a line about it."""

import csv
import json
from io import StringIO

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import RelationshipCase

CELLS = [
    {"name": "name", "label": "Name", "type": "char"},
    {"name": "phone", "label": "Phone", "type": "char"},
]


@tagged("post_install", "-at_install")
class TestExportLog(HttpCase, RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        right = cls.env.ref("base.group_allow_export")
        right.user_ids = [(4, cls.user_lan.id), (3, cls.user_minh.id)]
        right.implied_by_ids.implied_ids = [(3, right.id)]

    def _logged(self):
        return self.env["crm.export.log"].search([], order="id")

    def _download(self, user, address, **data):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            return self.url_open(
                address,
                data={"csrf_token": http.Request.csrf_token(self), **data},
            )

    def _list(self, user, kind, **options):
        asked = {
            "model": "res.partner",
            "fields": CELLS,
            "ids": False,
            "domain": [["id", "in", (self.customer + self.person).ids]],
            "import_compat": False,
            **options,
        }
        return self._download(user, f"/web/export/{kind}", data=json.dumps(asked))

    def test_case_e05_a_downloaded_list_is_written_down(self):
        before = self._logged()

        answers = [
            self._list(self.user_lan, "csv"),
            self._list(self.user_lan, "xlsx", ids=self.person.ids),
        ]

        self.assertEqual([a.status_code for a in answers], [200, 200])
        by_filter, by_hand = self._logged() - before
        self.assertEqual(by_filter.user_id, self.user_lan)
        self.assertEqual(by_filter.model, "res.partner")
        self.assertEqual(by_filter.record_count, 2)
        self.assertEqual(by_filter.field_names, "name, phone")
        self.assertEqual(by_filter.format, "csv")
        self.assertIn(str(self.person.id), by_filter.domain)
        self.assertEqual(by_filter.route, "/web/export/csv")
        self.assertEqual((by_hand.format, by_hand.record_count), ("xlsx", 1))
        self.assertTrue(by_hand.is_selection)
        self.assertFalse(by_hand.domain)

    def test_case_e05_without_the_right_nothing_is_downloaded(self):
        before = self._logged()

        for kind in ("csv", "xlsx"):
            answer = self._list(self.user_minh, kind)

            self.assertEqual(answer.status_code, 500)
            self.assertIn("right to export", answer.text)
            self.assertNotIn("0912345678", answer.text)
        self.assertEqual(self._logged(), before)

    def test_case_e05_a_program_is_written_down_too(self):
        before = self._logged()

        self.person.with_user(self.user_lan).export_data(["name"])

        line = self._logged() - before
        self.assertEqual((line.format, line.record_count), ("call", 1))
        with self.assertRaises(UserError):
            self.person.with_user(self.user_minh).export_data(["name"])

    def test_case_e05_a_report_is_written_down(self):
        before = self._logged()

        answer = self._download(
            self.user_lan,
            "/crm_relationship/report.xlsx",
            model="crm.partner.stat",
            domain=json.dumps([["partner_id", "=", self.customer.id]]),
        )

        self.assertEqual(answer.status_code, 200)
        line = self._logged() - before
        self.assertEqual((line.model, line.format), ("crm.partner.stat", "xlsx"))
        self.assertIn("partner_id", line.domain)

    def test_case_e05_a_pivot_table_needs_the_right_and_is_written_down(self):
        table = {
            "model": "sale.report",
            "title": "Sales",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{"title": "", "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Total", "is_bold": False}],
            "origin_headers": [],
            "rows": [
                {"indent": 0, "title": "All", "values": [{"value": 7, "is_bold": True}]}
            ],
        }
        before = self._logged()

        refused = self._download(
            self.user_minh, "/web/pivot/export_xlsx", data=json.dumps(table)
        )
        given = self._download(
            self.user_lan, "/web/pivot/export_xlsx", data=json.dumps(table)
        )

        self.assertNotIn("Content-Disposition", refused.headers)
        self.assertIn("Content-Disposition", given.headers)
        line = self._logged() - before
        self.assertEqual(line.user_id, self.user_lan)
        self.assertEqual((line.model, line.field_names), ("sale.report", "Total"))

    def test_case_e05_a_dossier_needs_the_right_and_is_written_down(self):
        dossier = self.env.ref("crm_relationship.action_report_customer_dossier")
        reports = self.env["ir.actions.report"]
        before = self._logged()

        self.customer.user_id = self.user_minh
        with self.assertRaises(AccessError):
            reports.with_user(self.user_minh)._render_qweb_pdf(
                dossier, self.customer.ids
            )
        self.assertEqual(self._logged(), before)
        self.customer.user_id = self.user_lan
        reports.with_user(self.user_lan)._render_qweb_pdf(dossier, self.customer.ids)

        line = self._logged() - before
        self.assertEqual(line.user_id, self.user_lan)
        self.assertEqual((line.model, line.format), ("res.partner", "pdf"))
        self.assertEqual(line.record_count, 1)

    def test_a_dossier_as_text_needs_the_right_and_is_written_down(self):
        """Core has a route that prints any report as text."""
        self.customer.user_id = self.user_minh
        page = f"/report/text/crm_relationship.customer_dossier/{self.customer.id}"
        before = self._logged()
        self.authenticate(self.user_minh.login, self.user_minh.login)

        answer = self.url_open(page)

        self.assertNotEqual(answer.status_code, 200)
        self.assertNotIn(self.customer.name.encode(), answer.content)
        self.assertEqual(self._logged(), before)
        self.customer.user_id = self.user_lan
        self.authenticate(self.user_lan.login, self.user_lan.login)
        self.assertIn(self.customer.name.encode(), self.url_open(page).content)
        self.assertEqual(len(self._logged() - before), 1)

    def test_a_dossier_that_is_looked_at_is_made_once(self):
        """Its route only reads, in core: it was made twice, the first time in vain."""
        self.authenticate(self.user_lan.login, self.user_lan.login)
        page = f"/report/html/crm_relationship.customer_dossier/{self.customer.id}"
        before = self._logged()

        # core warns when it begins again because a route that only reads wrote
        with self.assertNoLogs("odoo.http", "WARNING"):
            answer = self.url_open(page)

        self.assertIn(self.customer.name, answer.text)
        self.assertEqual(len(self._logged() - before), 1)

    def test_case_e05_a_quotation_for_the_customer_is_no_export(self):
        order = self._create_order(user_id=False)
        before = self._logged()

        self.env["ir.actions.report"].with_user(self.user_minh)._render_qweb_pdf(
            "sale.action_report_saleorder", order.ids
        )

        self.assertEqual(self._logged(), before)

    def test_case_e04_one_hidden_customer_does_not_stop_the_file(self):
        right = self.env["ir.rule"].create(
            {
                "name": "Hidden in this test",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {self.person.id})]",
            }
        )
        other = self.lead.copy({"partner_id": self.customer.id, "name": "Second"})
        leads = (self.lead + other).with_user(self.user_lan)
        paths = ["name", "partner_id/phone", "partner_id/name", "partner_id"]
        self.env.flush_all()
        self.env.invalidate_all()

        hidden, shown = leads.export_data(paths)["datas"]

        self.assertEqual(hidden, ["Fit out the new office", "", "", ""])
        self.assertEqual(shown[2], "An Phát")
        right.unlink()
        self.env.invalidate_all()
        self.assertEqual(leads.export_data(paths)["datas"][0][1], "0912345678")

    def test_nobody_fills_in_the_log_by_defaults_of_a_call(self):
        before = self._logged()

        self.customer.with_user(self.user_lan).with_context(
            default_domain="[('user_id', '=', 1)]",
            default_is_selection=True,
            default_route="/web/export/csv",
        ).export_data(["name"])

        line = self._logged() - before
        self.assertEqual((line.user_id, line.format), (self.user_lan, "call"))
        self.assertFalse(line.domain or line.is_selection or line.route)

    def test_nobody_changes_the_log(self):
        self.person.with_user(self.user_lan).export_data(["name"])
        line = self._logged()[-1]

        for user in (self.user_lan, self.user_manager, self.env.ref("base.user_admin")):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(line.with_user(user).has_access(operation), user.name)
        self.assertFalse(line.with_user(self.user_lan).has_access("read"))
        self.assertTrue(line.with_user(self.user_manager).has_access("read"))
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            line.record_count = 0
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            line.unlink()

    def test_the_list_reads_back_as_it_was(self):
        rows = csv.reader(StringIO(self._list(self.user_lan, "csv").text))

        self.assertIn(["Nguyễn Thị Đào", "0912345678"], [row[-2:] for row in rows])
