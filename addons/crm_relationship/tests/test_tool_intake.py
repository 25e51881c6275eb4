# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: files are read as they were meant, every line counted once."""

import doctest
import importlib
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter

from odoo.tests import BaseCase, tagged

from ..tools import intake
from ..tools.intake.convert import Column, Plan, convert
from ..tools.intake.csv_file import detect_separator
from ..tools.intake.dates import ASK, DAY_FIRST, MONTH_FIRST, Evidence, read_instant
from ..tools.intake.errors import IntakeError
from ..tools.intake.profiles import profiles, recognise
from ..tools.intake.table import open_table

CARD = (
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=90o=\n"
    "=C3=A0n;B=C3=ACnh;;;\nTEL;HOME:028 3822 1234\nTEL;CELL:0905111222\n"
    "EMAIL:a@x.test\nitem1.EMAIL;TYPE=pref:b@x.test\nPHOTO;ENCODING=BASE64:\n AAAA\n\n"
    "BDAY:--0512\nEND:VCARD\n"
)


def table(content, **options):
    data = content.encode() if isinstance(content, str) else content
    return open_table(BytesIO(data), **options)


def rows(content, **options):
    return [row.cells for row in table(content, **options).rows]


def workbook(*lines, merged=()):
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    for first, last, text in merged:
        sheet.merge_range(0, first, 0, last, text)
    book.close()
    return stream.getvalue()


