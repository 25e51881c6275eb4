# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no file harms the server, whatever it was made for; each says why it is refused."""

import io
import tracemalloc
import zipfile
from datetime import datetime
from unittest.mock import patch

import xlsxwriter

from odoo.tests import BaseCase, tagged

from ..tools.intake import csv_file, guards, sheet_xml, vcard_file
from ..tools.intake.errors import IntakeError
from ..tools.intake.table import open_table

SHEET = (
    '<?xml version="1.0"?>{0}<worksheet xmlns='
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{1}'
    "</sheetData></worksheet>"
)
CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
HEADER = (
    '<row r="1">' + CELL.format("A1", "Name") + CELL.format("B1", "Phone") + "</row>"
)
MEGABYTE = 1024 * 1024


def book(write, **options):
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, **options})
    write(made.add_worksheet())
    made.close()
    return stream.getvalue()


def with_sheet(*parts, name="xl/worksheets/sheet1.xml"):
    """Return a workbook with another part in place of one of its own."""
    source = zipfile.ZipFile(io.BytesIO(book(lambda sheet: sheet.write(0, 0, "Name"))))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in source.namelist():
            if member != name:
                archive.writestr(member, source.read(member))
        with archive.open(name, "w") as part:
            for piece in parts:
                part.write(piece)
    return stream.getvalue()


def rows(content):
    return [row.cells for row in open_table(io.BytesIO(content)).rows]


