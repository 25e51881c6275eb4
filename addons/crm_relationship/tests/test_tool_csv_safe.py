# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no cell of a CSV file runs, and every one comes back as it was."""

import csv
import io
import unicodedata
from datetime import date, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.csv_safe import marked, unmarked, write_csv
from ..tools.intake.csv_file import read_csv

FORMULAS = (
    '=HYPERLINK("http://evil.test","x")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    " =1+1",
    "\ufeff=1",
    "\u200b=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "−1+2",
    "+84-912-345-678",
    "=",
    "-",
    "+1e5",
)
PLAIN = (
    "+84912345678",
    "+84 912 345 678",
    "-5",
    "-5.2",
    "+1,5",
    "0912345678",
    "(028) 3822 1234",
    "{=1+1}",
    "a=1",
    "'t is",
    "",
    "5-3",
)


def written(headers, rows, **options):
    file = io.BytesIO()
    write_csv(file, headers, rows, **options)
    return file.getvalue()


@tagged("standard")
class TestToolCsvSafe(BaseCase):
    def test_case_46_no_formula_begins_a_cell(self):
        for text in FORMULAS:
            with self.subTest(text=text):
                self.assertEqual(marked(text), "'" + text)

    def test_case_46_numbers_phones_and_words_are_left_alone(self):
        for text in PLAIN:
            with self.subTest(text=text):
                self.assertEqual(marked(text), text)

    def test_case_46_headers_are_cells_too(self):
        first = written(["=1+1"], []).decode("utf-8-sig").splitlines()[0]

        self.assertEqual(first, '"\'=1+1"')

    def test_case_46_our_own_reader_reads_what_was_written(self):
        texts = [*FORMULAS, *PLAIN, "''=1", "'+84912345678", 'Đào, "Lan"; x\ny']
        content = written(["Text", "n"], [(text, n) for n, text in enumerate(texts)])

        rows = [cells for _line, _lines, cells in read_csv(io.BytesIO(content))]

        self.assertEqual([row[0] for row in rows[1:]], texts)
        self.assertEqual([int(row[1]) for row in rows[1:]], list(range(len(texts))))

    def test_files_of_odoo_itself_come_back_too(self):
        core = b'"Phone"\n"\'+84912345678"\n"\'-5"\n'

        rows = [cells for *_rest, cells in read_csv(io.BytesIO(core), separator=",")]

        self.assertEqual(rows[1:], [["+84912345678"], ["-5"]])

    def test_values_that_are_no_text_are_what_they_are(self):
        row = [-5, -1.5, None, False, True, date(2026, 3, 1), b"=1", 0]
        row.append(datetime(2026, 3, 1, 8, 30))

        content = written(["x"] * 9, [row]).decode("utf-8-sig")

        found = list(csv.reader(io.StringIO(content)))[1]
        self.assertEqual(
            found,
            [
                "-5",
                "-1.5",
                "",
                "",
                "True",
                "2026-03-01",
                "'=1",
                "0",
                "2026-03-01 08:30:00",
            ],
        )

    def test_excel_knows_that_it_is_unicode(self):
        self.assertTrue(written(["Đào"], []).startswith(b"\xef\xbb\xbf"))
        self.assertFalse(written(["Đào"], [], bom=False).startswith(b"\xef"))

    @settings(max_examples=400, deadline=None)
    @given(
        st.text(
            alphabet=st.one_of(
                st.sampled_from("'=+-@＝\t\r\n 1a\ufeff"), st.characters()
            ),
            max_size=12,
        )
    )
    @example("''''=")
    def test_every_text_comes_back(self, text):
        there = marked(text)

        self.assertEqual(unmarked(there), text)
        self.assertFalse(there.startswith(("\t", "\r", "\n")))
        lead = unicodedata.normalize("NFKC", there.strip().lstrip("\ufeff\u200b "))[:1]
        if lead and lead in "=+-@":
            self.assertRegex(there, r"^[+-][0-9]")
