# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: scores of the stored statistics are those of tools/rfm.py."""

from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..tools import rfm
from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)


@tagged("post_install", "-at_install")
class TestRfm(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Of the test"})
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )

    def _bought(self, partner, days_ago, price, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": price,
                            "tax_ids": [],
                        }
                    )
                ],
                **values,
            }
        )
        order.write({"state": "sale", "date_order": NOW - timedelta(days=days_ago)})
        return order

    def _refresh(self):
        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)
        rows = self.env["crm.partner.stat"].search(
            [("company_id", "=", self.company.id)]
        )
        return {row.partner_id: row for row in rows}

    def _customers(self, number):
        return self.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(number)]
        )

    def test_scores_are_those_of_the_reference(self):
        random = Random(3)
        customers = self._customers(23)
        bought = {}
        for customer in customers:
            for _order in range(random.choice((1, 1, 1, 2, 5))):
                days, price = (
                    random.randint(0, 90),
                    random.choice((10.0, 10.0, 35.5, 900)),
                )
                self._bought(customer, days, price)
                old = bought.get(customer, rfm.Purchases(datetime.min, 0, 0.0))
                bought[customer] = rfm.Purchases(
                    max(old.last, NOW - timedelta(days=days)),
                    old.count + 1,
                    old.revenue + price,
                )

        rows = self._refresh()

        self.assertEqual(set(rows), set(customers))
        for customer, scores in rfm.score(bought, NOW).items():
            row = rows[customer]
            self.assertEqual(
                (row.rfm_recency, row.rfm_frequency, row.rfm_monetary), scores
            )
            self.assertEqual(row.rfm_segment, rfm.segment(*scores[:2]))
            self.assertEqual(row.orders_count, bought[customer].count)
            self.assertEqual(row.last_order_at, bought[customer].last)
            self.assertAlmostEqual(row.revenue, bought[customer].revenue, places=2)

    def test_who_never_bought_has_no_score(self):
        buyer, guest, cancelled = self._customers(3)
        self._bought(buyer, 3, 10.0)
        self._bought(guest, 3, 0.0)
        self._bought(cancelled, 3, 10.0).state = "cancel"

        self.assertEqual(set(self._refresh()), {buyer})

    def test_a_score_goes_with_the_last_order(self):
        [buyer] = self._customers(1)
        order = self._bought(buyer, 3, 10.0)
        self.assertEqual(self._refresh()[buyer].rfm_recency, 5)
        order.state = "cancel"

        row = self._refresh()[buyer]

        self.assertEqual((row.rfm_recency, row.orders_count, row.revenue), (0, 0, 0))
        self.assertFalse(row.rfm_segment)
        self.assertFalse(row.last_order_at)

    def test_contacts_buy_for_their_company(self):
        [buyer] = self._customers(1)
        buyer.is_company = True
        person = self.env["res.partner"].create({"name": "P", "parent_id": buyer.id})
        self._bought(person, 3, 10.0)
        self._bought(buyer, 9, 10.0)

        rows = self._refresh()

        self.assertEqual(set(rows), {buyer})
        self.assertEqual(rows[buyer].orders_count, 2)

    def test_companies_are_scored_apart_in_their_currency(self):
        [buyer] = self._customers(1)
        foreign = self.env["res.currency"].create(
            {
                "name": "XTA",
                "symbol": "x",
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2020-01-01",
                            "rate": 4.0,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        own = self.company.currency_id
        own_rate = own._get_conversion_rate(own, foreign, self.company, NOW.date())
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        order = self._bought(buyer, 3, 100.0, pricelist_id=pricelist.id)
        other = self.env["res.company"].create({"name": "Another"})

        row = self._refresh()[buyer]
        self.env["crm.partner.stat"]._refresh_rfm(other, NOW)

        self.assertEqual(order.currency_id, foreign)
        self.assertAlmostEqual(row.revenue, 100.0 / own_rate, places=2)
        stats = self.env["crm.partner.stat"].search([("company_id", "=", other.id)])
        self.assertFalse(stats.filtered("rfm_recency"))

    def test_the_job_scores_every_company(self):
        [buyer] = self._customers(1)
        self._bought(buyer, 3, 10.0)
        commits = []

        def commit(_cron, processed=0, *, remaining=None, **_options):
            commits.append((processed, remaining))
            return 10.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.env["crm.partner.stat"].sudo()._cron_refresh_rfm()

        companies = self.env["res.company"].sudo().search_count([])
        self.assertEqual(commits, [(0, companies)] + [(1, None)] * companies)
        row = self.env["crm.partner.stat"].search(
            [("partner_id", "=", buyer.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(row.orders_count, 1)

    def test_rows_that_stay_the_same_are_not_written(self):
        [buyer] = self._customers(1)
        self._bought(buyer, 3, 10.0)
        row = self._refresh()[buyer]
        self.env.cr.execute(
            "UPDATE crm_partner_stat SET write_date = '2020-01-01' WHERE id = %s",
            [row.id],
        )

        row = self._refresh()[buyer]

        self.assertEqual(row.write_date, datetime(2020, 1, 1))
