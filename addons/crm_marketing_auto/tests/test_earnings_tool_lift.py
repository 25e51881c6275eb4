# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a lift is the published one, and does not boast with few people."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.lift import Arm, compare, newcombe, wilson, z_score

arms = st.integers(1, 5000).flatmap(
    lambda people: st.builds(Arm, st.just(people), st.integers(0, people))
)


@tagged("standard", "at_install")
class TestLift(BaseCase):
    def test_newcombes_own_examples(self):
        # Newcombe, Statistics in Medicine 17 (1998), table II, method 10
        for treated, held, low, high in (
            (Arm(70, 56), Arm(80, 48), 0.0524, 0.3339),
            (Arm(10, 9), Arm(10, 3), 0.1705, 0.8090),
            (Arm(10, 10), Arm(20, 0), 0.6791, 1.0),
            (Arm(56, 0), Arm(29, 0), -0.1170, 0.0642),
        ):
            found = newcombe(treated, held)
            self.assertAlmostEqual(found[0], low, 4)
            self.assertAlmostEqual(found[1], high, 4)

    def test_a_clear_effect_is_better(self):
        lift = compare(Arm(38201, 14438), Arm(191243, 56730))

        self.assertEqual(lift.verdict, "better")
        self.assertAlmostEqual(lift.lift, 0.081310, 6)
        self.assertAlmostEqual(lift.z, 31.366, 3)
        self.assertLess(lift.p_value, 1e-9)

    def test_harm_is_said(self):
        self.assertEqual(compare(Arm(1000, 50), Arm(1000, 100)).verdict, "worse")

    def test_noise_is_no_difference(self):
        self.assertEqual(compare(Arm(200, 21), Arm(200, 20)).verdict, "no_difference")

    def test_few_people_or_few_orders_are_not_enough(self):
        for treated, held in (
            (Arm(29, 20), Arm(1000, 10)),
            (Arm(1000, 3), Arm(1000, 1)),
            (Arm(1000, 999), Arm(1000, 998)),
            (Arm(0, 0), Arm(0, 0)),
        ):
            self.assertEqual(compare(treated, held).verdict, "not_enough_data")

    def test_nobody_has_no_z(self):
        self.assertIsNone(z_score(Arm(0, 0), Arm(10, 5)))
        self.assertIsNone(z_score(Arm(10, 0), Arm(10, 0)))
        self.assertEqual(wilson(Arm(0, 0)), (0.0, 1.0))

    def test_more_conversions_than_people_are_refused(self):
        with self.assertRaises(ValueError):
            Arm(3, 4)

    @examples(200)
    @given(arms, arms)
    def test_the_interval_holds_the_lift_and_turns_with_it(self, treated, held):
        low, high = newcombe(treated, held)
        back = newcombe(held, treated)

        self.assertLessEqual(low, treated.rate - held.rate + 1e-12)
        self.assertGreaterEqual(high, treated.rate - held.rate - 1e-12)
        self.assertAlmostEqual(low, -back[1])
        self.assertTrue(-1 <= low <= high <= 1)
