# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: stage of life and forecast follow from the orders, by event and by night."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..models import crm_partner_stat_bulk as bulk
from ..models import crm_purchase_model as night
from ..tools import rhythm
from .standing_common import DAY, NOW, StandingCase


@tagged("post_install", "-at_install")
class TestLifecycle(StandingCase):
    def test_from_contact_to_lost(self):
        self.assertEqual(self._stand().lifecycle, "contact")

        self.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "opportunity",
                "partner_id": self.buyer.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self._stand().lifecycle, "lead")

        self._bought(120)
        self.assertEqual(self._stand(now=NOW - 110 * DAY).lifecycle, "first")
        self._bought(90, 60)
        self.assertEqual(self._stand(now=NOW - 59 * DAY).lifecycle, "repeat")
        self._bought(30, 1)
        self.assertEqual(self._stand().lifecycle, "loyal")
        # a rhythm of 29.5 days: lapsing after 44, lost after 118
        self.assertEqual(self._stand(now=NOW + 50 * DAY).lifecycle, "lapsing")
        self.assertEqual(self._stand(now=NOW + 130 * DAY).lifecycle, "lost")

        self.assertEqual(
            self._changes("lifecycle").mapped("value"),
            ["lead", "first", "repeat", "loyal", "lapsing", "lost"],
        )

    def test_a_quotation_makes_a_lead(self):
        self._bought(3).write({"state": "draft"})

        self.assertEqual(self._stand().lifecycle, "lead")

    def test_figures_of_the_rhythm(self):
        self._bought(90, 60, 30, price=200.0)

        stat = self._stand()

        self.assertEqual(stat.order_gap, 30)
        self.assertEqual(stat.expected_next_order_at, NOW)
        self.assertEqual(stat.churn_risk, 0)
        self.assertEqual(stat.expected_orders, 3)
        self.assertEqual(stat.expected_revenue, 600)
        self.assertEqual((stat.orders_count, stat.revenue), (3, 600))
        self.assertEqual(stat.first_order_at, NOW - 90 * DAY)

    def test_figures_are_those_of_the_tool_however_long_the_silence(self):
        self._bought(4, 2, 0)
        for days in (1, 3, 10, 22, 91, 5000):
            with self.subTest(days=days):
                stat = self._stand(now=NOW + days * DAY)

                churn = rhythm.churn(days, 2)
                self.assertEqual(stat.lifecycle, rhythm.stage(3, days, 2, False))
                self.assertAlmostEqual(stat.churn_risk, churn, 4)
                self.assertAlmostEqual(stat.expected_orders, 45 * (1 - churn), 2)

    def test_who_never_bought_has_no_known_risk_of_leaving(self):
        stat = self._stand()

        stat.flush_recordset()
        self.env.cr.execute(
            "SELECT churn_risk, order_gap FROM crm_partner_stat WHERE id = %s",
            [stat.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))

    def test_revenue_of_a_year_forgets_older_orders(self):
        self._bought(400, 300, 3)

        self.assertEqual(self._stand().revenue_365, 200)

    def test_orders_of_one_day_are_one_purchase(self):
        self._bought(60, 60, 30, 30, 0)

        stat = self._stand()

        self.assertEqual(stat.order_gap, 30)
        self.assertEqual(stat.orders_count, 5)

    def test_case_51_contacts_order_for_their_company(self):
        person = self.env["res.partner"].create(
            {"name": "P", "parent_id": self.buyer.id}
        )
        self._bought(9, partner=person)

        self.assertEqual(self._stand().orders_count, 1)

    def test_an_order_is_known_without_waiting_for_the_night(self):
        order = self._bought(0).sudo()
        order.state = "draft"
        self.refresh_statistics()

        order.with_company(self.company).action_confirm()
        self.refresh_statistics()

        self.assertEqual(self._stat().lifecycle, "first")
        self.assertEqual(self._stat().orders_count, 1)

    def test_case_52_run_twice_changes_nothing(self):
        self._bought(9)
        stat = self._stand()
        self.env.cr.execute(
            "UPDATE crm_partner_stat SET write_date = '2020-01-01' WHERE id = %s",
            [stat.id],
        )

        self._stand()

        self.assertEqual(self._stat().write_date.year, 2020)

    def test_case_17_merged_customers_keep_both_histories(self):
        other = self._create_customer("Bình Minh 2")
        for partner in (self.buyer, other):
            self._stand(partner)
            self._bought(5, partner=partner)
            self._stand(partner)

        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.buyer + other).ids, self.buyer
        )
        self.refresh_statistics()

        self.assertEqual(len(self._changes("lifecycle")), 3)
        self.assertEqual(self._stat().orders_count, 2)
        self.assertEqual(self._stat().lifecycle, "repeat")


