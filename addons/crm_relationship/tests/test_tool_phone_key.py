# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..tools.phone_key import phone_key, split_numbers
from ..tools.phone_plan import OLD_PREFIXES

MOBILE = "+84912345678"


@tagged("post_install", "-at_install")
class TestPhoneKey(BaseCase):
    """E27 to E29."""

    def test_one_mobile_number_has_one_key(self):
        for text in (
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "0912-345-678",
            "84912345678",
            "+84912345678",
            "+84 912 345 678",
            "0084912345678",
            "00 84 912 345 678",
            "+84 (0)91 234 5678",
            "(091) 234-5678",
            "O912345678",
            "0912345678.0",
            "912345678",
            "912345678.0",
            "84912345678.0",
            "0912345678 (Zalo)",
            "0912345678 Zalo",
            "0912345678 - chị Lan",
            "ĐT: 0912345678",
            "Tel 0912345678",
            "\u00a00912\u00a0345\u00a0678\u00a0",
            "0912\u200b345678",
            "０９１２３４５６７８",
        ):
            self.assertEqual(phone_key(text), MOBILE, repr(text))

    def test_numbers_of_before_2018_are_todays(self):
        for old, new in OLD_PREFIXES.items():
            for text in (f"{old}4567890"[:11], f"+84{old[1:]}4567890"[:13]):
                self.assertEqual(
                    phone_key(text), f"+84{new[1:]}{'4567890'[:7]}", repr(text)
                )

    def test_landlines_have_keys(self):
        self.assertEqual(phone_key("028 3822 1234"), "+842838221234")
        self.assertEqual(phone_key("(024) 3822-1234"), "+842438221234")
        self.assertEqual(phone_key("+84 28 3822 1234"), "+842838221234")

    def test_foreign_numbers_keep_their_country(self):
        self.assertEqual(phone_key("+32 2 290 34 90"), "+3222903490")
        self.assertEqual(phone_key("0032 2 290 34 90"), "+3222903490")
        self.assertEqual(phone_key("02 290 34 90", "32"), "+3222903490")
        self.assertEqual(phone_key("0912345678", "32"), "+32912345678")

    def test_what_identifies_no_person_has_no_key(self):
        for text in (
            None,
            "",
            "   ",
            "113",
            "1900 1234",
            "1800 6868",
            "19001234",
            "18001091",
            "9.12E+08",
            "9,12E+08",
            "0912 34",
            "091234567890123",
            "no phone",
            "chưa có",
            "-",
            "+",
            "00",
            "0000000000",
        ):
            self.assertIsNone(phone_key(text), repr(text))

    def test_cell_with_two_numbers_is_split(self):
        for text in (
            "0912345678/0987654321",
            "0912345678 / 0987654321",
            "0912345678;0987654321",
            "0912345678, 0987654321",
            "0912345678 | 0987654321",
            "0912 345 678 / 0987 654 321",
            "0912345678\n0987654321",
            "0912345678 - 0987654321",
            "0912345678 hoặc 0987654321",
        ):
            keys = [phone_key(part) for part in split_numbers(text)]
            self.assertEqual(keys, [MOBILE, "+84987654321"], repr(text))

    def test_one_number_stays_one(self):
        for text in ("091/234/5678", "0912-345-678", "028 3822 1234", "0912.345.678"):
            self.assertEqual(len(split_numbers(text)), 1, repr(text))

    def test_key_of_a_key_is_itself(self):
        for text in ("0912345678", "02838221234", "01201234567", "+3222903490"):
            key = phone_key(text)

            self.assertEqual(phone_key(key), key)

    def test_no_number_is_nothing(self):
        self.assertEqual(split_numbers(None), [])
        self.assertEqual(split_numbers(" / "), [])
