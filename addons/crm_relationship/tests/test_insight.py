# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what is proposed is true, of use and not refused before; each says why."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .standing_common import DAY, NOW, StandingCase


class InsightCase(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.tier"].search([]).action_archive()
        cls.chair, cls.lamp = cls.env["product.product"].create(
            [{"name": "Chair", "list_price": 10.0}, {"name": "Lamp", "list_price": 5.0}]
        )

    def _find(self, partner=None, now=NOW, kind=None):
        """Refresh a customer; return the insights of a kind, or all."""
        self._stand(partner, now=now)
        domain = [
            ("partner_id", "=", (partner or self.buyer).id),
            ("company_id", "=", self.company.id),
        ]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["crm.insight"].search(domain)

    def _pair(self, product, other, confidence=0.5):
        self.env["crm.product.pair"].create(
            {
                "company_id": self.company.id,
                "product_id": product.id,
                "other_id": other.id,
                "orders": 20,
                "support": 0.05,
                "confidence": confidence,
                "lift": 3.0,
            }
        )


@tagged("post_install", "-at_install")
class TestCrossSell(InsightCase):
    def setUp(self):
        super().setUp()
        self._pair(self.chair, self.lamp)
        self._bought(40, product=self.chair)

    def test_who_bought_one_is_offered_the_other(self):
        insight = self._find(kind="cross_sell")

        self.assertEqual(insight.product_id, self.lamp)
        self.assertEqual(insight.state, "new")
        self.assertIn("Chair", insight.reason)
        self.assertIn("50 %", insight.reason)
        self.assertIn("3.0 times", insight.reason)

    def test_case_54_what_was_bought_is_not_proposed(self):
        self._bought(5, product=self.lamp)

        self.assertFalse(self._find(kind="cross_sell"))

    def test_case_54_what_is_not_sold_any_more_is_not_proposed(self):
        self.lamp.sale_ok = False
        self.assertFalse(self._find(kind="cross_sell"))
        self.lamp.write({"sale_ok": True, "active": False})
        self.assertFalse(self._find(kind="cross_sell"))

    def test_case_54_what_is_out_of_stock_is_not_proposed(self):
        self.lamp.is_storable = True
        self.assertFalse(self._find(kind="cross_sell"))

        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            self.lamp, warehouse.lot_stock_id, 5
        )

        self.assertTrue(self._find(kind="cross_sell"))

    def test_case_54_who_does_not_pay_is_offered_nothing(self):
        self.buyer.with_company(self.company).trust = "bad"

        self.assertFalse(self._find(kind="cross_sell"))

    def test_case_54_refused_stays_refused_and_leaves_its_place(self):
        insight = self._find(kind="cross_sell")
        insight.with_user(self.user_lan).refuse("Makes them itself")
        others = self.env["product.product"].create(
            [{"name": f"Other {n}"} for n in range(4)]
        )
        for other in others:
            self._pair(self.chair, other, confidence=0.3)

        found = self._find(kind="cross_sell")

        self.assertEqual(insight.state, "refused")
        self.assertEqual(insight.refusal, "Makes them itself")
        self.assertEqual(insight.acted_by_id, self.user_lan)
        self.assertEqual(len(found - insight), 3)
        self._find(now=NOW + 300 * DAY)
        self.assertEqual(insight.state, "refused")

    def test_case_54_what_was_put_aside_comes_back(self):
        insight = self._find(kind="cross_sell")
        insight.with_user(self.user_lan).action_snooze()

        self._find(now=NOW + 14 * DAY)
        self.assertEqual(insight.state, "snoozed")
        self._find(now=NOW + 15 * DAY)
        self.assertEqual(insight.state, "new")

    def test_case_54_taken_up_becomes_a_quotation_and_a_hit(self):
        insight = self._find(kind="cross_sell").with_user(self.user_lan)

        action = insight.action_quotation()

        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_id, self.lamp)
        self.assertEqual((order.partner_id, order.state), (self.buyer, "draft"))
        self.assertEqual((insight.state, insight.order_id), ("accepted", order))
        self._find(now=NOW + DAY)
        self.assertEqual(insight.state, "accepted")

        order.write({"state": "sale", "date_order": NOW + 2 * DAY})
        self._find(now=NOW + 3 * DAY)
        self.assertEqual((insight.state, insight.hit), ("won", 100))

    def test_two_proposals_share_a_quotation(self):
        self._pair(self.chair, self.product)
        self.product.is_storable = False
        for insight in self._find(kind="cross_sell").with_user(self.user_lan):
            insight.action_quotation()

        order = self.env["sale.order"].search(
            [("partner_id", "=", self.buyer.id), ("state", "=", "draft")]
        )
        self.assertEqual(order.order_line.product_id, self.lamp + self.product)

    def test_case_54_what_is_made_to_order_needs_no_stock(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.lamp.is_storable = True
        self.assertFalse(self._find(kind="cross_sell"))

        self.lamp.route_ids = route

        self.assertEqual(self._find(kind="cross_sell").product_id, self.lamp)

    def test_case_54_three_at_most_and_each_product_once(self):
        others = self.env["product.product"].create(
            [{"name": f"Other {n}"} for n in range(4)]
        )
        for other in others:
            self._pair(self.chair, other, confidence=0.9)
        self.chair.optional_product_ids = (others[0] + self.lamp).product_tmpl_id

        found = self._find().filtered(
            lambda i: i.kind in ("cross_sell", "optional", "replenish")
        )

        self.assertEqual(len(found), 3)
        self.assertEqual(len(found.product_id), 3)
        found[0].with_user(self.user_lan).action_snooze()
        self.assertEqual(
            len(self._find(kind="cross_sell").filtered(lambda i: i.state == "new")), 3
        )

    def test_case_54_a_refusal_holds_for_some_months(self):
        insight = self._find(kind="cross_sell")
        insight.with_user(self.user_lan).refuse("Not this year")

        self._find(now=NOW + 370 * DAY)
        self.assertEqual(insight.state, "new")

        insight.with_user(self.user_lan).refuse("Never")
        self.env["ir.config_parameter"].set_param(
            "crm_relationship.refusal_months", "0"
        )
        self._find(now=NOW + 700 * DAY)
        self.assertEqual(insight.state, "refused")

    def test_an_option_is_proposed_as_such(self):
        self.chair.optional_product_ids = self.product.product_tmpl_id
        self.product.is_storable = False

        insight = self._find(kind="optional")

        self.assertEqual(insight.product_id, self.product)
        self.assertIn("option", insight.reason)

    def test_hit_rate_counts_what_was_answered(self):
        first = self._find(kind="cross_sell")
        first.with_user(self.user_lan).action_quotation()
        self._bought(-1, product=self.lamp)
        other = self._create_customer("Other", user_id=self.user_lan.id)
        third = self._create_customer("Third", user_id=self.user_lan.id)
        for partner in (other, third):
            self._bought(40, partner=partner, product=self.chair)
        self._find(now=NOW + 2 * DAY)
        refused = self._find(other, kind="cross_sell")
        refused.with_user(self.user_lan).refuse("No")
        unanswered = self._find(third, kind="cross_sell")

        [(rate,)] = self.env["crm.insight"]._read_group(
            [("id", "in", (first + refused + unanswered).ids)], [], ["hit:avg"]
        )

        self.assertEqual(rate, 50)

    def test_case_17_merged_contacts_stay_refused(self):
        other = self._create_customer("Double")
        self._bought(40, partner=other, product=self.chair)
        refused = self._find(other, kind="cross_sell")
        refused.refuse("No")
        self.env.flush_all()

        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.buyer + other).ids, self.buyer
        )
        found = self._find(kind="cross_sell")

        self.assertEqual(found, refused)
        self.assertEqual((found.state, found.partner_id), ("refused", self.buyer))


