# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no number, name or cell that somebody sends keeps the server busy."""

from odoo.tests import BaseCase, tagged

from ..tools.intake import cells, guards
from ..tools.intake.errors import IntakeError
from ..tools.phone_cell import read_phones
from ..tools.phone_key import phone_key, split_numbers
from ..tools.place_vn import place_key
from .hostile_text import bounded, texts


@tagged("standard")
class TestToolHostile(BaseCase):
    def test_long_texts_are_read_in_bounded_time(self):
        readers = (phone_key, split_numbers, place_key, guards.clean_cell, read_phones)
        for reader in readers:
            with self.subTest(reader=reader.__name__), bounded():
                for text in texts(30_000):
                    reader(text)

    def test_a_duration_of_blanks(self):
        with bounded():
            for text in texts(5_000):
                try:
                    self.assertGreaterEqual(cells.seconds(text), 0)
                except IntakeError:
                    continue  # refused, which is as good
