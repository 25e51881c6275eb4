# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever a file holds, it is read or refused with a reason; no line is lost."""

import csv
import io
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.intake.convert import Column, Plan, convert
from ..tools.intake.dates import read_birthday, read_instant
from ..tools.intake.errors import MESSAGES, IntakeError
from ..tools.intake.profiles import FIELDS, recognise
from ..tools.intake.table import open_table
from .property_settings import examples

TEXT = st.text(max_size=30)
STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"BEGIN:VCARD\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]
)


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