@tagged("post_install", "-at_install")
class TestInsight(InsightCase):
    def test_time_to_reorder(self):
        self._bought(100, 70, 40, product=self.chair)

        insight = self._find(kind="replenish")

        self.assertEqual(insight.product_id, self.chair)
        self.assertIn("every 30 days", insight.reason)
        self.assertIn("40 days ago", insight.reason)
        self.assertFalse(self._find(now=NOW - 6 * DAY, kind="replenish") - insight)

    def test_it_is_gone_when_it_is_no_longer_true(self):
        self._bought(100, 70, 40, product=self.chair)
        insight = self._find(kind="replenish")
        self._bought(0, product=self.chair)

        self._find()

        self.assertEqual(insight.state, "gone")
        self._find(now=NOW + 40 * DAY)
        self.assertEqual(insight.state, "new")
        self.assertEqual(insight.found_at, NOW + 40 * DAY)

    def test_a_category_that_is_no_longer_bought(self):
        paint = self.env["product.category"].create({"name": "Paint"})
        self.lamp.categ_id = paint
        self._bought(300, 270, 240, product=self.lamp)
        self._bought(300, 200, 100, 10, product=self.chair)

        insight = self._find(kind="dormant")

        self.assertEqual(insight.category_id, paint)
        self.assertIn("Paint every 30 days", insight.reason)

    def test_silence_beyond_the_own_rhythm(self):
        self._bought(150, 120, 90)

        insight = self._find(kind="silence")

        self.assertIn("Orders every 30 days; silent for 90 days", insight.reason)

    def test_a_falling_margin(self):
        self.chair.standard_price = 4.0
        self._bought(200, 150, product=self.chair, price=10.0)
        self._bought(20, 10, product=self.chair, price=5.0)
        self.env["sale.order"].search(
            [("partner_id", "=", self.buyer.id)]
        ).order_line.purchase_price = 4.0

        insight = self._find(kind="margin")

        self.assertIn("90 days 20 %", insight.reason)
        self.assertIn("before 60 %", insight.reason)

    def test_a_margin_that_falls_step_by_step(self):
        for days, margin in ((250, 60), (240, 60), (150, 57), (140, 57), (20, 54)):
            self._bought(days, price=100.0).order_line.purchase_price = 100.0 - margin
        self._bought(10, price=100.0).order_line.purchase_price = 46.0
        self.env["ir.config_parameter"].set_param("crm_relationship.fall_points", "5")

        insight = self._find(kind="margin")

        self.assertIn("54 %", insight.reason)
        self.env["ir.config_parameter"].set_param("crm_relationship.fall_points", "7")
        self._find()
        self.assertEqual(insight.state, "gone")

    def test_a_price_that_falls_step_by_step(self):
        for days, price in ((250, 12.0), (150, 11.0), (20, 10.0)):
            self._bought(days, product=self.chair, price=price)
            self._bought(days, product=self.lamp, price=5.0)

        insight = self._find(kind="price")

        self.assertEqual(insight.product_id, self.chair)
        self.assertIn("12.00", insight.reason)
        self.assertIn("10.00", insight.reason)

    def test_a_contact_is_due(self):
        tier = self.env["crm.customer.tier"].create(
            {
                "name": "Key",
                "domain": "[('orders_count', '>', 0)]",
                "cadence_days": 14,
                "plans_contact": False,
                "company_id": self.company.id,
            }
        )
        self._bought(20)
        self._log("call", partner=self.buyer, occurred_at=NOW - 20 * DAY)
        self.end_transaction()

        insight = self._find(kind="contact_due")

        self.assertIn("as Key", insight.reason)
        self.assertIn("every 14 days", insight.reason)
        insight.with_user(self.user_lan).action_activity()
        self.assertEqual(insight.state, "accepted")
        self.assertEqual(self.buyer.activity_ids.user_id, self.user_lan)
        self.assertEqual(self.buyer.activity_ids.summary, insight.reason)

        self._log("call", partner=self.buyer, occurred_at=NOW)
        self.end_transaction()
        self._find(now=NOW + DAY)
        self.assertEqual(insight.state, "won")
        self.assertTrue(tier.active)

    def test_birthdays_and_dates_of_the_coming_week(self):
        person = self.env["res.partner"].create(
            {
                "name": "Đào",
                "parent_id": self.buyer.id,
                "birthdate": date(1988, 6, 5),
            }
        )
        self.env["crm.partner.fact"].create(
            [
                {"partner_id": person.id, "name": "Wedding day", "date": "2019-06-03"},
                {"partner_id": person.id, "name": "Moved house", "date": "2019-07-03"},
            ]
        )

        found = self._find()

        reasons = sorted(found.mapped("reason"))
        self.assertEqual(len(reasons), 2)
        self.assertIn("Birthday of Đào on", reasons[0])
        self.assertIn("Wedding day on", reasons[1])

    def test_case_22_an_archived_customer_calls_for_nothing(self):
        self._bought(150, 120, 90)
        insight = self._find(kind="silence")
        self.buyer.active = False

        self._find()

        self.assertEqual(insight.state, "gone")

    def test_a_refusal_needs_a_reason(self):
        self._bought(150, 120, 90)
        insight = self._find(kind="silence").with_user(self.user_lan)
        with self.assertRaisesRegex(UserError, "Why not"):
            insight.refuse(" ")

        wizard = Form(
            self.env["crm.insight.refuse"]
            .with_user(self.user_lan)
            .with_context(active_model="crm.insight", active_ids=insight.ids)
        )
        wizard.reason = "Closed for the season"
        wizard.save().action_apply()

        self.assertEqual(insight.refusal, "Closed for the season")
        insight.action_propose_again()
        self.assertEqual(insight.state, "new")

    def test_what_was_answered_meanwhile_is_told(self):
        self._bought(150, 120, 90)
        insight = self._find(kind="silence").with_user(self.user_lan)
        insight.refuse("No")

        with self.assertRaisesRegex(UserError, "answered meanwhile"):
            insight.action_activity()

    def test_only_own_customers_and_nothing_written_directly(self):
        theirs = self._create_customer("Of Minh", user_id=self.user_minh.id)
        for partner in (self.buyer, theirs):
            self._bought(150, 120, 90, partner=partner)
        own = self._find(kind="silence")
        hidden = self._find(theirs, kind="silence")
        insights = self.env["crm.insight"]

        self.assertNotIn(hidden, insights.with_user(self.user_lan).search([]))
        self.assertIn(hidden, insights.with_user(self.user_hoa).search([]))
        with self.assertRaises(AccessError):
            hidden.with_user(self.user_lan).refuse("Mine now")
        with self.assertRaises(AccessError):
            hidden.with_user(self.user_lan).action_activity()
        with self.assertRaises(AccessError):
            own.with_user(self.user_manager).write({"state": "won"})
        with self.assertRaises(AccessError):
            insights.with_user(self.user_portal).search([])

    def test_case_15_companies_know_of_their_own_orders_only(self):
        self._bought(150, 120, 90)
        self._find()
        other = self.env["res.company"].create({"name": "Another"})
        self.env["crm.partner.stat"]._refresh({(self.buyer.id, other.id)})
        self.env["crm.partner.stat"]._refresh_standing(other, self.buyer.ids, NOW)

        found = self.env["crm.insight"].sudo().search([("company_id", "=", other.id)])

        self.assertFalse(found)

    def test_the_brief_tells_the_standing_and_what_is_new(self):
        self._bought(150, 120, 90)
        self._find()

        brief = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .with_company(self.company)
            .brief("res.partner", self.buyer.id)
        )

        self.assertEqual(brief["standing"]["lifecycle"], "Lapsing")
        self.assertTrue(brief["standing"]["reasons"])
        self.assertEqual([line["kind"] for line in brief["insights"]], ["silence"])
        self.assertFalse(brief["insights"][0]["can_quote"])

    def test_the_brief_of_a_stranger_tells_nothing_more(self):
        self._bought(150, 120, 90)
        self._find()

        brief = (
            self.env["crm.interaction"]
            .with_user(self.user_minh)
            .with_company(self.company)
            .brief("res.partner", self.buyer.id)
        )

        self.assertFalse(brief["standing"])
        self.assertEqual(brief["insights"], [])

    def test_an_invoice_that_is_late(self):
        income = self.env["account.account"].create(
            {"name": "Income", "code": "511900", "account_type": "income"}
        )
        receivable = self.env["account.account"].create(
            {
                "name": "Receivable",
                "code": "131900",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        self.buyer.property_account_receivable_id = receivable
        journal = self.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale"}
        )
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "journal_id": journal.id,
                "invoice_date": (NOW - 60 * DAY).date(),
                "invoice_date_due": (NOW - 30 * DAY).date(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Chairs",
                            "price_unit": 500.0,
                            "tax_ids": [],
                            "account_id": income.id,
                        }
                    )
                ],
            }
        ).action_post()

        insight = self._find(kind="overdue")

        self.assertIn("500.00 overdue on 1 invoices, for up to 30 days", insight.reason)


