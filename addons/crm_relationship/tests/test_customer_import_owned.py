# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: nobody changes, or learns of, another's customer by importing it."""

from odoo.tests import tagged

from .import_common import ImportCase

ADDRESS = "m@owned.test"


@tagged("post_install", "-at_install")
class TestCustomerImportOwned(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer(
            "Owned by Minh", phone="0905999888", email=ADDRESS, user_id=cls.user_minh.id
        )
        cls.env["crm.duplicate.key"]._note(cls.other.ids)

    def by_lan(self, *files, **values):
        self.end_transaction()
        batch = self.imported(*files, user=self.user_lan, **values)
        self.assert_adds_up(batch)
        return batch

    def assert_nothing_told(self, batch):
        """The salesperson reads no id, name or score of the customer in the import."""
        rows = batch.row_ids.with_user(self.user_lan)
        for row in rows.filtered(lambda r: r.verdict == "owned"):
            told = [row.reason, row.match_id, row.score, row.match_partner_id]
            self.assertFalse(any(told[1:]))
            self.assertNotIn("Minh", told[0])

    def test_case_e44_whatever_is_done_with_duplicates(self):
        stamp = self.other.write_date
        file = ("a.csv", f"Name,Phone,Email,Street\nX,0905999888,{ADDRESS},Mine\n")
        for choice in ("skip", "update", "create"):
            with self.subTest(choice=choice):
                batch = self.by_lan(file, on_existing=choice, clear_empty=True)

                self.assertEqual(self.verdicts(batch), ["owned"])
                self.assert_nothing_told(batch)
        self.assertEqual(self.other.write_date, stamp)
        self.assertFalse(self.other.street)

    def test_case_e44_by_its_id_of_the_other_program(self):
        file = "Mã KH,Tên,Email,Địa chỉ\nM1,Owned too,m1@owned.test,{}\n"
        self.imported(("a.csv", file.format("Old")), user=self.user_manager)
        mine = self.partners.search([("email", "=", "m1@owned.test")])
        mine.user_id = self.user_minh

        batch = self.by_lan(("a.csv", file.format("New")), on_existing="update")

        self.assertEqual(self.verdicts(batch), ["owned"])
        self.assert_nothing_told(batch)
        self.assertEqual(mine.street, "Old")

    def test_case_e44_given_away_between_the_check_and_the_import(self):
        mine = self._create_customer(
            "Mine",
            email="mine@owned.test",
            phone="0905777666",
            user_id=self.user_lan.id,
        )
        self.end_transaction()
        file = (
            "a.csv",
            "Name,Email,Phone,Street\nMine,mine@owned.test,0905777666,New\n",
        )
        batch = self.check(file, user=self.user_lan, on_existing="update")
        self.assertEqual(self.verdicts(batch), ["existing"])
        mine.user_id = self.user_minh

        batch.action_import()
        self.work(batch)

        self.assertEqual((batch.done_count, batch.failed_count), (0, 1))
        self.assertIn("another salesperson", batch.row_ids.reason)
        self.assertFalse(mine.street)

    def test_case_e44_history_is_not_put_onto_it(self):
        before = self.env["crm.interaction"].search_count([])
        batch = self.by_lan(
            ("cdr.csv", "callid,calldate,phone,direction,bill_sec,disposition\n"
             "z1,2024-03-02 10:00:00,0905999888,inbound,61,ANSWERED\n")
        )  # fmt: skip

        self.assertEqual(self.verdicts(batch), ["owned"])
        self.assert_nothing_told(batch)
        self.assertEqual(self.env["crm.interaction"].search_count([]), before)

    def test_case_e44_rejected_rows_tell_no_more_than_the_file(self):
        batch = self.by_lan(("a.csv", f"Name,Email,Phone\nX,{ADDRESS},0905999888\n"))

        sheet = batch.file_ids.with_user(self.user_lan)._rejected_sheet(
            batch.row_ids.ids, *batch.file_ids._rejected_columns()
        )

        [row] = sheet.rows
        self.assertEqual(row[:4], ["X", ADDRESS, "0905999888", 2])
        self.assertEqual(row[4], "belongs to another salesperson")

    def test_case_e44_its_owner_and_a_manager_do_update_it(self):
        file = (
            "a.csv",
            f"Name,Email,Phone,Street\nOwned by Minh,{ADDRESS},0905999888,{{}}\n",
        )
        for user in (self.user_minh, self.user_manager):
            with self.subTest(user=user.login):
                self.end_transaction()
                content = file[1].format(user.login)
                self.imported((file[0], content), user=user, on_existing="update")

                self.assertEqual(self.other.street, user.login)
