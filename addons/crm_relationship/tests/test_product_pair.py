# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: pairs are what counting the orders by hand gives."""

from collections import Counter
from itertools import permutations
from random import Random

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .standing_common import DAY, NOW, StandingCase


@tagged("post_install", "-at_install")
class TestProductPair(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].create(
            [{"name": f"Product {n}", "list_price": 10.0} for n in range(6)]
        )

    def _order(self, *products, days=3, state="sale", partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.buyer).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": product.id, "tax_ids": []})
                    for product in products
                ],
            }
        )
        order.write({"state": state, "date_order": NOW - days * DAY})
        return order

    def _pairs(self, **thresholds):
        pairs = self.env["crm.product.pair"]
        pairs._refresh(self.company, NOW, **thresholds)
        return {
            (pair.product_id, pair.other_id): pair
            for pair in pairs.search([("company_id", "=", self.company.id)])
        }

    def test_pairs_are_those_counted_by_hand(self):
        random = Random(4)
        baskets = []
        for _order in range(40):
            basket = random.sample(list(self.products), random.choice((1, 2, 3, 4)))
            self._order(*basket)
            baskets.append(set(basket))
        single = Counter(product for basket in baskets for product in basket)
        both = Counter(pair for basket in baskets for pair in permutations(basket, 2))
        expected = {}
        for (one, two), orders in both.items():
            confidence = orders / single[one]
            lift = orders * len(baskets) / (single[one] * single[two])
            if orders >= 3 and confidence >= 0.2 and lift >= 0.9:
                expected[one, two] = (orders, orders / len(baskets), confidence, lift)

        found = self._pairs(least=3, confidence=0.2, lift=0.9)

        self.assertTrue(expected)
        self.assertEqual(set(found), set(expected))
        for key, (orders, support, confidence, lift) in expected.items():
            pair = found[key]
            self.assertEqual(pair.orders, orders)
            self.assertAlmostEqual(pair.support, support, places=5)
            self.assertAlmostEqual(pair.confidence, confidence, places=3)
            self.assertAlmostEqual(pair.lift, lift, places=1)

    def test_a_product_twice_on_an_order_counts_once(self):
        one, two = self.products[:2]
        for _order in range(3):
            self._order(one, one, two)

        found = self._pairs(least=3, confidence=0, lift=0)

        self.assertEqual(found[one, two].orders, 3)

    def test_quotations_and_old_orders_do_not_count(self):
        one, two = self.products[:2]
        self._order(one, two)
        self._order(one, two, state="draft")
        self._order(one, two, state="cancel")
        self._order(one, two, days=800)

        found = self._pairs(least=1, confidence=0, lift=0)

        self.assertEqual(found[one, two].orders, 1)

    def test_a_pair_that_is_rare_now_goes(self):
        one, two = self.products[:2]
        orders = [self._order(one, two) for _order in range(3)]
        self.assertTrue(self._pairs(least=3, confidence=0, lift=0))
        orders[0].state = "cancel"

        self.assertFalse(self._pairs(least=3, confidence=0, lift=0))

    def test_only_the_best_companions_are_kept(self):
        first = self.products[0]
        for times, other in enumerate(self.products[1:], 1):
            for _order in range(times):
                self._order(first, other)

        found = self._pairs(least=1, confidence=0, lift=0, companions=2)

        companions = {two for one, two in found if one == first}
        self.assertEqual(companions, set(self.products[4:]))

    def test_pairs_are_read_only_and_by_company(self):
        one, two = self.products[:2]
        self._order(one, two)
        pair = self._pairs(least=1, confidence=0, lift=0)[one, two]

        self.assertTrue(pair.with_user(self.user_lan).orders)
        with self.assertRaises(AccessError):
            pair.with_user(self.user_manager).orders = 5
        with self.assertRaises(AccessError):
            pair.with_user(self.user_portal).read(["orders"])
