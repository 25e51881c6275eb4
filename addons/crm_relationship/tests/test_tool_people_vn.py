# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: people are called as they are called, and a wrong number is found out."""

import random

from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst

from odoo.tests import BaseCase, tagged

from ..tools import identity_vn, names_vn
from ..tools.place_vn import place_key


@tagged("post_install", "-at_install")
class TestPeopleVn(BaseCase):
    def test_given_name_stands_last_in_vietnamese(self):
        for name, called in (
            ("Nguyễn Thị Đào", "Đào"),
            ("NGUYEN VAN AN", "AN"),
            ("Lê", "Lê"),
            ("Lê An", "An"),
            ("Van Morrison", "Van"),
            ("An Nguyen", "An"),
            ("Le Thi Dao", "Dao"),
            ("Tôn Nữ Thị Ninh", "Ninh"),
            ("Mary Ann Smith", "Mary"),
            ("Jean-Pierre Dupont", "Jean-Pierre"),
            ("", ""),
            (None, ""),
        ):
            self.assertEqual(names_vn.given_name(name), called, name)

    def test_where_they_are_from_decides_when_the_name_does_not(self):
        self.assertEqual(names_vn.given_name("Y Moan Enuol", vietnamese=True), "Enuol")

    def test_greetings(self):
        for honorific, called, vietnamese, english in (
            ("anh", "Minh", "Chào anh Minh", "Dear Mr Minh"),
            ("chi", "Đào", "Chào chị Đào", "Dear Ms Đào"),
            ("ong", "Bình", "Kính gửi ông Bình", "Dear Mr Bình"),
            ("bac", "Tư", "Chào bác Tư", "Dear Tư"),
            ("em", "Na", "Chào em Na", "Dear Na"),
            ("", "Đào", "Chào anh/chị Đào", "Dear Đào"),
            ("", "", "Kính gửi quý khách", "Dear customer"),
            ("quy_khach", "Đào", "Kính gửi quý khách", "Dear customer"),
            ("quy_cong_ty", "", "Kính gửi quý công ty", "Dear Sir or Madam"),
        ):
            self.assertEqual(names_vn.greeting(honorific, called, "vi_VN"), vietnamese)
            self.assertEqual(names_vn.greeting(honorific, called, "en_US"), english)

    def test_who_speaks_goes_with_who_is_spoken_to(self):
        for honorific, word in (("bac", "cháu"), ("anh", "em"), ("", "tôi")):
            self.assertEqual(names_vn.self_word(honorific, None, "vi_VN"), word)
        self.assertEqual(names_vn.self_word("bac", "con", "vi_VN"), "con")

    def test_tax_numbers_are_those_of_the_standard(self):
        """The library is the oracle, for ten digits and for branches."""
        rest = random.Random(10)
        valid = 0
        for _n in range(3000):
            number = f"{rest.randrange(10**10):010}"
            if rest.random() < 0.5:
                number += f"-{rest.randrange(3):03}"
            try:
                mst.validate(number)
                theirs = True
            except NumberError:
                theirs = False
            self.assertEqual(
                identity_vn.tax_fault(number, 2026) is None, theirs, number
            )
            valid += theirs
        self.assertGreater(valid, 50)

    def test_personal_numbers(self):
        for number, fault in (
            ("079090123456", None),
            ("001305000001", None),
            ("079 090 123 456", None),
            ("109090123456", None),
            ("003090123456", "province"),
            ("000090123456", "province"),
            ("079299123456", "born_later"),
            ("07909012345", "identity_length"),
            ("012345678", "old"),
            ("07909012345X", "letters"),
            ("٠٧٩٠٩٠١٢٣٤٥٦", "letters"),
        ):
            self.assertEqual(identity_vn.identity_fault(number, 2026), fault, number)
        self.assertEqual(identity_vn.tax_fault("079090123456", 2026), None)
        self.assertEqual(identity_vn.tax_fault("0100109106-000", 2026), "branch")

    def test_mask_hides_the_middle(self):
        self.assertEqual(identity_vn.masked("079090123456"), "079••••••456")
        self.assertNotIn("1", identity_vn.masked("111111"))

    def test_case_34_key_of_a_place(self):
        for text, key in (
            ("TP.HCM", "hcm"),
            ("Tp Hồ Chí Minh", "hochiminh"),
            ("Thành phố Hồ Chí Minh", "hochiminh"),
            ("tỉnh Bình Dương", "binhduong"),
            ("BÌNH  DƯƠNG", "binhduong"),
            ("Thừa Thiên-Huế", "thuathienhue"),
            ("Thủ đô Hà Nội", "hanoi"),
            ("Ðà Nẵng", "danang"),
            ("Đăk Lăk", "daklak"),
            ("", ""),
            ("Tỉnh", "tinh"),
        ):
            self.assertEqual(place_key(text), key, text)