@tagged("standard")
class TestToolIntakeHostile(BaseCase):
    def refused(self, code, content, line=None):
        with self.assertRaises(IntakeError) as caught:
            list(open_table(io.BytesIO(content)).rows)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(caught.exception.row, line)

    # ------------------------------------------------------------
    # Workbooks
    # ------------------------------------------------------------

    def test_entities_are_refused_however_they_are_hidden(self):
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        hidden = {
            "plain": SHEET.format(bomb, HEADER).encode(),
            "behind blanks": SHEET.format(" " * 30_000 + bomb, HEADER).encode(),
            "behind a comment": SHEET.format("<!-- <a --> " + bomb, HEADER).encode(),
            "in wide letters": SHEET.format(bomb, HEADER)
            .replace('1.0"', '1.0" encoding="utf-16"')
            .encode("utf-16"),
        }
        for case, part in hidden.items():
            with self.subTest(case):
                self.refused("unsafe", with_sheet(part))
        self.refused(
            "unsafe", with_sheet((bomb + "<x/>").encode(), name="xl/styles.xml")
        )

    def test_what_only_looks_like_an_entity_is_a_text(self):
        text = CELL.format("A2", "<![CDATA[<!ENTITY a 'b'>]]>")
        part = SHEET.format("", f'{HEADER}<row r="2">{text}</row>').encode()

        self.assertEqual(rows(with_sheet(part)), [["<!ENTITY a 'b'>", ""]])

    def test_archives_that_grow_are_refused(self):
        self.refused(
            "too_dense",
            with_sheet(*[b" " * MEGABYTE] * 40, name="xl/worksheets/big.xml"),
        )
        with patch.object(guards, "MAX_UNPACKED", 1000):
            self.refused("too_big_unpacked", with_sheet(b"<x/>"))
        with patch.object(guards, "MAX_WHOLE", 200):
            self.refused("too_big_unpacked", with_sheet(b"x" * 300, name="xl/a.xml"))
        with patch.object(guards, "MAX_PARTS", 3):
            self.refused("too_big_unpacked", with_sheet(b"<x/>"))

    def test_a_row_that_never_ends_is_refused_before_it_is_in_memory(self):
        long = CELL.format("A2", "x" * 300_000)
        part = SHEET.format("", f'{HEADER}<row r="2">{long}').encode()
        with patch.object(guards, "MAX_ROW_BYTES", 100_000):
            self.refused("unsafe", with_sheet(part))
            many = "".join(
                f'<row r="{at}">{CELL.format(f"A{at}", "x" * 99)}</row>'
                for at in range(2, 3000)
            )
            found = rows(with_sheet(SHEET.format("", HEADER + many).encode()))
        self.assertEqual(len(found), 2998)

    def test_one_row_too_many_is_refused_by_name(self):
        def write(sheet):
            sheet.write_row(0, 0, ["Name", "Phone"])
            for at in range(1, 12):
                sheet.write_row(at, 0, [f"A{at}", "0905"])

        content = book(write)
        with patch.object(sheet_xml, "MAX_ROWS", 12):
            self.assertEqual(len(rows(content)), 11)
        with patch.object(sheet_xml, "MAX_ROWS", 11):
            self.refused("too_many_rows", content)
        # a last row far below: a million blank lines are counted, not kept
        far = f'{HEADER}<row r="1048577">{CELL.format("A1048577", "x")}</row>'
        self.refused("too_many_rows", with_sheet(SHEET.format("", far).encode()))

    def test_two_thousand_columns_are_too_many_and_blank_ones_are_none(self):
        self.refused(
            "too_many_columns",
            book(lambda sheet: sheet.write_row(0, 0, [f"H{at}" for at in range(2000)])),
            line=1,
        )
        part = SHEET.format("", f'{HEADER}<row r="2">{CELL.format("A2", "a")}'
                            f'{CELL.format("XFD2", "")}</row>')  # fmt: skip
        self.assertEqual(rows(with_sheet(part.encode())), [["a", ""]])
        self.refused(
            "too_many_columns", ",".join(f"H{n}" for n in range(2000)).encode()
        )

    def test_what_is_there_twice_is_damaged(self):
        cell = CELL.format("A2", "a")
        for sheet in (
            f'{HEADER}<row r="2">{cell}</row><row r="2">{cell}</row>',
            f'{HEADER}<row r="2">{cell}{cell}</row>',
            f'{HEADER}<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
            f'{HEADER}<row r="2"><c r="?2"><v>1</v></c></row>',
        ):
            with self.subTest(sheet=sheet[-60:]):
                self.refused("damaged", with_sheet(SHEET.format("", sheet).encode()))

    def test_programs_that_write_little_are_understood(self):
        sheet = (
            "<row><c t='inlineStr'><is><r><t>Na</t></r><r><t>me</t></r>"
            "<rPh><t>reading</t></rPh></is></c><c t='str'><v>Phone</v></c></row><row/>"
            "<row><c><v>9.123E2</v></c><c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c></row>"
        )
        prefixed = SHEET.format("", sheet).replace("<", "<x:").replace("<x:/", "</x:")
        prefixed = prefixed.replace("<x:?xml", "<?xml").replace("xmlns=", "xmlns:x=")
        for part in (SHEET.format("", sheet), prefixed):
            table = open_table(io.BytesIO(with_sheet(part.encode())))
            self.assertEqual(table.headers, ["Name", "Phone"])
            [row] = table.rows
            self.assertEqual((row.line, row.cells), (3, ["912.3", "true", "#N/A"]))
            self.assertEqual(
                (table.counts.blank, row.error.code), (1, "too_many_cells")
            )

    def test_days_and_texts_of_excel(self):
        def write(sheet, book):
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_row(0, 0, ["Name", "Day"])
            sheet.write_string(1, 0, "a\x01b _x0041_ & <c>")
            sheet.write_datetime(1, 1, datetime(2024, 2, 29, 13, 30), day)
            sheet.write_number(2, 1, 1e300, day)

        stream = io.BytesIO()
        made = xlsxwriter.Workbook(stream)
        write(made.add_worksheet("blank") and made.add_worksheet("Second"), made)
        made.close()

        self.assertEqual(
            rows(stream.getvalue()),
            [["ab _x0041_ & <c>", "2024-02-29 13:30:00"], ["", "#VALUE!"]],
        )

    def test_formulas_in_every_cell(self):
        def write(sheet):
            sheet.write_row(0, 0, ["Name", "Phone"])
            for at in range(1, 4):
                sheet.write_formula(
                    at, 0, '=HYPERLINK("http://x.test","Hoa")', None, "Hoa"
                )
                sheet.write_formula(at, 1, "=1+1", None, 905123123)

        self.assertEqual(rows(book(write)), [["Hoa", "905123123"]] * 3)

    def test_cut_and_wrong_files_are_damaged(self):
        whole = book(lambda sheet: sheet.write_row(0, 0, ["Name", "Phone"]))
        for length in (30, len(whole) // 2, len(whole) - 10):
            with self.subTest(length=length):
                self.refused("damaged", whole[:length])
        self.refused("damaged", with_sheet(b"<worksheet><sheetData><row"))
        self.refused("unknown_format", zip_of("word/document.xml"))
        self.refused("empty", b"")
        self.refused("empty", b"\0" * 5000)

    def test_flat_memory(self):
        def write(sheet):
            sheet.write_row(0, 0, ["Name", "Phone", "Email"])
            for at in range(1, 8_000):
                sheet.write_row(at, 0, [f"Person {at}", f"09{at:08}", f"{at}@x.test"])

        content = book(write, constant_memory=True)
        lines = b"".join(
            b"Person %d,09%08d,%d@x.test\n" % (n, n, n) for n in range(40_000)
        )
        for file in (content, b"Name,Phone,Email\n" + lines):
            with self.subTest(kind=file[:2]):
                table = open_table(io.BytesIO(file))
                next(table.rows)
                tracemalloc.start()
                count = sum(1 for _row in table.rows)
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                self.assertGreater(count, 7_000)
                self.assertLess(peak, 4 * MEGABYTE)

    # ------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------

    def test_a_quotation_mark_that_is_missing_is_named(self):
        content = b'Name,Note\nA,ok\nB,"never ends\n' + b"C,x\n" * 400
        self.assertEqual(len(rows(content)), 2)  # short: the rest is in the note

        with patch.object(csv_file, "MAX_RECORD", 1000):
            self.refused("quote_open", content, line=3)
            self.refused("line_too_long", b"Name,Note\n" + b"x" * 3000, line=2)
            self.refused("line_too_long", b"BEGIN:VCARD\nNOTE:" + b"x" * 3000, line=2)

    def test_the_line_that_is_in_another_encoding_is_named(self):
        content = "Tên,Số\n" + "Hoà,1\n" * 700
        last = "Hoà,2\n".encode("cp1258", "replace").replace(b"?", b"\xe0")
        with self.assertRaises(IntakeError) as caught:
            file = io.BytesIO(content.encode() + last)
            list(open_table(file, encoding="utf-8").rows)
        error = caught.exception
        self.assertEqual((error.code, error.row), ("bad_encoding", 702))

    def test_control_characters_and_zeros_are_dropped(self):
        content = b"Name,Phone\nHo\0a\x01\x02\x1b,0905\x7f\n\x00\x00,\x0b\n"

        self.assertEqual(rows(content), [["Hoa", "0905"]])

    def test_doubled_headers_stay_apart(self):
        table = open_table(io.BytesIO(b"Phone,Phone,,Name\n1,2,x,Hoa\n"))

        self.assertEqual(table.headers, ["Phone", "Phone (2)", "Column 3", "Name"])
        self.assertEqual([row.cells for row in table.rows], [["1", "2", "x", "Hoa"]])

    def test_a_wrong_name_does_not_matter(self):
        for encoding in ("utf-8", "utf-16", "utf-32", "utf-16-be"):
            with self.subTest(encoding=encoding):
                self.assertEqual(
                    rows("Tên;Số\nHoà;0905\n".encode(encoding)), [["Hoà", "0905"]]
                )

    def test_a_card_with_a_picture_of_many_lines(self):
        picture = " " + "QUJD" * 18 + "\r\n"
        card = f"BEGIN:VCARD\r\nFN:Hoa\r\nPHOTO;ENCODING=b:\r\n{picture * 60_000}END:VCARD\r\n"
        with patch.object(vcard_file, "MAX_RECORD", 1000):
            table = open_table(io.BytesIO(card.encode()))
            [row] = table.rows

        self.assertEqual(row.cells[1], "Hoa")
        self.assertEqual(table.counts.lines, 60_004)


def zip_of(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, b"<x/>")
    return stream.getvalue()
