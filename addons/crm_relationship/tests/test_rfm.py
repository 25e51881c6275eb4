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

    def test_case_51_few_customers_are_scored_by_fixed_numbers(self):
        once, often = self._customers(2)
        self._bought(once, 200, 50.0)
        for days in (1, 2, 3, 4, 5, 6, 7, 8, 9):
            self._bought(often, days, 2000.0)

        rows = self._refresh()

        scores = ("rfm_recency", "rfm_frequency", "rfm_monetary")
        self.assertEqual([rows[once][s] for s in scores], [2, 1, 1])
        self.assertEqual([rows[often][s] for s in scores], [5, 5, 5])

        table = self.env["crm.rfm.threshold"].search(
            [("company_id", "=", self.company.id), ("dimension", "=", "monetary")]
        )
        table.edge_4 = 20000.0
        self.assertEqual(self._refresh()[often].rfm_monetary, 4)

    def test_case_51_all_equal_are_one_bin(self):
        for customer in self._customers(21):
            self._bought(customer, 3, 10.0)

        rows = self._refresh().values()

        self.assertEqual(
            {(r.rfm_recency, r.rfm_frequency, r.rfm_monetary) for r in rows},
            {(5, 1, 1)},
        )

    def test_case_51_more_refunded_than_bought_is_nothing(self):
        buyer, other = self._customers(2)
        self._bought(buyer, 3, 700.0)
        self._bought(other, 3, 700.0)
        accounts = self.env["account.account"].create(
            [
                {
                    "name": "Receivable",
                    "code": "131700",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
                {"name": "Income", "code": "511700", "account_type": "income"},
            ]
        )
        buyer.with_company(self.company).property_account_receivable_id = accounts[0]
        self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": buyer.id,
                "company_id": self.company.id,
                "journal_id": self.env["account.journal"]
                .create(
                    {
                        "name": "S",
                        "code": "S",
                        "type": "sale",
                        "company_id": self.company.id,
                    }
                )
                .id,
                "invoice_date": NOW.date() - timedelta(days=1),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Back",
                            "price_unit": 900.0,
                            "tax_ids": [],
                            "account_id": accounts[1].id,
                        }
                    )
                ],
            }
        ).action_post()

        rows = self._refresh()

        self.assertEqual((rows[buyer].rfm_monetary, rows[other].rfm_monetary), (1, 3))

    def test_case_51_companies_of_the_group_are_no_customers(self):
        sister = self.env["res.company"].create({"name": "Sister"}).partner_id
        self._bought(sister, 3, 10.0)

        row = self._refresh()[sister]
        self.assertEqual((row.rfm_recency, row.orders_count), (0, 1))
        self.assertFalse(row.rfm_segment)

        self.company.rfm_intercompany = True
        self.assertEqual(self._refresh()[sister].rfm_recency, 5)

    def test_case_52_days_are_those_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        [buyer] = self._customers(1)
        order = self._bought(buyer, 0, 10.0)
        order.date_order = datetime(2026, 5, 1, 18, 0)  # there it is May the 2nd
        stats = self.env["crm.partner.stat"]
        found = []
        for now in (
            datetime(2026, 5, 31, 17, 1),  # June the 1st at 0:01
            datetime(2026, 6, 1, 16, 59),  # at 23:59
            datetime(2026, 6, 1, 17, 1),  # the 2nd: 31 days
        ):
            stats._refresh_rfm(self.company, now)
            found.append(
                stats.search(
                    [
                        ("partner_id", "=", buyer.id),
                        ("company_id", "=", self.company.id),
                    ]
                ).rfm_recency
            )

        self.assertEqual(found, [5, 5, 4])

    def test_case_52_an_edited_rule_scores_again_and_the_former_is_kept(self):
        [buyer] = self._customers(1)
        self._bought(buyer, 3, 10.0)
        self.assertEqual(self._refresh()[buyer].rfm_segment, "new")
        self._refresh()  # twice: the same, and no history
        changes = self.env["crm.partner.change"].search(
            [("partner_id", "=", buyer.id), ("kind", "=", "segment")]
        )
        self.assertFalse(changes)

        job = self.env.ref("crm_relationship.ir_cron_partner_stat_rfm")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", job.id)])
        self.env["crm.rfm.threshold"].search(
            [("company_id", "=", self.company.id), ("dimension", "=", "recency")]
        ).edge_1 = 2
        self.assertGreater(triggers.search_count([("cron_id", "=", job.id)]), before)
        self.assertEqual(self._refresh()[buyer].rfm_segment, "promising")

        [change] = self.env["crm.partner.change"].search(
            [("partner_id", "=", buyer.id), ("kind", "=", "segment")]
        )
        self.assertEqual((change.old_value, change.value), ("new", "promising"))
