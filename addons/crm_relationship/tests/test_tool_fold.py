# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who types without accents means the same name."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.fold import composed, fold
from .property_settings import examples


@tagged("post_install", "-at_install")
class TestFold(BaseCase):
    def test_case_31_one_fold_however_written(self):
        for text in (
            "nguyen thi dao",
            "Nguyễn Thị Đào",
            unicodedata.normalize("NFD", "Nguyễn Thị Đào"),
            "NGUYỄN  THỊ ĐÀO",
            "Nguyễn Thị Ðào",
            "Nguyễn\u00a0Thị\u200b Đào ",
        ):
            self.assertEqual(fold(text), "nguyen thi dao", repr(text))

    def test_case_33_different_names_stay_different_in_their_text(self):
        self.assertEqual(fold("Tuấn"), fold("Tuân"))
        self.assertNotEqual(composed("Tuấn"), composed("Tuân"))

    def test_case_31_stored_composed(self):
        text = "Nguyễn Thị Đào"
        self.assertEqual(composed(unicodedata.normalize("NFD", text)), text)

    def test_wrong_d_is_put_right_only_in_vietnamese(self):
        self.assertEqual(composed("Ðặng Ðình"), "Đặng Đình")
        self.assertEqual(composed("Ðorður"), "Ðorður")

    def test_nothing(self):
        self.assertEqual(fold(None), "")

    @examples(200)
    @given(st.text())
    def test_fold_of_a_fold_is_itself(self, text):
        self.assertEqual(fold(fold(text)), fold(text))

    @examples(200)
    @given(st.text())
    def test_composing_changes_no_fold(self, text):
        self.assertEqual(fold(composed(text)), fold(text))
