# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever a file holds, it is read or refused with a reason; no line is lost."""

import csv
import io
import zipfile
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.intake.convert import Column, Plan, convert
from ..tools.intake.dates import read_birthday, read_instant
from ..tools.intake.errors import MESSAGES, IntakeError
from ..tools.intake.guards import clean_cell
from ..tools.intake.profiles import FIELDS, recognise
from ..tools.intake.table import open_table
from ..tools.workbook import write_workbook
from .property_settings import examples

TEXT = st.text(max_size=30)
STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"BEGIN:VCARD\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]
)


def _workbook():
    stream = io.BytesIO()
    lines = [[f"Hoa {at}", f"09{at:08}", at, datetime(2024, 1, 1)] for at in range(20)]
    write_workbook(stream, "x", ["Name", "Phone", "Number", "Day"], lines)
    return stream.getvalue()


WORKBOOK = _workbook()
PIECES = [
    '<row r="1">', '<row r="3">', "<row>", "</row>", "<sheetData>", "</sheetData>",
    '<c r="A1">', '<c r="ZZZ9" t="s">', '<c t="inlineStr">', '<c t="d">', "</c>", "<v>",
    "</v>", "<is><t>", "</t></is>", "1e999", "-1", "text", "<!-- -->", "&amp;", "&b;", "<x/>",
]  # fmt: skip
CARD_LINES = [
    "BEGIN:VCARD", "END:VCARD", "FN:Hoa", " folded", "", "TEL:0905", "junk",
    "NOTE;ENCODING=QUOTED-PRINTABLE:a=", "b=", "PHOTO;ENCODING=b:QUJD",
]  # fmt: skip


@tagged("standard")
class TestToolIntakeFuzz(BaseCase):
    @examples(150)
    @given(STARTS, st.binary(max_size=300))
    def test_bytes_are_read_or_refused(self, start, rest):
        try:
            table = open_table(io.BytesIO(start + rest))
            recognise(table.headers)
            rows = list(table.rows)
        except IntakeError as error:
            self.assertIn(error.code, MESSAGES)
            self.assertTrue(str(error))
        else:
            self.assertTrue(all(len(row.cells) >= len(table.headers) for row in rows))

    @examples(150)
    @given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=20))
    def test_every_line_is_counted_once(self, lines):
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([["Name", "Phone"], *lines])
        content = stream.getvalue()
        try:
            table = open_table(io.BytesIO(content.encode("utf-8", "replace")))
            list(table.rows)
        except IntakeError:
            return
        physical = len(list(io.StringIO(content, newline="")))
        self.assertEqual(table.counts.lines, physical)

    @examples(150)
    @given(st.sampled_from(sorted(FIELDS)), st.data())
    def test_rows_become_values_or_issues(self, target, data):
        names = data.draw(
            st.lists(st.sampled_from(FIELDS[target]), min_size=1, max_size=6)
        )
        cells = data.draw(st.lists(TEXT, min_size=len(names), max_size=len(names)))
        order = data.draw(st.sampled_from(["ymd", "dmy", "mdy", "ask"]))
        columns = tuple(Column(name, name, order) for name in names)

        found = convert(cells, Plan(target, columns, now=datetime(2026, 1, 1)))

        for issue in found.issues:
            self.assertIn(issue.code, MESSAGES)

    @examples(150)
    @given(st.one_of(TEXT, st.from_regex(r"[0-9/:. T+-]{1,25}", fullmatch=True)))
    def test_dates_are_read_or_refused(self, text):
        for read in (read_instant, read_birthday):
            for order in ("ymd", "dmy", "mdy"):
                try:
                    read(text, order)
                except IntakeError as error:
                    self.assertIn(error.code, ("date_bad", "date_impossible"))

    @examples(60)
    @given(st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=8))
    def test_workbooks_lose_no_row_and_no_cell(self, lines):
        stream = io.BytesIO()
        headers = ["Name", "Phone", "Email", "Street"]
        rows = [line + [""] * (4 - len(line)) for line in lines]
        write_workbook(stream, "x", headers, rows)

        table = open_table(stream)
        found = {row.line: row.cells for row in table.rows}

        wanted = {at: list(map(clean_cell, row)) for at, row in enumerate(rows, 2)}
        self.assertEqual(found, {at: row for at, row in wanted.items() if any(row)})
        last = max((at for at, row in wanted.items() if any(row)), default=1)
        self.assertGreaterEqual(table.counts.lines, last)

    @examples(150)
    @given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
    def test_spoilt_workbooks_are_read_or_refused(self, changes):
        spoilt = bytearray(WORKBOOK)
        for at, byte in changes:
            spoilt[at % len(spoilt)] = byte
        self.read_or_refused(bytes(spoilt))

    @examples(150)
    @given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
    def test_sheets_of_any_pieces_are_read_or_refused(self, pieces):
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source:
            with zipfile.ZipFile(stream, "w") as archive:
                for name in source.namelist():
                    is_sheet = name.startswith("xl/worksheets")
                    content = f"<worksheet>{pieces}</worksheet>".encode()
                    archive.writestr(name, content if is_sheet else source.read(name))
        self.read_or_refused(stream.getvalue())

    def read_or_refused(self, content):
        try:
            table = open_table(io.BytesIO(content))
            count = sum(1 for _row in table.rows)
        except IntakeError as error:
            self.assertIn(error.code, MESSAGES)
        else:
            self.assertEqual(count, table.counts.rows)

    @examples(100)
    @given(st.lists(st.sampled_from(CARD_LINES), max_size=25).map("\n".join))
    def test_every_line_of_cards_is_counted_once(self, text):
        content = f"BEGIN:VCARD\n{text}\n"
        table = open_table(io.BytesIO(content.encode()))
        list(table.rows)
        self.assertEqual(table.counts.lines, len(content.splitlines()))
