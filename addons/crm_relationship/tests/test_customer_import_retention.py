# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: rows of old imports go, their numbers stay; many rows cost few queries."""

import csv
import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCase

FILE = "Mã KH,Họ tên,SĐT\nK1,Hoa Trần,0905111222\nK2,Lan Lê,9.12E+08\n"


@tagged("post_install", "-at_install")
class TestCustomerImportRetention(ImportCase):
    def aged(self, batch, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_import SET write_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), batch.id],
        )
        self.env.invalidate_all()
        while self.env["crm.customer.import"]._gc_rows()[1]:
            pass
        self.env.invalidate_all()

    def test_rows_go_and_numbers_stay(self):
        batch = self.imported(("a.csv", FILE))
        batch.file_ids.action_rejected()
        before = batch.report

        self.aged(batch, 89)
        self.assertEqual(len(batch.row_ids), 2)
        self.aged(batch, 91)

        self.assertFalse(batch.row_ids)
        self.assertEqual(batch.report, before)
        self.assert_adds_up(batch)
        self.assertFalse(batch.file_ids.attachment_id.raw)
        self.assertFalse(batch.file_ids.rejected_count)
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", batch._name), ("res_id", "=", batch.id)]
            )
            - batch.file_ids.attachment_id
        )
        self.assertTrue(self.partners.search([("name", "=", "Hoa Trần")]))
        with self.assertRaisesRegex(UserError, "rows are gone"):
            batch.action_undo()

    def test_how_long_is_a_setting(self):
        self.env["res.config.settings"].create({"import_keep_days": 7}).execute()
        batch = self.imported(("a.csv", FILE))

        self.aged(batch, 8)

        self.assertFalse(batch.row_ids)

    def test_an_import_that_did_not_end_keeps_its_rows_four_times_as_long(self):
        for state in ("checked", "partly", "failed"):
            batch = self.check((f"{state}.csv", FILE))
            batch.sudo().state = state

            self.aged(batch, 359)
            self.assertEqual(len(batch.row_ids), 2, state)
            self.aged(batch, 361)

            self.assertFalse(batch.row_ids, state)
            self.assertEqual(batch.row_count, 2)
            self.assertFalse(batch.file_ids.attachment_id.raw)

    def test_an_import_that_runs_keeps_its_rows(self):
        batch = self.check(("a.csv", FILE))
        batch.action_import()

        self.aged(batch, 1000)

        self.assertEqual(len(batch.row_ids), 2)

    def test_without_its_rows_an_import_does_not_go_on(self):
        batch = self.check(("a.csv", FILE))
        self.aged(batch, 361)

        for button in (batch.action_check, batch.action_import):
            with self.assertRaisesRegex(UserError, "rows are gone"):
                button()
        batch.sudo().state = "failed"
        with self.assertRaisesRegex(UserError, "rows are gone"):
            batch.action_resume()

    def test_rejected_rows_as_csv_come_back(self):
        batch = self.imported(("a.csv", FILE))
        url = batch.file_ids.action_rejected_csv()["url"]
        attachment = self.env["ir.attachment"].browse(
            int(url.split("/")[3].split("?")[0])
        )

        self.assertEqual(attachment.name, "Rejected rows of a.csv")
        header, row = csv.reader(io.StringIO(attachment.raw.decode("utf-8-sig")))
        self.assertEqual(header[:3], ["Mã KH", "Họ tên", "SĐT"])
        self.assertEqual(row[:4], ["K2", "Lan Lê", "9.12E+08", "3"])
        repaired = attachment.raw.replace(b"9.12E+08", b"0905333444")
        self.assertEqual(self.imported(("b.csv", repaired)).new_count, 1)

    def test_what_many_rows_change_costs_as_few_queries_as_that_of_few(self):
        lines = [f"Q{n},Người {n},09051{n:05d},Nhóm {n},Cty {n}" for n in range(40)]
        head = "Mã KH,Họ tên,SĐT,Nhóm,Công ty\n"
        self.imported(("a.csv", head + "\n".join(lines)))
        batch = self.check(("b.csv", head + "\n".join(lines).replace("Người", "Ông")))
        self.assertEqual(batch.update_count, 40)

        def queries(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertIn("Ông", rows[0].change_text)
            return self.env.cr.sql_log_count - before

        few = queries(batch.row_ids[:4])
        self.assertLess(queries(batch.row_ids[:40]), few + 8)
