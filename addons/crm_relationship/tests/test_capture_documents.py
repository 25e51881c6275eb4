# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..models.interaction_event import InteractionEvent
from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
CAPTURE_LOGGER = "odoo.addons.crm_relationship.models.crm_interaction_capture"


class DocumentCase(RelationshipCase):
    """What orders, deliveries, invoices and payments are made from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=cls.company, install_demo=False
            )
        cls.stock = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.stock.lot_stock_id, 10_000
        )
        cls.product.invoice_policy = "order"

    def _deliver(self, picking, quantity=None):
        """Validate a transfer, with a backorder for what is missing."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        result = picking.button_validate()
        if isinstance(result, dict):
            Form.from_action(self.env, result).save().process()
        return picking

    def _invoice(self, order):
        """Return the draft invoice of an order."""
        return order._create_invoices()

    def _pay(self, invoice):
        """Pay an invoice through the wizard."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({})._create_payments()


@tagged("post_install", "-at_install")
class TestCaptureOrders(DocumentCase):
    def test_quotation_sent_is_logged_to_the_customer(self):
        order = self._create_order()

        order.with_user(self.user_minh).sudo().action_quotation_sent()
        row = self.logged(order)

        self.assertEqual(row.origin_event, "sent")
        self.assertEqual(row.type_id.code, "quotation_sent")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(row.subject, order.name)
        self.assertEqual(row.user_id, self.user_minh)
        self.assertEqual(row.actor_type, "staff")

    def test_confirmed_order_is_logged_with_what_it_is_about(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        medium = self.env["utm.medium"].create({"name": "Fair"})
        source = self.env["utm.source"].create({"name": "Hanoi fair"})
        order = self._create_order(
            campaign_id=campaign.id, medium_id=medium.id, source_id=source.id
        )

        with freeze_time(NOW):
            order.with_user(self.user_lan).action_confirm()
        row = self.logged(order, "confirmed")

        self.assertEqual(row.occurred_at, NOW)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.team_id, order.team_id)
        self.assertEqual(row.company_id, self.company)
        self.assertEqual(row.amount, order.amount_total)
        self.assertEqual(row.currency_id, order.currency_id)
        self.assertEqual(row.campaign_id, campaign)
        self.assertEqual(row.medium_id, medium)
        self.assertEqual(row.source_id, source)
        self.assertEqual(row.state, "done")
        self.assertFalse(row.contact_value)

    def test_order_confirmed_again_is_a_second_event(self):
        order = self._create_order()

        order.action_confirm()
        self.end_transaction()
        order._action_cancel()
        self.end_transaction()
        order.action_draft()
        self.end_transaction()
        order.action_confirm()

        events = self.logged(order).mapped("origin_event")
        self.assertEqual(events, ["confirmed", "cancelled", "confirmed#2"])

    def test_third_confirmation_counts_on(self):
        order = self._create_order()
        for _time in range(3):
            order.action_confirm()
            self.end_transaction()
            order._action_cancel()
            self.end_transaction()
            order.action_draft()

        self.assertEqual(
            sorted(self.logged(order).mapped("origin_event")),
            [
                "cancelled",
                "cancelled#2",
                "cancelled#3",
                "confirmed",
                "confirmed#2",
                "confirmed#3",
            ],
        )

    def test_order_that_ends_cancelled_in_its_transaction_is_only_cancelled(self):
        order = self._create_order()

        order.action_confirm()
        order._action_cancel()

        self.assertEqual(self.logged(order).mapped("origin_event"), ["cancelled"])

    def test_order_created_confirmed_keeps_its_original_date(self):
        order = self._create_order(state="sale", date_order="2019-03-04 05:06:07")

        row = self.logged(order)

        self.assertEqual(row.origin_event, "confirmed")
        self.assertEqual(row.occurred_at, datetime(2019, 3, 4, 5, 6, 7))

    def test_order_dated_in_the_future_happened_when_it_was_made(self):
        with freeze_time(NOW):
            order = self._create_order(
                state="sale", date_order=NOW + timedelta(days=30)
            )
            row = self.logged(order)

        self.assertEqual(row.occurred_at, NOW)

    def test_writing_the_same_state_again_logs_nothing(self):
        order = self._create_order()
        order.action_confirm()
        self.end_transaction()

        order.write({"state": "sale"})

        self.assertEqual(len(self.logged(order)), 1)

    def test_order_in_foreign_currency_keeps_its_own_amount(self):
        currency = self.env["res.currency"].create(
            {"name": "TCU", "symbol": "T", "rate_ids": [Command.create({"rate": 4.0})]}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._create_order(pricelist_id=pricelist.id)

        order.action_confirm()
        row = self.logged(order)

        self.assertEqual(row.currency_id, currency)
        self.assertEqual(row.amount, order.amount_total)

    def test_who_acted_comes_before_the_salesperson(self):
        order = self._create_order(user_id=self.user_lan.id)

        order.with_user(self.user_hoa).action_confirm()

        self.assertEqual(self.logged(order).user_id, self.user_hoa)

    def test_customer_acting_on_the_portal_leaves_the_salesperson(self):
        order = self._create_order(user_id=self.user_lan.id)

        order.with_user(self.user_portal).sudo().action_confirm()
        row = self.logged(order)

        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.actor_type, "customer")

    def test_system_user_is_nobody(self):
        order = self._create_order(user_id=False, opportunity_id=False)

        order.action_confirm()

        self.assertFalse(self.logged(order).user_id)

    def test_capture_can_be_switched_off(self):
        order = self._create_order()

        order.with_context(interaction_capture_disable=True).action_confirm()

        self.assertFalse(self.logged(order))

    def test_rolled_back_savepoint_logs_nothing_wrong(self):
        kept, undone, later = (
            self._create_order(),
            self._create_order(),
            self._create_order(),
        )

        kept.action_confirm()
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            undone.action_confirm()
            raise ValueError("undo")
        later.action_confirm()

        self.assertEqual(self.logged(kept).mapped("origin_event"), ["confirmed"])
        self.assertEqual(self.logged(later).mapped("origin_event"), ["confirmed"])
        self.assertFalse(self.logged(undone))

    def test_archived_type_stops_capture(self):
        self._type("order_confirmed").active = False
        order = self._create_order()

        order.action_confirm()
        self.end_transaction()

        self.assertFalse(self.logged(order, "confirmed"))

    def test_order_of_another_company_belongs_to_it(self):
        other = self.env["res.company"].create({"name": "Branch"})
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )

        order.write({"state": "sent"})

        self.assertEqual(self.logged(order).company_id, other)


@tagged("post_install", "-at_install")
class TestCaptureTransfers(DocumentCase):
    def test_delivery_is_logged_with_its_opportunity(self):
        order = self._create_order()
        order.action_confirm()

        picking = self._deliver(order.picking_ids)
        row = self.logged(picking)

        self.assertEqual(row.origin_event, "delivered")
        self.assertEqual(row.type_id.code, "delivery_done")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.partner_id, order.partner_shipping_id)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.team_id, order.team_id)
        self.assertIn(order.name, row.subject)

    def test_partial_delivery_and_its_backorder_are_two_events(self):
        order = self._create_order()
        order.action_confirm()
        first = order.picking_ids

        self._deliver(first, 1)
        second = order.picking_ids - first
        self.assertEqual(len(self.logged(first)), 1)
        self.assertFalse(self.logged(second))

        self._deliver(second)
        self.assertEqual(len(self.logged(second)), 1)
        self.assertEqual(len(self.logged(first)), 1)

    def test_return_comes_from_the_customer(self):
        order = self._create_order()
        order.action_confirm()
        picking = self._deliver(order.picking_ids)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2

        returned = wizard._create_return()
        self._deliver(returned)
        row = self.logged(returned)

        self.assertEqual(row.type_id.code, "return_done")
        self.assertEqual(row.direction, "in")
        self.assertEqual(row.commercial_partner_id, self.customer)

    def _transfer(self, source, target, **values):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.stock.out_type_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": self.person.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
                **values,
            }
        )
        picking.action_confirm()
        return self._deliver(picking)

    def test_goods_that_go_from_a_supplier_to_the_customer_are_a_delivery(self):
        picking = self._transfer(
            self.env.ref("stock.stock_location_suppliers"),
            self.env.ref("stock.stock_location_customers"),
        )

        self.assertEqual(self.logged(picking).type_id.code, "delivery_done")

    def test_internal_transfer_is_not_logged(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.lot_stock_id.id}
        )

        picking = self._transfer(
            self.stock.lot_stock_id,
            shelf,
            picking_type_id=self.stock.int_type_id.id,
        )

        self.assertEqual(picking.state, "done")
        self.assertFalse(self.logged(picking))

    def test_receipt_from_a_supplier_is_not_logged(self):
        picking = self._transfer(
            self.env.ref("stock.stock_location_suppliers"),
            self.stock.lot_stock_id,
            picking_type_id=self.stock.in_type_id.id,
        )

        self.assertEqual(picking.state, "done")
        self.assertFalse(self.logged(picking))


@tagged("post_install", "-at_install")
class TestCaptureInvoices(DocumentCase):
    def _create_move(self, move_type, **values):
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.person.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 50})
                ],
                **values,
            }
        )

    def test_invoice_of_an_order_is_logged_with_its_opportunity(self):
        order = self._create_order()
        order.action_confirm()
        invoice = self._invoice(order)

        invoice.with_user(self.user_accountant).action_post()
        row = self.logged(invoice)

        self.assertEqual(row.origin_event, "posted")
        self.assertEqual(row.type_id.code, "invoice_posted")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.user_id, self.user_accountant)
        self.assertEqual(row.amount, invoice.amount_total)
        self.assertEqual(row.subject, invoice.name)

    def test_credit_note_is_negative(self):
        move = self._create_move("out_refund")

        move.action_post()
        row = self.logged(move)

        self.assertEqual(row.type_id.code, "credit_note_posted")
        self.assertEqual(row.amount, -move.amount_total)

    def test_vendor_bill_is_not_logged(self):
        for move_type in ("in_invoice", "in_refund"):
            move = self._create_move(move_type)
            move.action_post()

            self.assertEqual(move.state, "posted")
            self.assertFalse(self.logged(move))

    def test_journal_entry_is_not_logged(self):
        account = self.env["account.account"].search(
            [("account_type", "=", "expense")], limit=1
        )
        move = self.env["account.move"].create(
            {
                "partner_id": self.person.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 10}),
                    Command.create({"account_id": account.id, "credit": 10}),
                ],
            }
        )

        move.action_post()

        self.assertFalse(self.logged(move))

    def test_invoice_reset_to_draft_and_posted_again_is_a_second_event(self):
        invoice = self._create_move("out_invoice")
        invoice.action_post()
        self.end_transaction()

        invoice.button_draft()
        self.end_transaction()
        invoice.action_post()

        self.assertEqual(
            self.logged(invoice).mapped("origin_event"), ["posted", "posted#2"]
        )

    def test_invoice_in_foreign_currency_keeps_its_own_amount(self):
        currency = self.env["res.currency"].create(
            {"name": "TCU", "symbol": "T", "rate_ids": [Command.create({"rate": 4.0})]}
        )
        move = self._create_move("out_invoice", currency_id=currency.id)

        move.action_post()
        row = self.logged(move)

        self.assertEqual(row.currency_id, currency)
        self.assertEqual(row.amount, move.amount_total)

    def test_payment_is_logged_with_its_opportunity(self):
        order = self._create_order()
        order.action_confirm()
        invoice = self._invoice(order)
        invoice.action_post()

        payment = self._pay(invoice)
        row = self.logged(payment)

        self.assertEqual(row.type_id.code, "payment_received")
        self.assertEqual(row.direction, "in")
        self.assertEqual(row.actor_type, "customer")
        self.assertEqual(row.amount, invoice.amount_total)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_payment_becoming_paid_is_no_second_event(self):
        payment = self._create_payment("inbound", "customer")
        payment.action_post()
        self.end_transaction()

        payment.action_validate()

        self.assertEqual(len(self.logged(payment)), 1)

    def _create_payment(self, payment_type, partner_type):
        return self.env["account.payment"].create(
            {
                "payment_type": payment_type,
                "partner_type": partner_type,
                "partner_id": self.person.id,
                "amount": 30,
            }
        )

    def test_money_given_back_is_negative(self):
        payment = self._create_payment("outbound", "customer")

        payment.action_post()
        row = self.logged(payment)

        self.assertEqual(row.type_id.code, "payment_refunded")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.amount, -30)

    def test_payment_to_a_vendor_is_not_logged(self):
        payment = self._create_payment("outbound", "supplier")

        payment.action_post()

        self.assertFalse(self.logged(payment))

    def test_draft_payment_is_not_logged(self):
        payment = self._create_payment("inbound", "customer")

        self.assertFalse(self.logged(payment))


@tagged("post_install", "-at_install")
class TestCaptureWeb(RelationshipCase):
    def _rating(self, **values):
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "partner_id": self.person.id,
                "rated_partner_id": self.user_lan.partner_id.id,
                **values,
            }
        )

    def test_rating_is_logged_when_it_is_given(self):
        rating = self._rating()
        self.assertFalse(self.logged(rating))

        rating.write({"rating": 4, "feedback": "Quick answer", "consumed": True})
        row = self.logged(rating)

        self.assertEqual(row.type_id.code, "rating")
        self.assertEqual(row.direction, "in")
        self.assertEqual(row.actor_type, "customer")
        self.assertEqual(row.subject, "4/5 · Quick answer")
        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.lead_id, self.lead)

    def test_lead_of_a_visitor_is_an_enquiry(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.env.ref("base.public_user"))
            .sudo()
            .create(
                {
                    "name": "Price of ten desks",
                    "email_from": "Visitor <Someone@Unknown.test>",
                }
            )
        )

        row = self.logged(lead)

        self.assertEqual(row.type_id.code, "web_lead")
        self.assertEqual(row.contact_value, "someone@unknown.test")
        self.assertFalse(row.partner_id)
        self.assertEqual(row.lead_id, lead)
        self.assertEqual(row.subject, "Price of ten desks")

    def test_lead_of_a_colleague_is_no_enquiry(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.user_lan)
            .create({"name": "Met at the fair"})
        )

        self.assertFalse(self.logged(lead))

    def test_lead_made_by_a_job_is_no_enquiry(self):
        self.assertFalse(self.logged(self.env["crm.lead"].create({"name": "Imported"})))

    def test_enquiry_belongs_to_the_salespersons_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.user_minh.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        lead = (
            self.env["crm.lead"]
            .with_user(self.env.ref("base.public_user"))
            .sudo()
            .create(
                {
                    "name": "For the branch",
                    "email_from": "x@unknown.test",
                    "user_id": self.user_minh.id,
                    "company_id": False,
                }
            )
        )
        lead.company_id = False

        self.assertEqual(self.logged(lead).company_id, other)

    def test_customer_of_a_lead_takes_over_its_rows(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.env.ref("base.public_user"))
            .sudo()
            .create({"name": "Ask", "email_from": "someone@unknown.test"})
        )
        row = self.logged(lead)

        lead.with_user(self.user_hoa).partner_id = self.person
        self.end_transaction()

        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)


@tagged("post_install", "-at_install")
class TestCaptureFailure(DocumentCase):
    """An error of the log never stops the business, and nothing is lost."""

    def setUp(self):
        super().setUp()
        self.failures = self.env["crm.interaction.failure"]

    def _break(self, broken="order_confirmed"):
        """Make the SELECT of one type of event invalid."""
        select = InteractionEvent.select

        def broken_select(event, model, name, **options):
            if event.type == broken:
                return SQL("SELECT * FROM no_such_table")
            return select(event, model, name, **options)

        return patch.object(InteractionEvent, "select", broken_select)

    def test_error_does_not_block_the_order_and_is_kept(self):
        order = self._create_order()

        with (
            self._break(),
            mute_logger("odoo.sql_db"),
            self.assertLogs(CAPTURE_LOGGER, "ERROR"),
        ):
            order.with_user(self.user_lan).action_confirm()
            self.end_transaction()

        self.assertEqual(order.state, "sale")
        failure = self.failures.search([("model", "=", "sale.order")])
        self.assertEqual(failure.event, "confirmed")
        self.assertEqual(failure.res_ids, order.ids)
        self.assertEqual(failure.actor_id, self.user_lan)
        self.assertIn("no_such_table", failure.error)

    def test_retry_logs_the_event_with_its_original_time_and_actor(self):
        order = self._create_order()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        with (
            self._break(),
            freeze_time(NOW),
            mute_logger("odoo.sql_db", CAPTURE_LOGGER),
        ):
            order.with_user(self.user_hoa).action_confirm()
            invoice.with_user(self.user_accountant).action_post()
            self.end_transaction()
        self.assertFalse(self.logged(order) + self.logged(invoice))

        with freeze_time(NOW + timedelta(hours=3)):
            self._run_retry()

        confirmed, posted = self.logged(order), self.logged(invoice)
        self.assertEqual(confirmed.occurred_at, NOW)
        self.assertEqual(confirmed.user_id, self.user_hoa)
        self.assertEqual(confirmed.origin_event, "confirmed")
        self.assertEqual(posted.occurred_at, NOW)
        self.assertEqual(posted.user_id, self.user_accountant)
        self.assertFalse(self.failures.search([]))

    def _run_retry(self):
        cron = self.env.ref("crm_relationship.ir_cron_interaction_retry")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)

    def test_retry_keeps_an_explicit_time(self):
        order = self._create_order(state="sale")
        self.env.cr.precommit.clear()
        with self._break(), mute_logger("odoo.sql_db", CAPTURE_LOGGER):
            order._log_interaction("confirmed", at=datetime(2020, 1, 2, 3, 4, 5))
            self.end_transaction()

        self._run_retry()

        row = self.logged(order)
        self.assertEqual(row.occurred_at, datetime(2020, 1, 2, 3, 4, 5))

    def test_retry_that_fails_is_counted_and_stops_nobody(self):
        first, second = self._create_order(), self._create_order()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        with self._break(), mute_logger("odoo.sql_db", CAPTURE_LOGGER):
            (first + second).action_confirm()
            invoice.action_post()
            self.end_transaction()

        with self._break(), mute_logger("odoo.sql_db"):
            self._run_retry()

        failure = self.failures.search([])
        self.assertEqual(failure.model, "sale.order")
        self.assertEqual(failure.attempts, 1)
        self.assertEqual(len(self.logged(invoice)), 1)

    def test_retry_of_a_deleted_record_gives_up(self):
        order = self._create_order()
        with self._break(), mute_logger("odoo.sql_db", CAPTURE_LOGGER):
            order.action_confirm()
            self.end_transaction()
        order._action_cancel()
        order.unlink()

        self._run_retry()

        self.assertFalse(self.failures.search([]))

    def test_event_of_an_unknown_model_waits_without_harm(self):
        failure = self.failures.create(
            {
                "model": "no.such.model",
                "event": "x",
                "res_ids": [1],
                "occurred_at": NOW,
            }
        )

        self._run_retry()

        self.assertEqual(failure.attempts, 1)

    def test_error_after_the_insert_leaves_nothing_half_written(self):
        """A reaction that fails takes what it wrote away with it."""
        order = self._create_order()
        name = self.customer.name
        customer = self.customer

        def react(interactions):
            customer.sudo().name = "half written"
            raise ValueError("reaction")

        with (
            patch.object(type(self.env["crm.interaction"]), "_after_logged", react),
            mute_logger(CAPTURE_LOGGER),
        ):
            order.action_confirm()
            self.end_transaction()

        self.assertEqual(order.state, "sale")
        self.assertEqual(self.customer.name, name)
        self.assertFalse(self.logged(order))
        self.assertTrue(self.failures.search([("model", "=", "sale.order")]))

    def test_statistics_and_claims_survive_an_error(self):
        self._log(user=self.user_lan)
        self.refresh_statistics()
        unknown = self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "contact_value": "new@unknown.test",
            }
        )
        self.end_transaction()
        order = self._create_order()

        with self._break(), mute_logger("odoo.sql_db", CAPTURE_LOGGER):
            order.action_confirm()
            self.lead.activity_schedule(
                "mail.mail_activity_data_call", date_deadline="2030-01-02"
            )
            newcomer = self._create_customer("New", email="new@unknown.test")
            self.end_transaction()
        self.refresh_statistics()

        self.assertEqual(unknown.partner_id, newcomer)
        self.assertEqual(
            self.customer.with_user(self.user_lan).relation_next_step_at,
            datetime(2030, 1, 2, 12, 0),
        )


@tagged("post_install", "-at_install")
class TestCaptureQueries(DocumentCase):
    """A transaction costs three queries more, however much it does."""

    def _count(self, act, records):
        """Return the queries of an act, the end of its transaction included."""
        self.end_transaction()
        started = self.env.cr.sql_log_count
        act(records)
        self.end_transaction()
        return self.env.cr.sql_log_count - started

    def _assert_cheap(self, make, act):
        """Check an act on one record and on twenty, with and without the log."""
        off = {"interaction_capture_disable": True}
        for count in (1, 20):
            queries = {}
            # the first time caches are cold, and any time another's may be emptied
            for context in (*({}, off), *({}, off), *({}, off)):
                records = make(count).with_context(**context)
                # a second that passes between two records splits their UPDATE
                with freeze_time("2026-01-12 09:00:00"):
                    found = self._count(act, records)
                known = queries.get(bool(context), found)
                queries[bool(context)] = min(known, found)

            self.assertLessEqual(queries[False] - queries[True], 3)
            self.assertGreater(queries[False], queries[True])

    def _orders(self, count):
        orders = self.env["sale.order"]
        for _order in range(count):
            orders += self._create_order()
        return orders

    def test_confirming_orders_costs_three_queries_more(self):
        self._assert_cheap(
            self._orders,
            lambda orders: orders.with_user(self.user_hoa).action_confirm(),
        )

    def test_posting_invoices_costs_three_queries_more(self):
        def make(count):
            orders = self._orders(count)
            orders.action_confirm()
            invoices = self.env["account.move"]
            for order in orders:
                invoices += self._invoice(order)
            return invoices

        self._assert_cheap(make, lambda invoices: invoices.action_post())

    def test_validating_deliveries_costs_three_queries_more(self):
        def make(count):
            orders = self._orders(count)
            orders.action_confirm()
            orders.picking_ids.move_ids.write({"quantity": 2, "picked": True})
            return orders.picking_ids

        self._assert_cheap(make, lambda pickings: pickings.button_validate())

    def test_comments_to_the_customer_cost_three_queries_more(self):
        def post(leads):
            for lead in leads:
                lead.message_post(
                    body="Hi",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=self.person.ids,
                )

        def make(count):
            return self.env["crm.lead"].create(
                [{"name": f"L{n}", "partner_id": self.person.id} for n in range(count)]
            )

        self._assert_cheap(make, post)

    def test_planning_activities_costs_three_queries_more(self):
        def make(count):
            return self.env["crm.lead"].create(
                [{"name": f"L{n}", "partner_id": self.person.id} for n in range(count)]
            )

        self._assert_cheap(
            make, lambda leads: leads.activity_schedule("mail.mail_activity_data_call")
        )
