# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: one strip shows the way of a sale and what comes next, at the same cost for
any history, and nothing of what one may not read."""

from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)
TODAY = NOW.date()
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestProgress(RelationshipCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def _strip(self, record, user=None):
        self.env.invalidate_all()
        progress = self.env["crm.progress"].with_user(user or self.user_manager)
        return progress.strip(record._name, record.id)

    def _steps(self, record, user=None):
        return {step["key"]: step for step in self._strip(record, user)["steps"]}

    def _states(self, record, user=None):
        return {key: s["state"] for key, s in self._steps(record, user).items()}

    def _deliver(self, order):
        for move in order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        order.picking_ids.with_context(skip_sms=True).button_validate()

    def _invoice(self, order, due=TODAY):
        invoice = order._create_invoices()
        invoice.invoice_date = TODAY
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = due
        invoice.action_post()
        return invoice

    def _sold(self, **values):
        self.product.invoice_policy = "order"
        order = self._create_order(**values)
        order.action_confirm()
        return order

    def test_an_opportunity_waits_for_its_quotation(self):
        strip = self._strip(self.lead)

        states = {step["key"]: step["state"] for step in strip["steps"]}
        self.assertEqual(states["lead"], "done")
        self.assertEqual(states["opportunity"], "current")
        self.assertEqual(states["quotation"], "todo")
        self.assertIn("quotation", strip["next"]["text"])
        self.assertEqual(strip["next"]["owner"], "Lan")

    def test_every_document_moves_the_strip(self):
        order = self._create_order()
        self.assertEqual(self._states(self.lead)["quotation"], "current")

        self.product.invoice_policy = "order"
        order.action_confirm()
        states = self._states(self.lead)
        self.assertEqual(states["order"], "done")
        self.assertEqual(states["delivery"], "current")

        self._deliver(order)
        self.assertEqual(self._states(self.lead)["delivery"], "done")
        self.assertEqual(self._states(self.lead)["invoice"], "current")

        invoice = self._invoice(order, TODAY - DAY)
        steps = self._steps(self.lead)
        self.assertEqual(steps["invoice"]["state"], "done")
        self.assertEqual(steps["payment"]["state"], "late")
        self.assertEqual(steps["payment"]["amount"], invoice.amount_residual)
        self.assertEqual(steps["payment"]["res_id"], invoice.id)

    def test_a_late_payment_comes_before_the_rest(self):
        order = self._sold()
        invoice = self._invoice(order, TODAY - 5 * DAY)

        strip = self._strip(self.customer)

        self.assertIn(invoice.name, strip["next"]["text"])

    def test_a_paid_and_delivered_order_waits_for_care(self):
        order = self._sold()
        self._deliver(order)
        invoice = self._invoice(order)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": TODAY}).action_create_payments()

        self.assertEqual(self._states(self.lead)["payment"], "done")
        self.assertEqual(self._states(self.lead)["care"], "current")

        with freeze_time(NOW + DAY):
            self._log("call", lead_id=self.lead.id, occurred_at=NOW + DAY / 2)
            self.end_transaction()
            self.assertEqual(self._states(self.lead)["care"], "done")

    def test_a_contact_before_the_sale_is_no_care(self):
        self._log("call", lead_id=self.lead.id, occurred_at=NOW - 3 * DAY)
        self.end_transaction()
        self._sold()

        self.assertEqual(self._states(self.lead)["care"], "todo")

    def test_a_contact_before_the_delivery_is_no_care(self):
        self._sold()
        self._log("call", lead_id=self.lead.id, occurred_at=NOW)
        self.end_transaction()

        states = self._states(self.lead)

        self.assertEqual(states["care"], "todo")
        self.assertEqual(states["payment"], "todo")

    def test_the_warranty_shows_its_last_day(self):
        self.product.warranty_months = 12
        order = self._sold()
        self._deliver(order)

        step = self._steps(self.lead)["warranty"]

        self.assertEqual(step["state"], "done")
        self.assertEqual(step["date"], "2027-06-01")

    def test_a_service_needs_no_delivery(self):
        service = self.env["product.product"].create(
            {"name": "Advice", "type": "service", "list_price": 10}
        )
        self._sold(order_line=[Command.create({"product_id": service.id})])

        self.assertEqual(self._states(self.lead)["delivery"], "skipped")

    def test_customer_order_and_opportunity_tell_the_same(self):
        order = self._sold()

        for record in (self.customer, self.person, order, self.lead):
            with self.subTest(record=record._name):
                self.assertEqual(self._steps(record)["order"]["res_id"], order.id)

    def test_cancelled_orders_and_lost_leads_do_not_count(self):
        order = self._sold()
        order._action_cancel()
        self.lead.action_set_lost()

        states = self._states(self.customer)

        self.assertEqual(states["order"], "todo")
        self.assertEqual(states["opportunity"], "todo")

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_what_one_may_not_read_has_no_amount(self):
        order = self._sold(user_id=self.user_minh.id)
        order.user_id = self.user_minh

        steps = self._steps(self.lead, self.user_lan)

        self.assertEqual(steps["order"]["state"], "hidden")
        self.assertFalse(steps["order"]["amount"])
        self.assertFalse(steps["order"]["date"])
        self.assertNotIn("res_id", steps["order"])
        self.assertNotIn(order.name, str(self._strip(self.lead, self.user_lan)))

    def test_the_warehouse_sees_the_delivery_only(self):
        order = self._sold()

        steps = self._steps(order, self.user_warehouse)

        self.assertEqual(steps["delivery"]["state"], "current")
        self.assertEqual(steps["opportunity"]["state"], "hidden")
        self.assertFalse(steps["opportunity"]["amount"])

    def test_documents_of_another_company_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other of the test"})
        self.env["sale.order"].with_company(other).create(
            {"partner_id": self.customer.id, "company_id": other.id}
        )

        self.assertEqual(self._states(self.customer)["quotation"], "todo")

    def test_who_works_with_no_document_sees_that_there_are_some(self):
        self._create_order()
        self.env.flush_all()

        progress = self.env["crm.progress"].with_user(self.user_employee)
        strip = progress.strip("res.partner", self.customer.id)

        self.assertFalse([step for step in strip["steps"] if step["amount"]])

    def test_only_colleagues_ask(self):
        partner = self.user_portal.partner_id

        with self.assertRaises(AccessError):
            self._strip(partner, self.user_portal)

    def test_a_lead_of_another_is_refused(self):
        self.lead.user_id = self.user_minh

        with self.assertRaises(AccessError):
            self._strip(self.lead, self.user_lan)

    def test_other_models_and_gone_records_are_refused(self):
        progress = self.env["crm.progress"]
        for model, res_id in (
            ("res.users", 1),
            ("crm.lead", 0),
            ("crm.lead", "x"),
            ("res.partner", 2**40),
        ):
            with (
                self.subTest(model=model, res_id=res_id),
                self.assertRaises(ValidationError),
            ):
                progress.strip(model, res_id)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def test_it_costs_the_same_with_5_and_200_documents(self):
        def ask():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            strip = (
                self.env["crm.progress"]
                .with_user(self.user_lan)
                .strip("res.partner", self.customer.id)
            )
            return self.env.cr.sql_log_count - before, strip

        self._orders(5)
        ask()
        few, _strip = ask()
        self._orders(195)
        many, strip = ask()

        self.assertEqual(many, few)
        self.assertLessEqual(few, 30)
        self.assertEqual(strip["steps"][2]["state"], "current")

    def _orders(self, number):
        self.env["sale.order"].create(
            [
                {
                    "partner_id": self.person.id,
                    "user_id": self.user_lan.id,
                    "date_order": fields.Datetime.to_string(NOW),
                    "validity_date": date(2026, 7, 1),
                }
                for _i in range(number)
            ]
        )
