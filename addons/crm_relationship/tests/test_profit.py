# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: profit is what is known, and what is not known is said beside it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .profit_common import ProfitCase


@tagged("post_install", "-at_install")
class TestProfit(ProfitCase):
    def _totals(self, partner=None):
        self.env.flush_all()
        [row] = self.env["crm.profit.report"]._read_group(
            [("partner_id", "=", (partner or self.buyer).id)],
            [],
            [
                "revenue:sum", "cost:sum", "margin:sum", "unknown_revenue:sum",
                "margin_rate:margin_rate", "unknown_share:unknown_share",
            ],
        )  # fmt: skip
        return tuple(round(value, 4) for value in row)

    def test_case_53_unknown_cost_is_no_profit(self):
        self._invoice((self.known, 3, 100.0), (self.unknown, 1, 100.0))

        self.assertEqual(self._totals(), (400, 180, 120, 100, 0.4, 0.25))

    def test_case_53_a_credit_note_takes_the_profit_back(self):
        invoice = self._invoice((self.known, 3, 100.0))
        self._invoice((self.known, 1, 100.0), move_type="out_refund")

        self.assertEqual(self._totals()[:4], (200, 120, 80, 0))
        self.assertTrue(invoice)

    def test_the_cost_of_the_order_comes_before_that_of_today(self):
        order = self._bought(20, product=self.known, price=100.0)
        order.order_line.purchase_price = 30.0
        line = self._invoice((self.known, 1, 100.0)).invoice_line_ids
        line.sale_line_ids = order.order_line

        self.assertEqual(self._totals()[:4], (100, 30, 70, 0))

    def test_a_dozen_costs_twelve(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        move = self._invoice((self.known, 1, 1200.0))
        move.button_draft()
        move.invoice_line_ids.product_uom_id = dozen
        move.invoice_line_ids.write({"price_unit": 1200.0, "tax_ids": []})
        move.action_post()

        self.assertEqual(self._totals()[:3], (1200, 720, 480))

    def test_drafts_count_for_nothing(self):
        self._invoice((self.known, 1, 100.0)).button_draft()
        self.env.flush_all()

        self.assertFalse(
            self.env["crm.profit.report"].search([("partner_id", "=", self.buyer.id)])
        )

    def test_the_customer_shows_a_year(self):
        self._invoice((self.known, 1, 100.0), (self.unknown, 3, 100.0))
        self._invoice((self.known, 1, 500.0), days=400)

        stat = self._stand()

        self.assertEqual(stat.margin, 40)
        self.assertEqual(stat.margin_unknown, 0.75)

    def test_case_01_profit_of_own_customers_only(self):
        theirs = self._create_customer("Of Minh", user_id=self.user_minh.id)
        self._invoice((self.known, 1, 100.0))
        self._invoice((self.known, 1, 900.0), partner=theirs)
        self.env.flush_all()
        report = self.env["crm.profit.report"]

        own = report.with_user(self.user_lan).search([])
        self.assertIn(self.buyer, own.partner_id)
        self.assertNotIn(theirs, own.partner_id)
        everybody = report.with_user(self.user_hoa).search([])
        self.assertLessEqual(self.buyer + theirs, everybody.partner_id)
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                report.with_user(user).search([])

    def test_a_line_opens_its_invoice(self):
        move = self._invoice((self.known, 1, 100.0))
        self.env.flush_all()
        row = self.env["crm.profit.report"].search([("move_id", "=", move.id)])

        self.assertEqual(row.action_open_invoice()["res_id"], move.id)
