# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever stands in a cell for phones is read, and nothing is lost of it."""

import itertools
import random

import phonenumbers

from odoo.tests import BaseCase, tagged

from ..tools.phone_cell import read_phones, reversed_key
from ..tools.phone_key import phone_key
from ..tools.phone_plan import OLD_AREAS, kind_of, national_format, of_today

MOBILE = "+84912345678"


@tagged("post_install", "-at_install")
class TestPhoneCell(BaseCase):
    def test_case_27_label_and_zalo(self):
        for text, note in (
            ("0912345678 (Zalo)", ""),
            ("Zalo: 0912 345 678", ""),
            ("0912345678 - chị Lan", "chị Lan"),
            ("(091) 234-5678 zalo chị Lan", "chị Lan"),
        ):
            [phone] = read_phones(text)

            self.assertEqual(phone.key, MOBILE, text)
            self.assertEqual(phone.is_zalo, "zalo" in text.lower(), text)
            self.assertEqual(phone.note, note, text)
            self.assertEqual(phone.raw, text)

    def test_case_27_several_in_a_cell(self):
        for text in (
            "0912345678/0987654321",
            "0912345678 0987654321",
            "0912 345 678 0987 654 321",
            "0912 345 678 - 0987 654 321",
            "0912345678 hoặc 0987654321",
            "0912345678, 0987654321, 0912 345 678",
        ):
            keys = [phone.key for phone in read_phones(text)]

            self.assertEqual(keys, [MOBILE, "+84987654321"], text)

    def test_number_that_differs_in_its_end(self):
        self.assertEqual(
            [phone.number for phone in read_phones("028 3822 1234/35")],
            ["028 3822 1234", "028 3822 1235"],
        )
        self.assertEqual(len(read_phones("091/234/5678")), 1)

    def test_extension(self):
        for text in (
            "028 3822 1234 ext 12",
            "028 3822 1234 (ext. 12)",
            "028 3822 1234 máy lẻ 12",
            "028 3822 1234 số lẻ: 12",
            "028 3822 1234 x12",
            "028 3822 1234 #12",
            "(028) 3822-1234 nội bộ 12",
        ):
            [phone] = read_phones(text)

            self.assertEqual(phone.key, "+842838221234", text)
            self.assertEqual(phone.extension, "12", text)
            self.assertEqual(phone_key(text), "+842838221234", text)

    def test_case_28_numbers_of_before_2018(self):
        [phone] = read_phones("0168 123 4567")

        self.assertEqual(phone.key, "+84381234567")
        self.assertEqual(phone.number, "0381 234 567")
        self.assertEqual(phone.raw, "0168 123 4567")

    def test_area_codes_of_before_2017(self):
        self.assertEqual(len(OLD_AREAS), 59)
        for text, key in (
            ("(04) 3822 1234", "+842438221234"),
            ("04 3822 1234", "+842438221234"),
            ("(08) 3822 1234", "+842838221234"),
            ("0511 3822 123", "+842363822123"),
            ("(0650) 3822123", "+842743822123"),
            ("(037) 3822 123", "+842373822123"),
            ("0240 3822 123", "+842043822123"),
            ("+84 4 3822 1234", "+842438221234"),
        ):
            self.assertEqual(phone_key(text), key, text)
        self.assertEqual(phone_key("0838221234"), "+84838221234", "a mobile today")

    def test_every_old_area_code_becomes_a_landline(self):
        for old in OLD_AREAS:
            digits = old + "38221234"[: (11 if len(old) == 4 else 10) - len(old)]
            self.assertEqual(kind_of(of_today(digits, old)), "landline", digits)

    def test_case_29_kinds(self):
        for text, kind in (
            ("1900 1234", "hotline"),
            ("1800 6868", "hotline"),
            ("+84 1900 1234", "hotline"),
            ("028 3822 1234", "landline"),
            ("024 3822 1234", "landline"),
            ("+32 2 290 34 90", "foreign"),
            ("113", "short"),
            ("9.12E+08", "unreadable"),
            ("9,12E+08", "unreadable"),
            ("chưa có", "unreadable"),
            ("0412345678999", "unreadable"),
            ("0692345678", "unknown"),
        ):
            [phone] = read_phones(text)
            self.assertEqual(phone.kind, kind, text)
            if kind in ("hotline", "short", "unreadable"):
                self.assertIsNone(phone.key, text)

    def test_nothing_is_nothing(self):
        for text in (None, "", "  ", " / "):
            self.assertEqual(read_phones(text), [])

    def test_end_of_a_number_is_the_start_of_its_reversed_key(self):
        self.assertTrue(reversed_key(MOBILE).startswith("345678"[::-1]))
        self.assertIsNone(reversed_key(None))

    def test_numbers_of_another_country(self):
        [phone] = read_phones("02 290 34 90 ext 5", "32")
        self.assertEqual((phone.key, phone.extension), ("+3222903490", "5"))
        [phone] = read_phones("+84 912 345 678", "32")
        self.assertEqual((phone.key, phone.kind), (MOBILE, "mobile"))

    def test_kinds_are_those_of_the_numbering_plan(self):
        """The library is the oracle; what it calls landline or mobile, we do."""
        rest = random.Random(84)
        kinds = {
            phonenumbers.PhoneNumberType.MOBILE: "mobile",
            phonenumbers.PhoneNumberType.FIXED_LINE: "landline",
        }
        differing = []
        for digits, length in itertools.product(range(1000, 10_000), (9, 10)):
            tail = f"{rest.randrange(10**6):06}"[: length - 4]
            national = f"0{digits}{tail}"
            number = phonenumbers.PhoneNumber(84, int(national))
            theirs = kinds.get(phonenumbers.number_type(number))
            ours = kind_of(national)
            ours = ours if ours in ("mobile", "landline") else None
            if ours != theirs:
                differing.append((national, ours, theirs))
        self.assertEqual(differing, [])

    def test_display_is_the_library_s_or_reads_as_the_same(self):
        for text in ("0912345678", "02838221234", "02363822123", "19001234"):
            shown = national_format(text)
            self.assertEqual(shown.replace(" ", ""), text)
        self.assertEqual(national_format("02363822123"), "0236 382 2123")