@tagged("standard")
class TestToolIntake(BaseCase):
    def refused(self, code, content, **options):
        with self.assertRaises(IntakeError) as caught:
            list(table(content, **options).rows)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_examples(self):
        for path in sorted(Path(intake.__file__).parent.glob("*.py")):
            name = f"{intake.__name__}.{path.stem}"
            if path.stem != "__init__":
                with self.subTest(module=path.stem):
                    module = importlib.import_module(name)
                    self.assertFalse(doctest.testmod(module).failed)

    def test_encodings_and_separators(self):
        text = "Họ tên{0}Điện thoại\nNguyễn Đào{0}0905\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
            for separator in ",;\t|":
                with self.subTest(encoding=encoding, separator=separator):
                    found = table(text.format(separator).encode(encoding))
                    self.assertEqual(found.headers, ["Họ tên", "Điện thoại"])
                    self.assertEqual(
                        [row.cells for row in found.rows], [["Nguyễn Đào", "0905"]]
                    )

    def test_western_windows_is_not_taken_for_vietnamese(self):
        content = "Name,City\nFrançois Müller,São Tomé\n".encode("cp1252")

        self.assertEqual(rows(content), [["François Müller", "São Tomé"]])

    def test_separator_in_quotes_and_the_hint_of_excel(self):
        self.assertEqual(detect_separator('"a,b";c\n"d,e,f";g\n'), ";")
        found = table("sep=|\nName|Phone\na,b|1\n")
        self.assertEqual(found.headers, ["Name", "Phone"])
        self.assertEqual([row.cells for row in found.rows], [["a,b", "1"]])

    def test_lines_are_counted_once(self):
        content = 'Title\n\nName,Phone\n"A\nB",1\n\n,,\nC,2\n'
        found = table(content)

        lines = [row.line for row in found.rows]

        self.assertEqual(lines, [4, 8])
        counts = found.counts
        self.assertEqual(
            (counts.header, counts.rows, counts.blank, counts.continued), (2, 2, 3, 1)
        )
        self.assertEqual(counts.lines, 8)

    def test_numbers_of_excel_are_text_again(self):
        content = workbook(["Name", "Phone"], ["Hoa", 912345678.0], ["Lan", 1.5])

        self.assertEqual(rows(content), [["Hoa", "912345678"], ["Lan", "1.5"]])

    def test_merged_headers(self):
        content = workbook(
            ["", "", "", ""],
            ["Mã", "Tên", "Điện thoại", "Email"],
            ["1", "Hoa", "0905", "a@x.test"],
            merged=((0, 1, "Khách hàng"), (2, 3, "Liên hệ")),
        )
        found = table(content)

        self.assertEqual(found.headers, ["Mã", "Tên", "Điện thoại", "Email"])
        self.assertEqual(len(list(found.rows)), 1)

    def test_formulas_are_read_as_their_value(self):
        stream, book = BytesIO(), openpyxl.Workbook()
        book.active.append(["Name", "Phone"])
        book.active.append(["=1+1", "0905"])
        book.save(stream)

        self.assertEqual(rows(stream.getvalue()), [["", "0905"]])

    def test_what_is_no_list_is_refused(self):
        self.refused("unknown_format", b"%PDF-1.4")
        self.refused("damaged", b"PK\x03\x04 cut")
        self.refused("damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut")
        self.refused("empty", "\n\n")
        self.refused("bad_encoding", "a,b\n", encoding="no-such")

    def test_cells_too_long_or_too_many_are_errors_of_their_row(self):
        content = "Name,Phone\nA," + "x" * 32_768 + "\nB,1,2\nC,1\n"
        content += '"never closed,' + "x" * 32_768 + "\n"
        errors = [row.error and row.error.code for row in table(content).rows]

        self.assertEqual(
            errors, ["cell_too_long", "too_many_cells", None, "cell_too_long"]
        )

    def test_cards(self):
        found = table(CARD + "\n" + CARD.replace("END:VCARD\n", ""))
        one, two = list(found.rows)

        cells = dict(zip(found.headers, one.cells, strict=True))
        self.assertEqual(cells["Last name"], "Ðoàn")
        self.assertEqual(cells["Phone"], "0905111222; 028 3822 1234")
        self.assertEqual(cells["Email"], "b@x.test; a@x.test")
        self.assertEqual(cells["Birthday"], "--0512")
        self.assertEqual((two.line, two.error.code), (15, "bad_vcard"))
        self.assertEqual(found.counts.lines, 26)

    def test_programs_are_recognised_by_their_headers(self):
        for key, headers in (
            ("salesforce_contact", "Id,AccountId,LastName,FirstName,MailingCity"),
            ("salesforce_task", "Id,WhoId,WhatId,Subject,Status,ActivityDate"),
            ("hubspot_contact", "Record ID,First Name,Last Name,Email,Contact owner"),
            ("hubspot_call", "Record ID,Call notes,Call direction,Activity date"),
            (
                "suitecrm_contact",
                "id,first_name,last_name,phone_mobile,email1,account_name",
            ),
            ("suitecrm_call", "id,name,date_start,direction,status,parent_id"),
            ("vtiger_contact", "Contact Id,First Name,Last Name,Assigned To"),
            ("vtiger_organization", "Organization Name,Organization Number,Website"),
            ("odoo_contact", "id,name,email,phone,parent_id/id,is_company"),
            ("google_contact", "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value"),
            ("calls", "callid,calldate,phone,direction,bill_sec"),
            ("sheet", "Họ và tên,SĐT,Địa chỉ,Mã số thuế"),
        ):
            with self.subTest(key=key):
                found = recognise(headers.split(","))
                self.assertEqual(found.profile.key, key)
                self.assertTrue(found.is_sure)

    def test_profiles_know_their_own_headers(self):
        for profile in profiles().values():
            if profile.needs:
                headers = [need.split("|")[0] for need in profile.needs]
                with self.subTest(profile=profile.key):
                    self.assertEqual(recognise(headers).profile.target, profile.target)

    def test_columns_say_the_order_of_their_dates(self):
        for values, order in (
            (["05/06/2024", "25/06/2024"], DAY_FIRST),
            (["05/06/2024", "06/25/2024"], MONTH_FIRST),
            (["05/06/2024"], ASK),
            (["25/06/2024", "06/25/2024"], ASK),
            (["2024-05-06", "05/05/2024"], "ymd"),
        ):
            with self.subTest(values=values):
                seen = Evidence()
                for value in values:
                    seen.add(value)
                self.assertEqual(seen.order, order)

    def test_instants(self):
        for text, order, expected in (
            ("2010-10-14T12:00:00.000Z", "ymd", (2010, 10, 14, 12)),
            ("07/13/2009 22:14:00-0800", MONTH_FIRST, (2009, 7, 14, 6, 14)),
            ("2009-07-14T14:14:00+02:00", "ymd", (2009, 7, 14, 12, 14)),
            ("14/7/2009 2:05 CH", DAY_FIRST, (2009, 7, 14, 14, 5)),
            ("20121012T210525Z", "ymd", (2012, 10, 12, 21, 5, 25)),
            ("1718000000", "ymd", (2024, 6, 10, 6, 13, 20)),
            ("10 Jun 2024", "ymd", (2024, 6, 10)),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_instant(text, order)[0], datetime(*expected))
        for text in (
            "wrongdate",
            "2009\\7\\14 22:14",
            "31/02/2024",
            "2024-13-01",
            "1/2",
        ):
            with self.subTest(text=text), self.assertRaises(IntakeError):
                read_instant(text, DAY_FIRST)

    def test_a_row_says_all_that_is_wrong_with_it(self):
        plan = Plan(
            "partner",
            (Column("T", "name"), Column("P", "phone"), Column("E", "email")),
        )

        found = convert(["Hoa", "9.12E+08", "no"], plan)

        self.assertEqual(
            [(issue.header, issue.code) for issue in found.issues],
            [("P", "phone_scientific"), ("E", "email_bad")],
        )

    def test_planned_work_is_no_interaction(self):
        plan = Plan(
            "interaction",
            (Column("A", "at"), Column("S", "status"), Column("P", "phone")),
            now=datetime(2024, 1, 1),
        )
        for cells, code in (
            (["2023-05-05", "Completed", "0905111222"], None),
            (["2023-05-05", "Not Started", "0905111222"], "future"),
            (["2025-05-05", "", "0905111222"], "future"),
            (["", "Completed", "0905111222"], "when_missing"),
            (["2023-05-05", "Completed", ""], "who_missing"),
        ):
            with self.subTest(cells=cells):
                codes = [issue.code for issue in convert(cells, plan).issues]
                self.assertEqual(codes, [code] if code else [])

    def test_words_in_the_place_of_a_number_are_told_and_left_out(self):
        plan = Plan("partner", (Column("T", "name"), Column("P", "phone")))

        found = convert(["Hoa", "chưa có"], plan)

        self.assertEqual(found.fields, {"name": "Hoa"})
        self.assertFalse(found.has_error)
        self.assertEqual([i.code for i in found.issues], ["phone_unreadable"])
