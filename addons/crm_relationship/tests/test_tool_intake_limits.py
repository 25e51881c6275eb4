# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: dong have no decimals, and no part of a workbook fills the memory."""

import io
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools.intake import guards, workbook_file
from ..tools.intake.cells import number
from ..tools.intake.errors import IntakeError
from ..tools.intake.table import open_table
from .test_tool_intake_hostile import (
    CELL,
    HEADER,
    MEGABYTE,
    SHEET,
    book,
    rows,
    with_sheet,
)

XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@tagged("standard")
class TestToolIntakeLimits(BaseCase):
    def refused(self, code, content, **values):
        with self.assertRaises(IntakeError) as caught:
            list(open_table(io.BytesIO(content)).rows)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(caught.exception.values, values)

    def test_a_point_in_dong_is_of_thousands(self):
        for text, amount in (
            ("500.000 ₫", 500_000),
            ("250.000 đ", 250_000),
            ("250.000đ", 250_000),
            ("250.000 VND", 250_000),
            ("VNĐ 250.000", 250_000),
            ("-1.500 đồng", -1_500),
            ("(1.500 ₫)", -1_500),
            ("1.234.567 ₫", 1_234_567),
            ("1.234.567,50 ₫", 1_234_567.5),
            ("250,000 VND", 250_000),
            ("250.5 ₫", 250.5),
            ("99.50 VND", 99.5),
            ("250.000", 250),
            ("250.000 USD", 250),
            ("$1.234", 1.234),
        ):
            with self.subTest(text):
                self.assertEqual(number(text), amount)

    def test_styles_without_measure_are_refused(self):
        for name in ("xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"):
            with self.subTest(name):
                pieces = [b"<a/>" * (MEGABYTE // 4)] * 17
                self.refused(
                    "too_big_unpacked", with_sheet(*pieces, name=name), limit=16
                )

    def test_a_sheet_may_be_longer_than_the_other_parts(self):
        line = '<row r="2">' + CELL.format("A2", "x" * 3_000) + "</row>"
        part = SHEET.format("", HEADER + line).encode()
        with patch.object(guards, "MAX_WHOLE", 2_500):
            self.assertEqual(len(rows(with_sheet(part))), 1)

    def test_texts_may_be_longer_than_the_other_parts(self):
        def write(sheet):
            for row in range(400):
                sheet.write(row, 0, f"Customer of the workshop {row}")

        with patch.object(guards, "MAX_WHOLE", 6_000):
            self.assertEqual(len(rows(book(write))), 399)
        with patch.object(guards, "MAX_TEXTS", 6_000):
            self.refused("too_big_unpacked", book(write), limit=0)

    def test_an_old_workbook_is_read_as_a_whole_and_so_not_big(self):
        with patch.object(workbook_file, "MAX_XLS", MEGABYTE):
            self.refused("too_big_xls", XLS + b"\0" * MEGABYTE, limit=1)
            self.refused("damaged", XLS + b"\0" * 1_000)