@tagged("post_install", "-at_install")
class TestNight(CronMixinCase, StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyers = cls.env["res.partner"].create(
            [{"name": f"Buyer {n}"} for n in range(5)]
        )

    def setUp(self):
        super().setUp()
        for partner in self.buyers:
            self._bought(40, 10, partner=partner)
        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)
        self.model = self.env["crm.purchase.model"]._of(self.company)
        # the other companies are done
        others = self.env["res.company"].sudo().search([]) - self.company
        for company in others:
            self.env["crm.purchase.model"]._of(company).write(
                {"done_on": NOW.date(), "cursor": 0}
            )
        self.seconds = 10.0
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: self.seconds
        )
        self.patch(night, "BATCH", 2)

    def _done(self):
        return self.env["crm.partner.stat"].search_count(
            [("company_id", "=", self.company.id), ("lifecycle", "=", "repeat")]
        )

    def test_every_customer_is_refreshed_once(self):
        self.env["crm.purchase.model"]._cron_refresh_standing()

        self.assertEqual(self._done(), 5)
        self.assertEqual(self.model.done_on, NOW.date())
        self.assertEqual(self.model.customers, 5)
        self.assertEqual(self.model.usual_gap, 30)
        stats = type(self.env["crm.partner.stat"])
        with patch.object(stats, "_refresh_standing", side_effect=AssertionError):
            self.env["crm.purchase.model"]._cron_refresh_standing()

    def test_the_planner_knows_what_the_night_filled(self):
        self.env["crm.purchase.model"]._cron_refresh_standing()

        [(pages,)] = self.env.execute_query(
            SQL("SELECT relpages FROM pg_class WHERE relname = 'crm_partner_stat'")
        )
        self.assertTrue(pages)

    def test_a_table_is_counted_when_it_has_grown(self):
        self.patch(bulk, "FILLED", ("counted",))
        self.env.cr.execute("CREATE TEMP TABLE counted (n int) ON COMMIT DROP")
        found = []

        for rows in (0, 1_000, 5_000, 10):
            self.env.cr.execute(
                SQL("INSERT INTO counted SELECT generate_series(1, %s)", rows)
            )
            self.env["crm.partner.stat"]._learn()
            self.env.cr.execute(
                "SELECT reltuples FROM pg_class WHERE oid = 'counted'::regclass"
            )
            found.append(self.env.cr.fetchone()[0])

        # 10 more are not worth it
        self.assertEqual(found[1:], [1_000, 6_000, 6_000])

    def test_what_was_stopped_goes_on_where_it_was(self):
        self.seconds = 0.0

        self.env["crm.purchase.model"]._cron_refresh_standing()

        self.assertEqual(self._done(), 2)
        self.assertFalse(self.model.done_on)
        self.seconds = 10.0
        self.env["crm.purchase.model"]._cron_refresh_standing()
        self.assertEqual(self._done(), 5)
        self.assertEqual(self.model.cursor, 0)

    def test_a_changed_tier_has_all_judged_again(self):
        self.env["crm.purchase.model"]._cron_refresh_standing()
        job = self.env.ref("crm_relationship.ir_cron_partner_standing")

        with self.capture_triggers(job.id) as triggers:
            self.env["crm.customer.tier"].search([], limit=1).cadence_days = 3

        self.assertTrue(triggers.records)
        self.assertFalse(self.model.done_on)

    def test_health_is_kept_only_when_it_changed(self):
        for _night in range(2):
            self.model.write({"done_on": False})
            self.env["crm.purchase.model"]._cron_refresh_standing()

        [change] = self._changes("health", self.buyers[0])
        self.assertEqual(change.value, str(self._stat(self.buyers[0]).health_score))

    def test_with_customers_enough_the_forecast_is_the_models(self):
        self.model.write(
            {
                "is_fitted": True,
                "rate_r": 0.243,
                "rate_alpha": 4.414 * 7,
                "leave_a": 0.793,
                "leave_b": 2.426,
                "spend_p": 6.25,
                "spend_q": 3.74,
                "spend_gamma": 15.45,
            }
        )
        # the published customer: two repeats, the last in week 30.43 of 38.86
        self._bought(272, 100, 59, price=40.0)

        stat = self._stand()

        # 1.226 in 39 weeks; in 90 days less than a third of it and more than a quarter
        self.assertGreater(stat.expected_orders, 1.226 * 90 / 273)
        self.assertLess(stat.expected_orders, 1.226 / 2)
        self.assertGreater(stat.churn_risk, 0.1)
        self.assertLess(stat.churn_risk, 0.4)
        # repeats of 40.00 and 35.24 of everybody: between the two
        worth = stat.expected_revenue / stat.expected_orders
        self.assertGreater(worth, 35.2)
        self.assertLess(worth, 40)

    def test_the_job_leaves_no_customer_of_another_company(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.env.user.company_ids = [Command.link(other.id)]

        self.env["crm.purchase.model"]._cron_refresh_standing()

        found = (
            self.env["crm.partner.stat"].sudo().search([("company_id", "=", other.id)])
        )
        self.assertFalse(found)
