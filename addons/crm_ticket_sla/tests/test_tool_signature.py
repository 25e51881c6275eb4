# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: numbers are taken from what the writer wrote, and from nothing else."""

from odoo.tests import BaseCase

from ..tools.quoted_html import lines_of
from ..tools.signature import signed_numbers


class TestToolSignature(BaseCase):
    def test_numbers_as_people_sign_with_them(self):
        for line, expected in (
            ("ĐT: 0912 345 678", ["0912 345 678"]),
            ("Mob. (+84) 912.345.678", ["(+84) 912.345.678"]),
            ("Tel 028 3822 1234 - Di động 0912345678", ["028 3822 1234", "0912345678"]),
            ("+84 (0)912-345-678 | lan@x.test", ["+84 (0)912-345-678"]),
            ("84912345678", ["84912345678"]),
        ):
            with self.subTest(line=line):
                self.assertEqual(signed_numbers(["Xin chào", line]), expected)

    def test_other_figures_are_none(self):
        for line in (
            "Order S00012 of 2026-06-01 10:00:00",
            "IMEI 356938035643809",
            "1.250.000.000 VND",
            "http://x.test/0912345678/a",
            "0912345678@zalo.test",
            "Serial #0912345678",
        ):
            with self.subTest(line=line):
                self.assertEqual(signed_numbers([line]), [])

    def test_subject_counts_and_the_quoted_mail_does_not(self):
        body = (
            "<div>Máy hỏng.<br>--<br>Đào 0912 345 678</div>"
            "<div>On 1 Jun 2026, Support wrote:<br></div>"
            "<blockquote><div>Hotline 0987 654 321</div></blockquote>"
        )

        self.assertEqual(
            signed_numbers(lines_of(body), "Gọi 0909 111 222"),
            ["0909 111 222", "0912 345 678"],
        )

    def test_numbers_far_above_the_end_are_part_of_the_story(self):
        lines = ["Khách 0987654321 gọi."] + [f"Dòng {n}" for n in range(12)]

        self.assertEqual(signed_numbers(lines), [])
