# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: credits sum exactly to the amount, by every model, for every amount."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools import attribution as tool

CENT, DONG = Decimal("0.01"), Decimal(1)
amounts = st.decimals(-(10**9), 10**9, places=2)
counts = st.integers(1, 12)


def weights_of(model, count):
    """Return the weights of a path whose touches are a day apart."""
    ages = [float(count - n) for n in range(count)]
    effects = [1 / (n + 2) for n in range(count)]
    return {
        "decay": lambda: tool.decay(ages, 7),
        "data": lambda: tool.data_driven(effects),
    }.get(model, lambda: getattr(tool, model)(count))()


@tagged("standard", "at_install")
class TestAttribution(BaseCase):
    def test_models_share_a_path_of_four(self):
        self.assertEqual(tool.first(4), [1, 0, 0, 0])
        self.assertEqual(tool.last(4), [0, 0, 0, 1])
        self.assertEqual(tool.linear(4), [0.25] * 4)
        for found, wanted in zip(tool.position(4), [0.4, 0.1, 0.1, 0.4], strict=True):
            self.assertAlmostEqual(found, wanted)

    def test_two_touches_share_evenly_by_position(self):
        self.assertEqual(tool.position(2), [0.5, 0.5])
        self.assertEqual(tool.position(1), [1.0])

    def test_a_half_life_nearer_earns_twice(self):
        nearer, farther = tool.decay([0, 7], 7), tool.decay([7, 0], 7)
        self.assertAlmostEqual(nearer[0], 2 / 3)
        self.assertEqual(nearer, farther[::-1])
        # what is very old earns nothing, and divides by nothing
        self.assertEqual(tool.decay([90_000, 90_000], 1), [0.5, 0.5])

    def test_the_last_unit_goes_to_the_largest_remainder(self):
        shares = tool.credits(Decimal("10.00"), tool.linear(3), CENT)
        self.assertEqual(shares, [Decimal(v) for v in ("3.34", "3.33", "3.33")])
        shares = tool.credits(Decimal("100"), [0.001, 0.501, 0.498], DONG)
        self.assertEqual(shares, [0, 50, 50])

    def test_refunds_are_shared_like_sales(self):
        sale = tool.credits(Decimal("10"), tool.position(3), CENT)
        refund = tool.credits(Decimal("-10"), tool.position(3), CENT)
        self.assertEqual(refund, [-share for share in sale])

    def test_what_is_outside_the_window_earns_nothing(self):
        at = datetime(2026, 3, 31, 12)
        days = [at - timedelta(days=n) for n in (31, 30, 1, 0, -1)]
        self.assertEqual(tool.within(days, at, 30), days[1:4])

    def test_removal_effect_of_a_small_graph(self):
        # start to a three times; from a twice to b, of which one is lost
        effects = tool.removal_effects(
            {
                ("start", "a"): 3,
                ("a", "b"): 2,
                ("a", "goal"): 1,
                ("b", "goal"): 1,
                ("b", "lost"): 1,
            },
            "start",
            "goal",
        )
        self.assertAlmostEqual(effects["a"], 1.0)
        self.assertAlmostEqual(effects["b"], 0.5)

    def test_removal_effect_with_a_loop(self):
        effects = tool.removal_effects(
            {
                ("start", "a"): 1,
                ("start", "b"): 1,
                ("a", "b"): 1,
                ("b", "a"): 1,
                ("a", "goal"): 1,
                ("b", "lost"): 1,
            },
            "start",
            "goal",
        )
        # P(goal) = 1/2; without a nothing gets there, without b only start > a > goal
        self.assertAlmostEqual(effects["a"], 1.0)
        self.assertAlmostEqual(effects["b"], 0.5)

    def test_nothing_converted_nothing_is_missed(self):
        graph = {("start", "a"): 5, ("a", "lost"): 5}
        self.assertEqual(tool.removal_effects(graph, "start", "goal"), {"a": 0.0})
        self.assertEqual(tool.removal_effects({}, "start", "goal"), {})

    @examples(300)
    @given(amounts, counts, st.sampled_from(tool.MODELS))
    def test_credits_sum_to_the_amount(self, amount, count, model):
        weights = weights_of(model, count)
        self.assertAlmostEqual(sum(weights), 1.0)
        for rounding in (CENT, DONG, Decimal("0.05")):
            shares = tool.credits(amount, weights, rounding)
            self.assertEqual(sum(shares), amount)
            worst = max(
                abs(share - amount * Decimal(weight))
                for share, weight in zip(shares, weights, strict=True)
            )
            self.assertLess(worst, 2 * rounding)

    @examples(100)
    @given(
        st.dictionaries(
            st.tuples(
                st.sampled_from(["start", "a", "b", "c"]),
                st.sampled_from(["a", "b", "c", "goal", "lost"]),
            ),
            st.integers(1, 50),
        )
    )
    def test_effects_are_shares(self, graph):
        # every state has a way out, as a path that ends has
        graph |= {(name, "lost"): 1 for name in ("start", "a", "b", "c")}
        effects = tool.removal_effects(graph, "start", "goal")
        self.assertTrue(all(-1e-9 <= effect <= 1 for effect in effects.values()))
