# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the edge cases of imports end as they should."""

import unicodedata

from odoo.tests import tagged

from ..models import crm_customer_import_job
from .import_common import ImportCase


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
        batch = self.check(
            ("kh.csv", "Name,Birthdate\nA,1990-01-31\nB,1200-01-31\nC,\n")
        )
        self.assertEqual(batch.new_count, 3)

        batch.action_import()
        self.work(batch)

        self.assertEqual((batch.done_count, batch.failed_count), (2, 1))
        failed = batch.row_ids.filtered(lambda r: r.state == "failed")
        self.assertIn("too long ago", failed.reason)

    def test_case_e43_undo_spares_what_was_edited(self):
        known = self._create_customer("Known", ref="K1", user_id=self.user_manager.id)
        self.imported(
            ("a.csv", "Mã KH,Tên,Địa chỉ\nK1,Known,Old street\n"), on_existing="create"
        )
        known = self.partners.search([("street", "=", "Old street")])
        batch = self.imported(
            (
                "a.csv",
                "Mã KH,Tên,Địa chỉ\nK1,Known,New street\nK2,Fresh,A\nK3,Edited,B\n",
            )
        )
        self.assertEqual(known.street, "New street")
        fresh, edited = (
            self.partners.search([("name", "=", n)]) for n in ("Fresh", "Edited")
        )
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
            (
                "kh.csv",
                "Name,Phone,Email,Street\nMinh's,0905999888,m@minh.test,Mine now\n",
            ),
            user=self.user_lan,
            on_existing="update",
        )

        [row] = batch.row_ids
        self.assertEqual(row.verdict, "owned")
        self.assertFalse(row.match_id or row.match_partner_id or row.score)
        self.assertNotIn("Minh", row.with_user(self.user_lan).reason)
        self.assertFalse(other.street)

    def test_case_e45_empty_cell_keeps_or_clears(self):
        full = "Mã KH;Họ tên;Địa chỉ\nK9;Nguyễn Văn Nam;12 Keep Street\n"
        self.imported(("a.csv", full.encode("utf-8-sig")))
        empty = "Mã KH;Họ tên;Địa chỉ\nK9;Nguyễn Văn Nam;\n".encode("utf-8-sig")
        partner = self.partners.search([("street", "=", "12 Keep Street")])

        self.imported(("a.csv", empty))
        self.assertEqual(partner.street, "12 Keep Street")

        self.imported(("a.csv", empty), clear_empty=True)
        self.assertFalse(partner.street)

    def test_case_e45_ambiguous_dates_are_asked(self):
        batch = self.check(
            ("a.csv", "Họ tên,Ngày sinh\nNam Lê,05/06/1990\nHoa,07/08/1991\n")
        )
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
        raw = b"".join(
            self._cp1258(unicodedata.normalize("NFC", char)) for char in text
        )
        self.imported(("a.csv", raw))

        partner = self.partners.search(
            [("name", "=", "Nguyễn Thị Đào"), ("phone", "=", "0905333444")]
        )
        self.assertEqual(str(partner.birthdate), "1992-02-29")

    def _cp1258(self, char):
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
            (
                "a.csv",
                "Name,Email\n"
                + "".join(f'"{n}",f{i}@x.test\n' for i, n in enumerate(names)),
            )
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

    def test_rows_of_one_contact_are_taken_one_after_the_other(self):
        known = self._create_customer(
            "Hoa Trần", phone="0905123123", email="hoa@x.test", street="First",
            user_id=self.user_manager.id,
        )  # fmt: skip
        self.end_transaction()
        row = "Hoa Trần,0905123123,hoa@x.test,{}\n"
        batch = self.imported(
            ("a.csv", "Name,Phone,Email,Street\n" + row.format("Second")),
            ("b.csv", "Name,Phone,Email,Street\n" + row.format("First")),
            on_existing="update",
        )

        self.assertEqual(batch.done_count, 2)
        self.assertEqual(known.street, "First")

    def test_case_e47_a_file_that_ends_badly_leaves_no_rows(self):
        self.patch(crm_customer_import_job, "READ_CHUNK", 2)
        good = "".join(f"P{n},0905{n:06},p{n}@x.test\n" for n in range(9)).encode()
        batch = self.upload(
            ("good.csv", "Name,Phone,Email\nHoa,0905123123,hoa@x.test\n"),
            ("bad.csv", b"Name,Phone,Email\n" + good + "Lê,0905,l@x.test\n".encode("cp1258")),
        )  # fmt: skip
        bad = batch.file_ids.filtered(lambda f: f.name == "bad.csv")
        bad.encoding = "utf-8"

        batch.action_check()
        self.work(batch)

        self.assertIn("row 11: the text is not utf-8", bad.error)
        self.assertIn("bad.csv: row 11", batch.question)
        self.assertEqual((batch.row_count, batch.line_count), (1, 2))
        self.assert_adds_up(batch)

        bad.encoding = "cp1258"
        batch.action_check()
        self.work(batch)

        self.assertFalse(bad.error)
        self.assertEqual((batch.row_count, batch.line_count), (11, 13))
        self.assert_adds_up(batch)

    def test_case_e42_reading_goes_on_where_it_was(self):
        self.patch(crm_customer_import_job, "READ_CHUNK", 3)
        lines = "".join(f"P{n},0905{n:06},25/12/1990\n" for n in range(10))
        batch = self.upload(("a.csv", "Họ tên,Phone,Ngày sinh\n" + lines))
        batch.action_check()
        self.work(batch, units=1)
        self.assertEqual((batch.state, batch.row_count), ("reading", 3))
        first = batch.row_ids.ids

        self.work(batch)

        self.assertEqual((batch.state, batch.row_count), ("checked", 10))
        self.assertEqual(batch.row_ids.sorted("line").ids[:3], sorted(first))
        self.assertEqual(batch.column_ids[2].date_order, "dmy")
        self.assert_adds_up(batch)
