# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a score is the fifth a value lies in; equal values score alike."""

from datetime import datetime, timedelta
from itertools import product
from random import Random

from odoo.tests import BaseCase, tagged

from ..tools.rfm import SEGMENTS, Purchases, dividers, fifths, score, segment

NOW = datetime(2026, 6, 1)


@tagged("standard")
class TestToolRfm(BaseCase):
    def test_five_different_values_are_the_five_scores(self):
        self.assertEqual(fifths([30, 10, 50, 20, 40]), [3, 1, 5, 2, 4])

    def test_ties_share_a_score(self):
        self.assertEqual(fifths([1, 1, 1, 1, 9]), [1, 1, 1, 1, 5])
        self.assertEqual(fifths([7, 7, 7]), [1, 1, 1])

    def test_one_customer_and_none(self):
        self.assertEqual(fifths([3]), [1])
        self.assertEqual(fifths([]), [])

    def test_dividers_are_interpolated(self):
        # quantiles of 1, 2, 3, 4 as numpy and PostgreSQL's percentile_cont give them
        for got, expected in zip(
            dividers([4, 1, 3, 2]), (1.6, 2.2, 2.8, 3.4), strict=True
        ):
            self.assertAlmostEqual(got, expected)

    def test_few_days_are_the_best_recency(self):
        bought = {
            name: Purchases(NOW - timedelta(days=days), count, revenue)
            for name, days, count, revenue in (
                ("a", 1, 9, 10.0),
                ("b", 10, 7, 20.0),
                ("c", 20, 5, 30.0),
                ("d", 30, 3, 40.0),
                ("e", 40, 1, 50.0),
            )
        }
        scores = score(bought, NOW)
        self.assertEqual(scores["a"], (5, 5, 1))
        self.assertEqual(scores["e"], (1, 1, 5))

    def test_hours_of_one_day_do_not_matter(self):
        hours = (1, 5, 9, 23, 47)
        bought = {h: Purchases(NOW - timedelta(hours=h), 1, 1.0) for h in hours}
        self.assertEqual({s[0] for h, s in score(bought, NOW).items() if h < 24}, {5})

    def test_every_pair_of_scores_has_one_segment(self):
        for pair in product(range(1, 6), repeat=2):
            names = [
                n for n, (r, f) in SEGMENTS.items() if pair[0] in r and pair[1] in f
            ]
            self.assertEqual(names, [segment(*pair)])

    def test_a_greater_value_never_scores_less(self):
        random = Random(7)
        for _round in range(200):
            values = [
                random.choice((1, 1, 2, 3, 50)) for _ in range(random.randint(1, 40))
            ]
            pairs = sorted(zip(values, fifths(values), strict=True))
            scores = [one for _value, one in pairs]
            self.assertEqual(scores, sorted(scores))
            self.assertEqual(len(set(pairs)), len(set(values)))
