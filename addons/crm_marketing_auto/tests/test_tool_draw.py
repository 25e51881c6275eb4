# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a draw comes out the same always and everywhere, and fair."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.draw import SHARE_SQL, person_key, pick, share

MANY = examples(100)


@tagged("post_install", "-at_install")
class TestToolDraw(BaseCase):
    def test_a_share_is_known_by_heart(self):
        # a change would move people to another arm: see tests/test_tool_draw.py
        self.assertEqual(share("seed", "1"), 0.5073963542836617)

    @MANY
    @given(st.text(), st.text())
    def test_a_share_is_in_the_unit_interval(self, seed, key):
        try:
            drawn = share(seed, key)
        except UnicodeEncodeError:
            return
        self.assertTrue(0 <= drawn < 1)

    def test_shares_are_spread_evenly(self):
        found = [share("s", str(n)) for n in range(20_000)]
        for tenth in range(10):
            inside = sum(tenth / 10 <= drawn < (tenth + 1) / 10 for drawn in found)
            self.assertAlmostEqual(inside / 20_000, 0.1, delta=0.01)

    @MANY
    @given(st.floats(0, 1, exclude_max=True), st.lists(st.integers(0, 9), min_size=1))
    def test_a_part_without_weight_is_never_picked(self, drawn, weights):
        parts = [(f"p{n}", weight) for n, weight in enumerate(weights)]
        if not sum(weights):
            return
        self.assertTrue(dict(parts)[pick(drawn, parts)])

    def test_a_contact_is_one_person_whatever_brings_it_in(self):
        self.assertEqual(person_key("crm.lead", 7, 5), person_key("res.partner", 5, 5))
        self.assertNotEqual(
            person_key("crm.lead", 5, None), person_key("res.partner", 5, 5)
        )


@tagged("post_install", "-at_install")
class TestToolDrawInDatabase(TransactionCase):
    def test_the_database_draws_the_same(self):
        cases = [("seed", "1"), ("Tết", "crm.lead,9"), ("", "12345678")]
        for seed, key in cases:
            query = SQL(f"SELECT {SHARE_SQL}", seed, key)
            self.assertEqual(self.env.execute_query(query), [(share(seed, key),)])
