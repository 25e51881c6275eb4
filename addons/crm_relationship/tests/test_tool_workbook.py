# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a workbook holds every row, as what it is, and runs nothing."""

from datetime import datetime
from io import BytesIO

import openpyxl

from odoo.tests import BaseCase, tagged

from ..tools.workbook import CELL_LENGTH, write_workbook


@tagged("standard")
class TestToolWorkbook(BaseCase):
    def _written(self, rows, **options):
        file = BytesIO()
        count = write_workbook(file, "A: b [c]", ["One", "Two"], rows, **options)
        return count, openpyxl.load_workbook(file)

    def test_cells_keep_their_types(self):
        at = datetime(2026, 3, 2, 8, 30)

        _count, book = self._written([("text", 1.5), (at, True), (None, "")])

        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual(rows, [["text", 1.5], [at, True]])

    def test_no_text_becomes_a_formula_a_link_or_a_number(self):
        texts = ("=1+1", "+1", "-1", "@x", "http://evil.test", "0912345678")

        _count, book = self._written([(text, "") for text in texts])

        cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
        self.assertEqual([cell.value for cell in cells], list(texts))
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertFalse(any(cell.hyperlink for cell in cells))

    def test_rows_beyond_a_sheet_go_on_the_next(self):
        count, book = self._written(([n, n] for n in range(5)), sheet_rows=2)

        self.assertEqual(count, 5)
        self.assertEqual(book.sheetnames, ["A b c", "A b c 2", "A b c 3"])
        values = [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)]
        self.assertEqual(values, [0, 1, 2, 3, 4])
        self.assertTrue(all(sheet["A1"].value == "One" for sheet in book))

    def test_no_rows_leave_a_header(self):
        count, book = self._written([])

        self.assertEqual(count, 0)
        self.assertEqual([cell.value for cell in book.worksheets[0][1]], ["One", "Two"])

    def test_text_is_cut_to_what_a_cell_holds(self):
        _count, book = self._written([("x" * (CELL_LENGTH + 9), 1)])

        self.assertEqual(len(book.worksheets[0]["A2"].value), CELL_LENGTH)
