# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a file says comes in once, with a reason for all that does not."""

from datetime import datetime
from io import BytesIO

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase


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

    def test_names_in_small_letters_and_birthdays_without_a_year(self):
        self.imported(
            (
                "kh.csv",
                "Mã KH;Họ tên;Email;Ngày sinh\n"
                "KH1;lê thanh sơn;son@x.test;25/12/1990\n"
                "KH2;bùi thị dung;dung@x.test;5/8\n",
            )
        )

        one = self.partners.search([("email", "=", "son@x.test")])
        two = self.partners.search([("email", "=", "dung@x.test")])
        self.assertEqual((one + two).mapped("name"), ["Lê Thanh Sơn", "Bùi Thị Dung"])
        self.assertEqual((two.birthdate.day, two.birthdate.month), (5, 8))
        self.assertTrue(two.birthdate_year_unknown)

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

    def test_nobody_imports_a_file_that_is_not_theirs(self):
        cron = self.env.ref("crm_relationship.ir_cron_customer_import")
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.csv",
                "raw": b"Name,Phone\nHidden,0905\n",
                "res_model": "ir.cron",
                "res_id": cron.id,
            }
        )
        batch = self.upload(("a.csv", "Name,Phone\nA,1\n"), user=self.user_lan)
        files = self.env["crm.customer.import.file"].with_user(self.user_lan)

        with self.assertRaises(AccessError):
            files.create(
                {"import_id": batch.id, "name": "x", "attachment_id": secret.id}
            )

    def test_others_do_not_see_an_import(self):
        batch = self.check(("a.csv", "Name,Phone\nA,0905123\n"), user=self.user_lan)
        minh = self.user_minh

        self.assertFalse(batch.with_user(minh).search([("id", "=", batch.id)]))
        rows = self.env["crm.customer.import.row"].with_user(minh)
        self.assertFalse(rows.search([("import_id", "=", batch.id)]))

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
