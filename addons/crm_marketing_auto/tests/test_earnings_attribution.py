# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: credits are those of the pure tool, sum exactly, and can be rebuilt."""

import random
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..tools import attribution as tool
from .earnings_common import EarningsCase, day

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestConversion(EarningsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_accounts()

    def _rebuild(self):
        self.env["crm.attribution"]._rebuild(self.company)
        return self.env["crm.conversion"].search(
            [("company_id", "=", self.company.id)], order="at, id"
        )

    def _invoice(self, order, at, **values):
        invoice = order._create_invoices()
        invoice.write({"invoice_date": at, **values})
        invoice.action_post()
        return invoice

    def test_orders_count_when_confirmed(self):
        order = self._order(self.lan, day(0), 100, 60)
        later = self._order(self.lan, day(2), 50, 20)
        self.env["sale.order"].create(
            {"partner_id": self.lan.id, "company_id": self.company.id}
        )

        found = self._rebuild()

        self.assertEqual(found.mapped("res_id"), [order.id, later.id])
        self.assertEqual(found.mapped("amount"), [100, 50])
        self.assertEqual(found.mapped("margin"), [40, 30])
        self.assertEqual(found.mapped("is_first"), [True, False])
        self.assertEqual(found.mapped("is_touched"), [False, False])
        self.assertEqual(found[0].display_name, f"Confirmed orders, {self.lan.name}")

        order._action_cancel()
        self.assertEqual(self._rebuild().mapped("is_first"), [True])

    def test_invoices_count_net_of_their_credit_notes(self):
        self.company.attribution_basis = "invoice"
        order = self._order(self.lan, day(0), 100, 60)
        self.assertFalse(self._rebuild())
        invoice = self._invoice(order, "2026-03-12")
        found = self._rebuild()
        self.assertEqual((found.amount, found.margin, found.kind), (100, 40, "invoice"))

        refund = invoice._reverse_moves([{"invoice_date": "2026-03-13"}])
        refund.invoice_line_ids.write({"price_unit": 30})
        refund.action_post()
        found = self._rebuild()
        self.assertEqual((found.res_id, found.amount), (invoice.id, 70))

    def test_unpaid_invoices_earn_nothing_where_payment_counts(self):
        self.company.attribution_basis = "paid"
        order = self._order(self.lan, day(0), 100, 60)
        invoice = self._invoice(order, "2026-03-12")
        self.assertFalse(self._rebuild())

        self._pay(invoice, 25)
        self.assertEqual(invoice.amount_residual, 75)
        found = self._rebuild()
        self.assertEqual((found.amount, found.margin), (25, 10))

        self._pay(invoice, 75)
        found = self._rebuild()
        self.assertEqual((found.amount, found.margin), (100, 40))

    def test_opportunities_count_when_won(self):
        self.company.attribution_basis = "lead"
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea",
                "type": "opportunity",
                "company_id": self.company.id,
                "expected_revenue": 500,
                "source_id": self.google.id,
            }
        )
        self.assertFalse(self._rebuild())
        lead.action_set_won()
        self.env["crm.touchpoint.source"]._collect()
        found = self._rebuild()
        self.assertEqual((found.amount, found.lead_id), (500, lead.id))
        # nobody is known behind it, its touch is found by the lead
        self.assertTrue(found.is_touched)
        self.assertEqual(found.attribution_ids.source_id, self.google)

    def test_amounts_are_in_the_currency_of_the_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.company.id}
        )
        self._order(self.lan, day(0), 100, 60, pricelist_id=pricelist.id)
        found = self._rebuild()
        self.assertEqual(
            (found.amount, found.currency_id), (200, self.company.currency_id)
        )

    def test_companies_are_apart(self):
        self._touch(self.lan, day(-1), self.google, company_id=self.other_company.id)
        self._order(self.lan, day(0))
        self.assertEqual(self._rebuild().mapped("is_touched"), [False])


