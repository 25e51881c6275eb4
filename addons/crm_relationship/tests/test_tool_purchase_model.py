# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what is expected of customers is what their models say, or nothing is said.

The reference set, CDNOW, is compared by `make verify`; here are the published examples
and what must hold for whatever customers.
"""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.purchase_model import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma
from .property_settings import examples

#: The published parameters of CDNOW, time in weeks.
MODEL = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
SPEND = GammaGamma(6.25, 3.74, 15.45)
weeks = st.floats(0.1, 200)


def drawn_customers(count, seed=5):
    """Return customers who behave as the model says, and what they spent."""
    random = Random(seed)
    customers, spending = [], []
    for _customer in range(count):
        rate = random.gammavariate(0.9, 1 / 6)
        leaves = random.betavariate(0.8, 2.4)
        age = random.uniform(20, 78)
        at, repeats, recency = random.expovariate(rate), 0, 0.0
        while at < age:
            repeats, recency = repeats + 1, at
            if random.random() < leaves:
                break
            at += random.expovariate(rate)
        customers.append((repeats, recency, age))
        worth = random.gammavariate(3.7, 1 / 15)
        spent = [random.gammavariate(6.2, 1 / worth) for _order in range(repeats)]
        spending.append((repeats, sum(spent) / repeats if repeats else 0.0))
    return customers, spending


@tagged("standard")
class TestToolPurchaseModel(BaseCase):
    def test_the_published_customer(self):
        # two repeats, the last in week 30.43 of 38.86: 1.226 in the next 39 weeks
        expected = MODEL.expected(39, [2], [30.43], [38.86])

        self.assertAlmostEqual(float(expected[0]), 1.226, places=3)

    def test_who_never_bought_again_may_still_do(self):
        alive = MODEL.alive([0, 0], [0, 0], [10, 300])

        self.assertEqual(list(alive), [1, 1])

    def test_a_long_silence_of_a_frequent_buyer_says_more_than_of_a_rare_one(self):
        frequent, rare = MODEL.alive([20, 2], [40, 40], [60, 60])

        self.assertLess(frequent, rare)

    def test_spend_lies_between_own_and_everybodys(self):
        everybody = 15.45 * 6.25 / 2.74
        nobody, once, often = SPEND.mean_spend([0, 1, 50], [0, 100, 100])

        self.assertAlmostEqual(nobody, everybody, places=6)
        self.assertLess(everybody, once)
        self.assertLess(once, often)
        self.assertLess(often, 100)

    def test_parameters_are_found_again(self):
        customers, spending = drawn_customers(3000)

        model, spend = fit_bg_nbd(customers), fit_gamma_gamma(spending)

        mean_rate = model.r / model.alpha
        self.assertAlmostEqual(mean_rate, 0.9 / 6, delta=0.02)
        self.assertAlmostEqual(model.a / (model.a + model.b), 0.25, delta=0.05)
        everybody = spend.gamma * spend.p / (spend.q - 1)
        self.assertAlmostEqual(everybody, 15 * 6.2 / 2.7, delta=3)

    def test_the_unit_of_time_and_money_does_not_matter(self):
        customers, spending = drawn_customers(800)
        days = [(x, t_x * 7, t * 7) for x, t_x, t in customers]

        weekly, daily = fit_bg_nbd(customers), fit_bg_nbd(days)
        dong = fit_gamma_gamma([(x, m * 25000) for x, m in spending])

        self.assertAlmostEqual(daily.r, weekly.r, places=3)
        self.assertAlmostEqual(daily.alpha / 7, weekly.alpha, delta=0.01)
        columns = list(zip(*customers, strict=True))
        scaled = list(zip(*days, strict=True))
        self.assertAlmostEqual(
            float(daily.expected(90, *scaled).sum()),
            float(weekly.expected(90 / 7, *columns).sum()),
            delta=1,
        )
        self.assertAlmostEqual(
            dong.gamma / 25000, fit_gamma_gamma(spending).gamma, delta=0.05
        )

    def test_few_customers_and_no_repeats_give_no_model(self):
        self.assertIsNone(fit_bg_nbd([(1, 3, 10)] * 40))
        self.assertIsNone(fit_bg_nbd([(0, 0, 10)] * 400))
        self.assertIsNone(fit_bg_nbd([]))
        self.assertIsNone(fit_gamma_gamma([(1, 10.0)] * 5))

    def test_who_all_behave_alike_give_no_model_or_a_finite_one(self):
        for customers in ([(3, 9, 10)] * 200, [(1, 0.0, 10)] * 200):
            model = fit_bg_nbd(customers)
            if model:
                expected = float(model.expected(10, *customers[0])[()])
                self.assertTrue(0 <= expected < 100)

    @examples(60)
    @given(st.integers(0, 60), weeks, weeks, weeks)
    def test_the_longer_the_silence_the_less_is_expected(self, x, t_x, silence, more):
        recency = t_x if x else 0.0
        ages = [recency + silence, recency + silence + more]

        early, late = MODEL.alive([x, x], [recency, recency], ages)
        soon, later = MODEL.expected(13, [x, x], [recency, recency], ages)

        self.assertTrue(0 <= late <= early <= 1)
        self.assertTrue(0 <= later <= soon + 1e-9)

    @examples(60)
    @given(st.integers(0, 60), weeks, weeks, weeks, weeks)
    def test_more_time_brings_more_purchases(self, x, t_x, silence, period, more):
        recency = t_x if x else 0.0
        customer = ([x], [recency], [recency + silence])

        short, long = (MODEL.expected(p, *customer)[0] for p in (period, period + more))

        self.assertLessEqual(short, long + 1e-9)
