# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: sheets become a workbook of typed cells that runs nothing and loses nothing."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ..tools.sheets import Column, Currency, Money, Sheet, Words
from ..tools.workbook import write_sheets, write_workbook
from ..tools.workbook_cells import CELL_LENGTH, clean_text, cut_text

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DONG, DOLLAR = Currency("₫", 0), Currency("$", 2, True)
HOSTILE = (
    '=HYPERLINK("http://evil.test","x")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "{=1+1}",
    "＝1+1",
    "http://evil.test",
    "0912345678",
    "9.12E+08",
)


def written(*sheets, **options):
    file = BytesIO()
    write_sheets(file, sheets, **options)
    file.seek(0)
    return file


@tagged("standard")
class TestToolSheets(BaseCase):
    def _book(self, *sheets, **options):
        return openpyxl.load_workbook(written(*sheets, **options))

    def _values(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_each_kind_of_column_makes_its_cells(self):
        at = datetime(2026, 3, 1, 20, 30)  # UTC: the second of March in Hanoi
        cases = [
            ("text", 912, "912", "General"),
            ("int", 7, 7, "#,##0"),
            ("number", 1.5, 1.5, "#,##0.00"),
            ("percent", 0.25, 0.25, "0.0%"),
            ("date", date(2026, 3, 1), datetime(2026, 3, 1), "yyyy-mm-dd"),
            ("date", at, datetime(2026, 3, 2), "yyyy-mm-dd"),
            ("datetime", at, datetime(2026, 3, 2, 3, 30), "yyyy-mm-dd hh:mm"),
            (
                "datetime",
                at.replace(tzinfo=UTC),
                datetime(2026, 3, 2, 3, 30),
                "yyyy-mm-dd hh:mm",
            ),
            ("duration", 1.5, timedelta(hours=1, minutes=30), "[h]:mm"),
            ("duration", timedelta(hours=30), timedelta(hours=30), "[h]:mm"),
            ("bool", False, False, "General"),
            ("auto", at, at, "yyyy-mm-dd hh:mm"),
        ]
        columns = [Column(kind, kind) for kind, *_rest in cases]
        rows = [[value for _kind, value, *_rest in cases]]

        cells = self._book(Sheet("A", columns, rows), zone=HANOI)["A"][2]

        for cell, (kind, _value, expected, pattern) in zip(cells, cases, strict=True):
            with self.subTest(kind=kind):
                self.assertEqual(cell.value, expected)
                self.assertEqual(cell.number_format, pattern)

    def test_money_keeps_its_currency(self):
        columns = [Column("Amount", "money", currency=DONG)]
        rows = [(25_000_000,), (Money(12.5, DOLLAR),)]

        sheet = self._book(Sheet("A", columns, rows, totals=True))["A"]

        self.assertEqual(sheet["A2"].number_format, '#,##0 "₫"')
        self.assertEqual(sheet["A3"].number_format, '"$"#,##0.00')
        self.assertEqual(self._values(sheet)[1:3], [[25_000_000], [12.5]])
        # a sum of dong and dollars is no amount
        self.assertIn(sheet["A4"].value, (None, "Total"))

    def test_totals_are_sums_of_what_can_be_summed(self):
        columns = [
            Column("Who"),
            Column("Calls", "int"),
            Column("Share", "percent"),
            Column("Hours", "duration"),
            Column("Year", "int", total=False),
        ]
        rows = ((f"p{n}", n, 0.5, 0.5, 2026) for n in range(4))

        sheet = self._book(Sheet("A", columns, rows, totals=True))["A"]

        last = [cell.value for cell in sheet[6]]
        self.assertEqual(last, ["Total", 6, None, timedelta(hours=2), None])
        self.assertTrue(sheet["B6"].font.bold)
        self.assertEqual(sheet.auto_filter.ref, "A1:E5")

    def test_totals_that_are_given_are_written(self):
        columns = [Column("Who"), Column("Rate", "percent")]

        sheet = self._book(
            Sheet("A", columns, [("x", 0.5), ("y", 0.1)], totals=("All", 0.2))
        )["A"]

        self.assertEqual([cell.value for cell in sheet[4]], ["All", 0.2])

    def test_nothing_typed_by_somebody_runs(self):
        columns = [Column(text, "auto") for text in HOSTILE]
        file = written(Sheet(HOSTILE[0], columns, [HOSTILE], notes=HOSTILE))

        book = openpyxl.load_workbook(file)

        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertEqual({c.data_type for c in cells if c.value is not None}, {"s"})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        kept = [text.replace("\r", "\n") for text in HOSTILE]
        for line in (1, 2):
            self.assertEqual([cell.value for cell in book.worksheets[0][line]], kept)
        with zipfile.ZipFile(file) as archive:
            for number in (1, 2):
                part = archive.read(f"xl/worksheets/sheet{number}.xml")
                self.assertNotIn(b"<f>", part)
                self.assertNotIn(b"hyperlink", part)

    def test_several_sheets_have_names_of_their_own(self):
        plain = [Column("A")]
        titles = ("Sales: May", "sales may", "Sales May", "", "History", "x" * 50)

        book = self._book(*(Sheet(title, plain, [("1",)]) for title in titles))

        names = book.sheetnames
        self.assertEqual(names[:3], ["Sales May", "sales may 2", "Sales May 3"])
        self.assertEqual(len({name.casefold() for name in names}), len(titles))
        self.assertTrue(all(0 < len(name) <= 31 for name in names))
        self.assertNotIn("History", names)

    def test_notes_come_last(self):
        words = Words(notes="Ghi chú")

        book = self._book(
            Sheet("A", [Column("A")], [], notes=["Period: May 2026"]),
            Sheet("B", [Column("B")], []),
            words=words,
        )

        self.assertEqual(book.sheetnames, ["A", "B", "Ghi chú"])
        self.assertEqual(self._values(book["Ghi chú"])[1], ["A", "Period: May 2026"])

    def test_case_47_rows_beyond_a_sheet_go_on_the_next_with_the_total_last(self):
        sheet = Sheet("A", [Column("n", "int")], ((n,) for n in range(5)), totals=True)

        book = self._book(sheet, sheet_rows=2)

        self.assertEqual(book.sheetnames, ["A", "A 2", "A 3"])
        values = [self._values(part)[1:] for part in book]
        self.assertEqual(values, [[[0], [1]], [[2], [3]], [[4], [10]]])

    def test_case_47_exactly_full_sheets_leave_no_empty_one(self):
        book = self._book(
            Sheet("A", [Column("n", "int")], [(1,), (2,)], totals=True), sheet_rows=2
        )

        self.assertEqual(book.sheetnames, ["A"])
        self.assertEqual(self._values(book["A"]), [["n"], [1], [2], [3]])

    def test_case_47_long_text_is_cut_and_said(self):
        longest = "đ" * CELL_LENGTH
        rows = [(longest,), (longest + "x",), ("😀" * 20_000,)]

        book = self._book(Sheet("A", [Column("Text")], rows))

        kept, cut, faces = (row[0] for row in self._values(book["A"])[1:])
        self.assertEqual(kept, longest)
        self.assertEqual(cut, "đ" * (CELL_LENGTH - 1) + "…")
        self.assertLessEqual(len(faces.encode("utf-16-le")) // 2, CELL_LENGTH)
        self.assertTrue(faces.endswith("😀…"))
        self.assertIn("2 cells", self._values(book["Notes"])[1][1])

    def test_case_47_no_rows_leave_a_header(self):
        book = self._book(Sheet("A", [Column("One"), Column("Two")], []))

        self.assertEqual(self._values(book["A"]), [["One", "Two"]])

    def test_no_sheets_leave_a_file_that_opens(self):
        self.assertEqual(len(self._book().sheetnames), 1)

    def test_what_no_cell_holds_becomes_what_it_does(self):
        row = (10**16, float("nan"), date(1899, 5, 1), b"abc", object)

        sheet = self._book(Sheet("A", [Column("x", "auto")] * 5, [row]))["A"]

        self.assertEqual(
            [cell.value for cell in sheet[2]],
            ["10000000000000000", None, "1899-05-01", "abc", str(object)],
        )

    def test_the_header_stays_and_filters(self):
        sheet = self._book(Sheet("A", [Column("A"), Column("B")], [("1", "2")]))["A"]

        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:B2")
        self.assertTrue(sheet["A1"].font.bold)

    def test_columns_are_as_wide_as_what_is_in_them(self):
        rows = [("An Phát JSC, Hà Nội branch", "x" * 500, 1)]
        columns = [Column("Name"), Column("Note"), Column("n", "int", width=33)]

        sheet = self._book(Sheet("A", columns, rows))["A"]

        widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
        self.assertEqual(widths, [28, 60, 33])

    def test_rows_are_not_kept(self):
        alive = set()

        class Row(list):
            def __del__(self):
                alive.discard(id(self))

        most = 0

        def rows():
            nonlocal most
            for n in range(3000):
                row = Row([n])
                alive.add(id(row))
                most = max(most, len(alive))
                yield row

        write_workbook(BytesIO(), "A", ["n"], rows())

        self.assertLess(most, 1000)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
    @example(["\x00\x0b\ud800\ufffe", " a ", "\r\n", "&lt;<>'\"", "]]>"])
    def test_any_text_comes_back_clean(self, texts):
        file = written(Sheet(texts[0], [Column(t) for t in texts], [texts]))

        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                etree.fromstring(archive.read(name))  # pylint: disable=c-extension-no-member
        sheet = openpyxl.load_workbook(file).worksheets[0]
        for line in (1, 2):
            for column, text in enumerate(texts, 1):
                found = sheet.cell(line, column).value or ""
                self.assertEqual(found, clean_text(text))

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=40), st.integers(2, 20))
    def test_a_cut_text_fits_and_begins_as_it_did(self, text, length):
        cut = cut_text(text, length)

        units = len(cut.encode("utf-16-le", "surrogatepass")) // 2
        self.assertLessEqual(units, length)
        if cut != text:
            self.assertTrue(cut.endswith("…"))
            self.assertTrue(text.startswith(cut[:-1]))