@tagged("post_install", "-at_install")
class TestHealthAlert(InsightCase):
    def _night(self, score, days, **values):
        """Let a night pass in which the health was found to be so much."""
        stat = self._stat() or self._stand()
        now = NOW + days * DAY
        band = "good" if score >= 70 else "fair" if score >= 40 else "poor"
        detail = [{"key": "mood", "score": 10, "weight": 15, "good": 0, "bad": 3}]
        stat.write(
            {"health_score": score, "health_band": band, "health_detail": detail}
        )
        self.env.flush_all()
        stat._keep_health(self.company, self.buyer.ids, now)
        self.env["crm.insight"]._refresh(self.company, self.buyer.ids, now)
        return self.env["crm.insight"].search(
            [
                ("partner_id", "=", self.buyer.id),
                ("company_id", "=", self.company.id),
                ("kind", "=", "health"),
            ]
        )

    def test_a_fall_alerts_once_until_it_recovers(self):
        self._stand()
        self.assertFalse(self._night(95, 0))
        self.assertFalse(self._night(81, 1))  # 14 points
        alert = self._night(80, 2)

        self.assertEqual(alert.state, "new")
        self.assertIn("from 95 to 80", alert.reason)
        self.assertIn("Mood: of the last contacts 0 ended well, 3 badly", alert.reason)
        found_at = alert.found_at
        self.assertEqual(self._night(78, 3), alert)
        alert.with_user(self.user_lan).action_activity()
        for days, score in ((20, 79), (50, 79), (90, 80)):
            self._night(score, days)
            self.assertEqual((alert.state, alert.found_at), ("accepted", found_at))

        self._night(92, 91)
        self.assertEqual(alert.state, "won")
        self._night(76, 95)
        self.assertEqual(alert.state, "new")

    def test_a_slow_fall_is_none(self):
        self._stand()
        for days, score in ((0, 95), (31, 88), (62, 80), (93, 72)):
            self.assertFalse(self._night(score, days))

    def test_a_lower_band_alerts(self):
        self._stand()
        self._night(71, 0)
        alert = self._night(69, 1)

        self.assertIn("from 71 to 69", alert.reason)

    def test_the_first_figure_is_no_fall(self):
        self._stand()
        self.assertFalse(self._night(20, 0))

    def test_overdue_invoices_are_the_more_urgent_before_a_visit(self):
        accounts = self.env["account.account"].create(
            [
                {
                    "name": "Receivable",
                    "code": "131600",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
                {"name": "Income", "code": "511600", "account_type": "income"},
            ]
        )
        self.buyer.property_account_receivable_id = accounts[0]
        self.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale"}
        )
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "invoice_date": (NOW - 60 * DAY).date(),
                "invoice_date_due": (NOW - 30 * DAY).date(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Chairs",
                            "price_unit": 500.0,
                            "tax_ids": [],
                            "account_id": accounts[1].id,
                        }
                    )
                ],
            }
        ).action_post()
        insight = self._find(kind="overdue")
        self.assertEqual(insight.score, 70)

        self.buyer.activity_schedule(
            "mail.mail_activity_data_call",
            (NOW + 3 * DAY).date(),
            user_id=self.user_lan.id,
        )
        self._find()

        self.assertEqual(insight.score, 85)
        self.assertIn("a step planned with them on", insight.reason)
