# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a file says comes in once, with a reason for all that does not."""

import base64
from datetime import datetime
from io import BytesIO

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RelationshipCase

VERDICTS = ("new", "update", "double", "existing", "owned", "error", "skipped")


class ImportCase(RelationshipCase):
    """Importing texts as files, as the job does, in this transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.env.ref("base.group_partner_manager")
        for user in (cls.user_lan, cls.user_minh, cls.user_manager):
            user.group_ids += manager
            user.tz = "Asia/Ho_Chi_Minh"
        cls.partners = cls.env["res.partner"].with_context(active_test=False)

    def upload(self, *files, user=None, **values):
        """Return an import of (name, content) files."""
        batch = (
            self.env["crm.customer.import"]
            .with_user(user or self.user_manager)
            .create({"name": "Test", **values})
        )
        self.add(batch, *files)
        return batch

    def add(self, batch, *files):
        attachments = self.env["ir.attachment"].with_user(batch.user_id)
        batch.attachment_ids = attachments.create(
            [
                {
                    "name": name,
                    "datas": base64.b64encode(
                        content.encode() if isinstance(content, str) else content
                    ),
                    "res_model": batch._name,
                    "res_id": batch.id,
                }
                for name, content in files
            ]
        )

    def work(self, batch, units=None):
        """Do the work that is left, or so many units of it."""
        self.end_transaction()
        # sudo: the job runs as the system
        batch = batch.sudo()
        left = [units]

        def may_go_on(_is_reading):
            if left[0] is None:
                return True
            left[0] -= 1
            return left[0] > 0

        while batch.state in ("reading", "checking", "importing", "undoing"):
            if not batch._work(may_go_on):
                break
        self.end_transaction()
        self.assertNotEqual(batch.state, "failed", batch.error)

    def check(self, *files, **values):
        batch = self.upload(*files, **values)
        batch.action_check()
        self.work(batch)
        return batch

    def imported(self, *files, **values):
        batch = self.check(*files, **values)
        self.assertEqual(batch.state, "checked", batch.question)
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.state, "imported")
        return batch

    def verdicts(self, batch):
        return [row.verdict for row in batch.row_ids.sorted("line")]

    def assert_adds_up(self, batch):
        counted = sum(batch[f"{name}_count"] for name in VERDICTS)
        self.assertEqual(counted, batch.row_count)
        self.assertEqual(
            batch.row_count
            + batch.blank_count
            + batch.header_count
            + batch.continued_count,
            batch.line_count,
        )


@tagged("post_install", "-at_install")
class TestCustomerImport(ImportCase):
    def test_contacts_come_in_normalised(self):
        batch = self.imported(
            (
                "kh.csv",
                "Mã KH;Họ tên;SĐT;Email;Ngày sinh;Tỉnh;Ghi chú\n"
                "KH1;TRẦN THỊ HOA;912345679;HOA@x.test;25/12/1990;Bình Dương;thích trà\n",
            )
        )

        partner = self.partners.search([("email", "=", "hoa@x.test")])
        self.assertEqual(partner.name, "Trần Thị Hoa")
        self.assertEqual(partner.phone_ids.key, "+84912345679")
        self.assertEqual(str(partner.birthdate), "1990-12-25")
        self.assertEqual(partner.state_id.country_id.code, "VN")
        self.assertIn("thích trà", partner.comment)
        self.assert_adds_up(batch)

    def test_second_import_changes_nothing(self):
        file = ("kh.csv", "Name,Phone,Email\nHoa Trần,0905123123,hoa@x.test\nBình,,\n")
        self.imported(file)
        before = self.partners.search_count([])
        stamps = self.partners.search([("name", "in", ("Hoa Trần", "Bình"))]).mapped(
            "write_date"
        )

        batch = self.imported(file)

        self.assertEqual(self.verdicts(batch), ["update", "update"])
        self.assertEqual(self.partners.search_count([]), before)
        again = self.partners.search([("name", "in", ("Hoa Trần", "Bình"))])
        self.assertEqual(again.mapped("write_date"), stamps)

    def test_nothing_changes_before_it_is_asked_for(self):
        before = self.partners.search_count([])

        batch = self.check(("kh.csv", "Name,Phone\nHoa,0905123123\n"))

        self.assertEqual(self.partners.search_count([]), before)
        self.assertEqual(batch.new_count, 1)

    def test_salesforce_history_lands_on_the_right_contact(self):
        files = [
            ("a.csv", "Id,Name,BillingCity,OwnerId,IsDeleted,ParentId\n"
             "001A00000000001AAA,Branch,Hue,rel_lan,false,001A00000000002AAA\n"
             "001A00000000002AAA,Head,Hanoi,rel_lan,false,\n"
             "001A00000000003AAA,Gone,Hanoi,rel_lan,true,\n"),
            ("c.csv", "Id,LastName,FirstName,AccountId,Email,OwnerId\n"
             "003A00000000001AAA,Doe,John,001A00000000001AAA,john@branch.test,rel_lan\n"),
            ("o.csv", "Id,Name,AccountId,StageName,Amount,CloseDate,IsWon,IsClosed\n"
             "006A00000000001AAA,Deal,001A00000000001AAA,New,1000,2024-05-06,false,false\n"),
            ("t.csv", "Id,Subject,WhoId,WhatId,Status,TaskSubtype,CallDurationInSeconds,"
             "CompletedDateTime,OwnerId,CallType\n"
             "00TA00000000001AAA,Called,003A00000000001AAA,,Completed,Call,90,"
             "2024-03-02T03:04:05.000+0000,rel_lan,Inbound\n"
             "00TA00000000002AAA,Later,003A00000000001AAA,,Not Started,Call,,"
             "2024-03-02T03:04:05.000+0000,rel_lan,\n"),
        ]  # fmt: skip

        batch = self.imported(*files)

        john = self.partners.search([("email", "=", "john@branch.test")])
        self.assertEqual(john.parent_id.name, "Branch")
        self.assertEqual(john.parent_id.parent_id.name, "Head")
        self.assertEqual(john.user_id, self.user_lan)
        [call] = self.env["crm.interaction"].search([("partner_id", "=", john.id)])
        self.assertEqual(call.occurred_at, datetime(2024, 3, 2, 3, 4, 5))
        self.assertEqual((call.duration, call.direction), (90, "in"))
        self.assertEqual((call.user_id, call.type_id.code), (self.user_lan, "call"))
        deal = self.env["crm.lead"].search([("name", "=", "Deal")])
        self.assertEqual(deal.partner_id, john.parent_id)
        self.assertEqual(deal.expected_revenue, 1000)
        self.assertEqual((batch.skipped_count, batch.error_count), (1, 1))
        self.assert_adds_up(batch)

        again = self.imported(*files)

        self.assertEqual(again.new_count, 0)
        self.assertEqual(
            self.env["crm.interaction"].search_count([("partner_id", "=", john.id)]), 1
        )

    def test_call_of_somebody_unknown_waits_for_its_contact(self):
        self.imported(
            (
                "cdr.csv",
                "callid,calldate,phone,direction,bill_sec,disposition\n"
                "x1,2024-03-02 10:00:00,0905777888,inbound,61,ANSWERED\n"
                "x2,2024-03-02 11:00:00,0912345678,outbound,5,BUSY\n",
            )
        )

        rows = self.env["crm.interaction"].search([("external_uid", "like", "calls")])
        unknown = rows.filtered("contact_value")
        self.assertEqual(unknown.contact_value, "+84905777888")
        self.assertEqual(unknown.occurred_at, datetime(2024, 3, 2, 3, 0))
        self.assertEqual((rows - unknown).partner_id, self.person)

    def test_learned_mapping_is_used_again(self):
        first = self.upload(("x.csv", "Wer,Wo\nHoa,0905123123\n"))
        self.assertTrue(first.question)
        first.file_ids.target = "partner"
        for column, name in zip(first.column_ids, ("name", "phone"), strict=True):
            column.name = name
        first.action_check()
        self.work(first)
        first.action_import()
        self.work(first)

        second = self.upload(("y.csv", "Wo,Wer\n0905123124,Lan\n"))

        self.assertTrue(second.file_ids.is_learned)
        self.assertEqual(second.column_ids.mapped("name"), ["phone", "name"])

    def test_a_file_that_is_none_says_why(self):
        batch = self.upload(("x.xlsx", b"PK\x03\x04 broken"))

        self.assertIn("damaged", batch.question)

    def test_running_import_is_not_deleted(self):
        batch = self.upload(("kh.csv", "Name,Phone\nHoa,0905123123\n"))
        batch.action_check()

        with self.assertRaisesRegex(UserError, "running"):
            batch.unlink()

    def test_rejected_rows_come_back_with_reasons(self):
        batch = self.imported(
            ("kh.csv", "Name,Phone,Email\nHoa,9.12E+08,hoa@x.test\nLan,0905111222,x\n")
        )

        action = batch.file_ids.action_rejected()

        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        sheet = openpyxl.load_workbook(BytesIO(attachment.raw)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        self.assertEqual(rows[0][:3], ["Name", "Phone", "Email"])
        self.assertEqual(rows[1][3], 2)
        self.assertIn("Phone: 9.12E+08", rows[1][4])
        self.assertIn("Email: x is no mail address", rows[2][4])


@tagged("post_install", "-at_install")
class TestCustomerImportCases(ImportCase):
    def test_case_e42_counts_add_up_and_resume_loses_nothing(self):
        lines = ["Name,Phone,Email"]
        for at in range(1200):
            bad = "9.1E+08" if at % 100 == 7 else f"09{at:08d}"
            lines.append(f"Person {at:05d},{bad},p{at}@x.test")
            if at % 33 == 0:
                lines.append(lines[-1])
            if at % 500 == 0:
                lines.append("")
        batch = self.check(("kh.csv", "\n".join(lines) + "\n"))
        self.assert_adds_up(batch)
        self.assertEqual(batch.line_count, len(lines))
        self.assertEqual((batch.error_count, batch.double_count), (12, 37))
        batch.action_import()
        self.work(batch, units=1)
        self.assertTrue(0 < batch.done_count < batch.new_count)

        batch.action_cancel()
        self.assertEqual(batch.state, "partly")
        batch.action_import()
        self.work(batch)

        self.assertEqual(batch.state, "imported")
        self.assertEqual(batch.done_count, 1188)
        found = self.partners.search_count([("email", "like", "p%@x.test")])
        self.assertEqual(found, 1188)
        self.assert_adds_up(batch)

    def test_case_e42_a_row_that_fails_fails_alone(self):
        batch = self.check(("kh.csv", "Name,Birthdate\nA,1990-01-31\nB,1200-01-31\nC,\n"))
        self.assertEqual(batch.new_count, 3)

        batch.action_import()
        self.work(batch)

        self.assertEqual((batch.done_count, batch.failed_count), (2, 1))
        failed = batch.row_ids.filtered(lambda r: r.state == "failed")
        self.assertIn("too long ago", failed.reason)

    def test_case_e43_undo_spares_what_was_edited(self):
        known = self._create_customer("Known", ref="K1", user_id=self.user_manager.id)
        self.imported(("a.csv", "Mã KH,Tên,Địa chỉ\nK1,Known,Old street\n"), on_existing="create")
        known = self.partners.search([("street", "=", "Old street")])
        batch = self.imported(
            ("a.csv", "Mã KH,Tên,Địa chỉ\nK1,Known,New street\nK2,Fresh,A\nK3,Edited,B\n")
        )
        self.assertEqual(known.street, "New street")
        fresh, edited = (self.partners.search([("name", "=", n)]) for n in ("Fresh", "Edited"))
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s", [edited.id],
        )  # fmt: skip
        self.env.invalidate_all()

        batch.action_undo()
        self.work(batch)

        self.assertEqual(known.street, "Old street")
        self.assertFalse(fresh.exists())
        self.assertTrue(edited.exists())
        self.assertEqual((batch.undone_count, batch.kept_count), (2, 1))

    def test_case_e44_another_ones_customer_is_not_overwritten(self):
        other = self._create_customer(
            "Minh's", phone="0905999888", email="m@minh.test", user_id=self.user_minh.id
        )
        self.end_transaction()

        batch = self.imported(
            ("kh.csv", "Name,Phone,Email,Street\nMinh's,0905999888,m@minh.test,Mine now\n"),
            user=self.user_lan,
            on_existing="update",
        )

        [row] = batch.row_ids
        self.assertEqual(row.verdict, "owned")
        self.assertFalse(row.match_id or row.match_partner_id or row.score)
        self.assertNotIn("Minh", row.with_user(self.user_lan).reason)
        self.assertFalse(other.street)

    def test_case_e45_empty_cell_keeps_or_clears(self):
        full = "Mã KH;Họ tên;Địa chỉ\nK9;Nguyễn Văn Nam;12 Lê Lợi\n"
        self.imported(("a.csv", full.encode("utf-8-sig")))
        empty = "Mã KH;Họ tên;Địa chỉ\nK9;Nguyễn Văn Nam;\n".encode("utf-8-sig")
        partner = self.partners.search([("street", "=", "12 Lê Lợi")])

        self.imported(("a.csv", empty))
        self.assertEqual(partner.street, "12 Lê Lợi")

        self.imported(("a.csv", empty), clear_empty=True)
        self.assertFalse(partner.street)

    def test_case_e45_ambiguous_dates_are_asked(self):
        batch = self.check(("a.csv", "Họ tên,Ngày sinh\nNam Lê,05/06/1990\nHoa,07/08/1991\n"))
        self.assertEqual(batch.state, "mapped")
        self.assertIn("Ngày sinh", batch.question)

        batch.column_ids[1].date_order = "dmy"
        batch.action_check()
        self.work(batch)
        batch.action_import()
        self.work(batch)

        born = self.partners.search([("name", "=", "Nam Lê")]).birthdate
        self.assertEqual(str(born), "1990-06-05")

    def test_case_e45_vietnamese_windows_letters(self):
        # ễ and ư of CP1258 are a letter and a tone mark
        text = "Họ tên;Điện thoại;Ngày sinh\nNguyễn Thị Đào;0905333444;29/02/1992\n"
        import unicodedata

        raw = b"".join(
            self._cp1258(unicodedata.normalize("NFC", char)) for char in text
        )
        self.imported(("a.csv", raw))

        partner = self.partners.search([("name", "=", "Nguyễn Thị Đào"), ("phone", "=", "0905333444")])
        self.assertEqual(str(partner.birthdate), "1992-02-29")

    def _cp1258(self, char):
        import unicodedata

        try:
            return char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = [p for p in parts[1:] if p in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize(
                "NFC", parts[0] + "".join(p for p in parts[1:] if p not in tones)
            )
            return base.encode("cp1258") + "".join(tones).encode("cp1258")

    def test_case_e46_formulas_stay_text(self):
        names = ["=HYPERLINK(1)", "+cmd", "-1+1", "@SUM", "{=1+1}"]
        self.imported(
            ("a.csv", "Name,Email\n" + "".join(f'"{n}",f{i}@x.test\n' for i, n in enumerate(names)))
        )

        found = self.partners.search([("email", "like", "f%@x.test")]).mapped("name")
        self.assertEqual(set(found), set(names))

    def test_case_e47_header_only_and_long_cells(self):
        batch = self.check(
            ("a.csv", "Name,Email\n"),
            ("b.csv", "Name,Email,Note\nLong,l@x.test," + "x" * 32_768 + "\n"
             "Odd\x01\x02,o@x.test,ok\n"),
        )  # fmt: skip

        self.assertEqual((batch.row_count, batch.error_count), (2, 1))
        batch.action_import()
        self.work(batch)
        self.assertEqual(self.partners.search([("email", "=", "o@x.test")]).name, "Odd")
