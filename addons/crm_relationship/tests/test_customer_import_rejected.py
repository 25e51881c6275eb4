# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: rejected rows come back as they were, and come in once they are repaired."""

from io import BytesIO

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase

FILE = (
    "Mã số;Ai;Gọi;Thư;Sinh nhật\n"
    "R1;Hoa Trần;9.12E+08;=cmd|' /C calc'!A0;05/06/1990\n"
    "R2;Lan Lê;0905111222;lan@x.test;07/08/1991\n"
    "R3;@SUM(1);0905111333;-1+1;01/02/1992\n"
    "R4;Bình Võ;0905111444;b@x.test;03/04/1993;quá nhiều;nữa\n"
)
NAMES = ("code", "name", "phone", "email", "birthdate")


@tagged("post_install", "-at_install")
class TestCustomerImportRejected(ImportCase):
    def mapped(self, *files, **values):
        """Return an import of files that no profile knows, mapped by hand."""
        batch = self.upload(*files, **values)
        batch.file_ids.target = "partner"
        for column, name in zip(batch.file_ids.column_ids, NAMES, strict=True):
            column.name = name
        batch.column_ids[4].date_order = "dmy"
        self.carry_out(batch)
        return batch

    def carry_out(self, batch):
        for press in (batch.action_check, batch.action_import):
            press()
            self.work(batch)
        self.assert_adds_up(batch)

    def downloaded(self, batch):
        action = batch.file_ids.action_rejected()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        return openpyxl.load_workbook(BytesIO(attachment.raw))

    def saved(self, book):
        stream = BytesIO()
        book.save(stream)
        return ("repaired.xlsx", stream.getvalue())

    def cells(self, book):
        return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]

    def test_case_e42_cells_are_as_they_were_and_no_formula(self):
        book = self.downloaded(self.mapped(("a.csv", FILE)))

        header, one, three, four = self.cells(book)
        self.assertEqual(header[:5], ["Mã số", "Ai", "Gọi", "Thư", "Sinh nhật"])
        self.assertEqual(
            one[:6],
            ["R1", "Hoa Trần", "9.12E+08", "=cmd|' /C calc'!A0", "05/06/1990", 2],
        )
        for reason in ("Gọi: 9.12E+08 has been spoilt", "Thư: =cmd"):
            self.assertIn(reason, one[6])
        self.assertEqual(three[1], "@SUM(1)")
        self.assertEqual(
            four[:5], ["R4", "Bình Võ", "0905111444", "b@x.test", "03/04/1993"]
        )
        self.assertEqual(four[7:], ["quá nhiều", "nữa"])
        kinds = {
            cell.data_type for row in book.worksheets[0].iter_rows() for cell in row
        }
        self.assertNotIn("f", kinds)

    def test_case_e42_repaired_rows_come_in_without_being_mapped_again(self):
        batch = self.mapped(("a.csv", FILE))
        self.assertEqual((batch.done_count, batch.rejected_count), (1, 3))
        lan = self.partners.search([("email", "=", "lan@x.test")])
        stamp = lan.write_date
        book = self.downloaded(batch)
        sheet = book.worksheets[0]
        sheet["C2"], sheet["D2"], sheet["D3"] = "0912000111", "hoa@x.test", "sum@x.test"

        again = self.upload(self.saved(book))

        self.assertTrue(again.file_ids.is_learned)
        self.carry_out(again)
        # the row with too many cells was not put in order
        self.assertEqual((again.done_count, again.error_count), (2, 1))
        hoa = self.partners.search([("email", "=", "hoa@x.test")])
        self.assertEqual((hoa.name, str(hoa.birthdate)), ("Hoa Trần", "1990-06-05"))
        self.assertEqual(hoa.phone_ids.key, "+84912000111")
        self.assertEqual(
            self.partners.search([("email", "=", "sum@x.test")]).name, "@SUM(1)"
        )
        self.assertEqual(lan.write_date, stamp)

        # what is repaired the second time says its lines and reasons once
        book = self.downloaded(again)
        header, four = self.cells(book)
        self.assertEqual(len([cell for cell in header if cell]), 7)
        self.assertEqual(four[7:], ["quá nhiều", "nữa"])
        sheet = book.worksheets[0]
        sheet["H2"] = sheet["I2"] = None
        last = self.upload(self.saved(book))
        self.carry_out(last)
        self.assertEqual(last.done_count, 1)
        self.assertTrue(self.partners.search([("email", "=", "b@x.test")]))

        # all of it known by now: the whole file once more changes nothing
        count = self.partners.search_count([])
        self.carry_out(self.upload(("a.csv", FILE)))
        self.assertEqual(self.partners.search_count([]), count)

    def test_repaired_rows_update_what_is_known(self):
        self.mapped(("a.csv", FILE))
        changed = FILE.replace("0905111222", "9.05E+08").replace("lan@x", "lan2@x")
        batch = self.mapped(("a.csv", changed))
        book = self.downloaded(batch)
        rows = {row[0]: at for at, row in enumerate(self.cells(book), 1)}
        book.worksheets[0].cell(rows["R2"], 3).value = "0905999222"

        self.carry_out(self.upload(self.saved(book)))

        lan = self.partners.search([("name", "=", "Lan Lê")])
        self.assertEqual(len(lan), 1)
        self.assertEqual(
            (lan.phone_ids.key, lan.email), ("+84905999222", "lan2@x.test")
        )

    def test_who_may_not_export_takes_no_rows_of_others(self):
        batch = self.mapped(("a.csv", FILE), user=self.user_lan)
        self.user_manager.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            batch.file_ids.with_user(self.user_manager).action_rejected()
        with self.assertRaises(AccessError):
            batch.file_ids.with_user(self.user_minh).action_rejected()

        batch.file_ids.with_user(self.user_lan).action_rejected()

        # sudo: only the system reads the log
        logged = self.env["crm.export.log"].sudo().search([], limit=1)
        self.assertEqual((logged.user_id, logged.record_count), (self.user_lan, 3))

    def test_nothing_rejected_is_said(self):
        batch = self.imported(("a.csv", "Name,Phone\nHoa,0905111222\n"))

        with self.assertRaisesRegex(UserError, "rejected"):
            batch.file_ids.action_rejected()