@tagged("post_install", "-at_install")
class TestCredits(EarningsCase):
    def _rebuild(self):
        self.env["crm.attribution"]._rebuild(self.company)

    def _credits(self, order):
        return self.env["crm.attribution"].search(
            [
                ("conversion_id.res_id", "=", order.id),
                ("conversion_id.company_id", "=", self.company.id),
            ],
            order="place",
        )

    def test_four_touches_of_an_order(self):
        for n, source in (
            (-8, self.facebook),
            (-6, self.google),
            (-4, self.letter),
            (-1, self.google),
        ):
            self._touch(self.lan, day(n), source)
        order = self._order(self.lan, day(0), 100)
        self._rebuild()

        found = self._credits(order)
        self.assertEqual(found.mapped("first_amount"), [100, 0, 0, 0])
        self.assertEqual(found.mapped("last_amount"), [0, 0, 0, 100])
        self.assertEqual(found.mapped("linear_amount"), [25, 25, 25, 25])
        self.assertEqual(found.mapped("position_amount"), [40, 10, 10, 40])
        decayed = found.mapped("decay_amount")
        self.assertEqual(decayed, sorted(decayed))
        self.assertEqual(round(sum(decayed), 2), 100)

    def test_touches_outside_the_window_or_after_the_sale_earn_nothing(self):
        self.company.attribution_days = 30
        self._touch(self.lan, day(-31), self.facebook)
        inside = self._touch(self.lan, day(-30), self.google)
        self._touch(self.lan, day(1), self.letter)
        order = self._order(self.lan, day(0))
        self._rebuild()
        self.assertEqual(self._credits(order).touchpoint_id, inside)

    def test_all_people_of_a_company_count(self):
        person = self.env["res.partner"].create(
            {"name": "Thu", "parent_id": self.lan.id}
        )
        touch = self._touch(person, day(-1), self.google)
        order = self._order(self.lan, day(0))
        self._rebuild()
        self.assertEqual(self._credits(order).touchpoint_id, touch)

    def test_a_rebuild_changes_nothing_and_forgets_what_is_gone(self):
        self._touch(self.lan, day(-2), self.google)
        self._touch(self.lan, day(-1), self.facebook)
        order = self._order(self.lan, day(0))
        self._rebuild()
        before = self._credits(order).ids
        self._rebuild()
        self.assertEqual(self._credits(order).ids, before)

        self.company.attribution_days = 1
        self._rebuild()
        self.assertEqual(self._credits(order).source_id, self.facebook)
        order._action_cancel()
        self._rebuild()
        self.assertFalse(self._credits(order))

    def test_credits_go_with_their_touch_and_their_sale(self):
        self._touch(self.lan, day(-2), self.google)
        last = self._touch(self.lan, day(-1), self.facebook)
        order = self._order(self.lan, day(0))
        self._rebuild()
        last.unlink()
        self.assertEqual(self._credits(order).source_id, self.google)
        self._rebuild()
        self.assertEqual(self._credits(order).last_amount, order.amount_untaxed)

        self._credits(order).conversion_id.unlink()
        self.assertFalse(
            self.env["crm.attribution"].search([("source_id", "=", self.google.id)])
        )

    def test_removal_effects_are_learned_from_everybody(self):
        # both who came by search bought; the letter reached one of them, and Hoa
        self._touch(self.lan, day(-2), self.letter)
        self._touch(self.lan, day(-1), self.google)
        self._touch(self.minh, day(-1), self.google)
        self._touch(self.hoa, day(-1), self.letter)
        order = self._order(self.lan, day(0), 90)
        self._order(self.minh, day(0), 90)
        self._rebuild()

        effects = {
            effect.source_id: round(effect.effect, 4)
            for effect in self.env["crm.attribution.effect"].search(
                [("company_id", "=", self.company.id)]
            )
        }
        # start > letter 2 of 3, > google 1 of 2; google always buys
        self.assertEqual(effects, {self.google: 1.0, self.letter: 0.5})
        found = self._credits(order)
        self.assertEqual(found.mapped("data_amount"), [30, 60])

    def test_credits_equal_those_of_the_pure_tool(self):
        """Random paths and odd amounts: the database shares as the tool does."""
        chance = random.Random(7)
        orders, touched = [], {}
        sources = [self.facebook, self.google, self.letter]
        for n in range(25):
            partner = self.env["res.partner"].create({"name": f"Customer {n}"})
            at = [
                day(0).replace(minute=chance.randrange(60))
                - (day(1) - day(0)) * chance.randrange(1, 80)
                for _touch in range(chance.randrange(1, 9))
            ]
            touches = [
                self._touch(partner, when, chance.choice(sources))
                for when in sorted(at)
            ]
            order = self._order(
                partner, day(0), chance.choice([0.07, 9.99, 100, 123.45, 1000.01])
            )
            orders.append(order)
            touched[order] = touches
        self._rebuild()

        effects = {
            effect.source_id: effect.effect
            for effect in self.env["crm.attribution.effect"].search(
                [("company_id", "=", self.company.id)]
            )
        }
        for order in orders:
            touches = touched[order]
            count, amount = len(touches), Decimal(str(order.amount_untaxed))
            ages = [(day(0) - touch.at).total_seconds() / 86400 for touch in touches]
            weights = {
                "first": tool.first(count),
                "last": tool.last(count),
                "linear": tool.linear(count),
                "position": tool.position(count),
                "decay": tool.decay(ages, 7),
                "data": tool.data_driven(
                    [effects[touch.source_id] for touch in touches]
                ),
            }
            found = self._credits(order)
            self.assertEqual(found.touchpoint_id.ids, [touch.id for touch in touches])
            for model, shares in weights.items():
                expected = [float(v) for v in tool.credits(amount, shares, CENT)]
                got = found.mapped(f"{model}_amount")
                self.assertEqual(got, expected, (model, amount, shares))
                self.assertEqual(round(sum(got), 2), float(amount))

    def test_a_currency_without_cents_is_shared_in_whole_units(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        self.company.currency_id = dong
        for n in (3, 2, 1):
            self._touch(self.lan, day(-n), self.google)
        order = self._order(self.lan, day(0), 100_000)
        self._rebuild()
        self.assertEqual(
            self._credits(order).mapped("linear_amount"), [33_334, 33_333, 33_333]
        )

    def test_a_refund_takes_back_what_was_earned(self):
        self._load_accounts()
        self.company.attribution_basis = "invoice"
        self._touch(self.lan, day(-2), self.google)
        self._touch(self.lan, day(-1), self.letter)
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.lan.id,
                "company_id": self.company.id,
                "invoice_date": "2026-03-12",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Back",
                            "price_unit": 10.01,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        refund.action_post()
        self._rebuild()
        found = self._credits(refund)
        self.assertEqual(found.mapped("linear_amount"), [-5.01, -5.0])
        self.assertEqual(found.mapped("last_amount"), [0, -10.01])
