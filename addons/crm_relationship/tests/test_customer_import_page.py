# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the page of an import says what to do, and its numbers add up."""

from lxml import etree

from odoo.tests import Form, tagged

from .import_common import ImportCase

FILE = (
    "kh.csv",
    "Mã KH,Tên,SĐT,Ngày sinh,Phụ trách\nA1,An Ý,0905000111,05/06/1990,ai đó\n\n"
    "A2,Bé,9.1E+08,07/08/1991,Lan\nA1,An Ý,0905000111,05/06/1990,ai đó\n",
)


@tagged("post_install", "-at_install")
class TestCustomerImportPage(ImportCase):
    def assert_sums(self, report):
        parts = sum(part["count"] for part in report["verdicts"])
        self.assertEqual(parts + report["unchecked"], report["rows"])
        others = report["header"] + report["blank"] + report["continued"]
        self.assertEqual(report["rows"] + others, report["lines"])

    def test_every_step_says_what_to_do(self):
        batch = self.upload()
        said = [batch.guide]
        self.add(batch, FILE)
        said.append(batch.guide)
        batch.action_check()
        said.append(batch.guide)
        self.work(batch)
        said.append(batch.guide)
        self.assertEqual(batch.state, "mapped")
        self.assertIn("05/06/1990", batch.question)
        batch.column_ids.filtered("is_asked").date_order = "dmy"
        batch.action_check()
        self.work(batch)
        said.append(batch.guide)
        self.assertIn("ai đó", batch.unanswered)
        batch.owner_ids.filtered(lambda o: o.name == "ai đó").user_id = self.user_lan
        self.assertFalse(batch.unanswered)
        self.assert_sums(batch.report)
        batch.action_import()
        self.work(batch)
        said.append(batch.guide)
        self.assert_sums(batch.report)
        self.assertEqual(batch.file_ids.rejected_count, 2)
        batch.action_undo()
        self.work(batch)
        said.append(batch.guide)

        self.assertEqual(len(set(filter(None, said))), 7)
        self.assert_sums(batch.report)

    def test_every_number_opens_its_rows(self):
        batch = self.check(FILE)
        report = batch.report
        names = {part["name"] for part in report["verdicts"] + report["ended"]}
        views = self.env["crm.customer.import.row"].get_views([(False, "search")])
        arch = etree.fromstring(views["views"]["search"]["arch"])
        filters = set(arch.xpath("//filter/@name"))

        self.assertLessEqual(names | {"rejected"}, filters)

    def test_columns_offer_what_rows_of_their_file_have(self):
        batch = self.upload(
            ("log.csv", "Wann,Wer,Was,Tel\n2024-01-02,X,Hi,0912345678\n")
        )
        file = batch.file_ids
        self.assertFalse(file.target)

        file.target = "interaction"

        column = batch.column_ids[0]
        self.assertIn("at", column.allowed)
        self.assertNotIn("birthdate", column.allowed)

    def test_columns_follow_the_kind_of_rows_that_is_chosen(self):
        batch = self.upload(
            (
                "kh.csv",
                "Thời gian,Tên khách hàng,Điện thoại,Ghi chú\n2024-01-02,X,0912345678,Hi\n",
            )
        )
        self.assertEqual(batch.file_ids.target, "partner")

        batch.file_ids.target = "interaction"

        self.assertEqual(
            batch.column_ids.mapped("name"), ["at", "name", "phone", "note"]
        )

    def test_answers_are_given_on_the_page(self):
        batch = self.check(
            ("c.csv", "callid,calldate,phone,disposition,agent\n"
             "1,2024-01-02 10:00:00,0912345678,Máy bận,x9\n"),
        )  # fmt: skip
        self.assertEqual(batch.outcome_ids.outcome_id.code, "busy")
        other = self.env["crm.interaction.outcome"].search(
            [("code", "=", "no_answer")], limit=1
        )

        with Form(batch) as form:
            with form.outcome_ids.edit(0) as line:
                line.outcome_id = other
            with form.owner_ids.edit(0) as line:
                line.user_id = self.user_lan

        batch.action_import()
        self.work(batch)
        [call] = self.env["crm.interaction"].search(
            [("external_uid", "like", "calls__")]
        )
        self.assertEqual((call.outcome_id, call.user_id), (other, self.user_lan))
