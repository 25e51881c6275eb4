# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY
from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestAftersales(ErpCase):
    def setUp(self):
        super().setUp()
        self.order = self._sell()
        self.picking = self.order.picking_ids
        self.ticket = self._create_ticket(
            sale_order_id=self.order.id, picking_id=self.picking.id
        )

    def test_return_is_made_by_the_wizard_and_linked(self):
        returned = self._return(self.ticket, self.agent_stock)

        self.assertEqual(returned.return_id, self.picking)
        self.assertEqual(returned.ticket_id, self.ticket)
        self.assertEqual(returned.move_ids.product_uom_qty, 1)
        self.assertEqual(self.ticket.with_user(self.agent_stock).return_count, 1)
        self.assertIn(
            self.ticket.display_name,
            returned.message_ids[-1:].body
            + "".join(message.body for message in returned.message_ids),
        )
        action = self.ticket.with_user(self.agent_stock).action_view_returns()
        self.assertEqual(self.env["stock.picking"].search(action["domain"]), returned)

    def test_return_of_the_product_of_the_ticket_is_filled_in(self):
        self.ticket.lot_id = self.lot
        self.ticket.product_id = self.product

        action = self.ticket.with_user(self.agent_stock).action_return()

        wizard = self.env["stock.return.picking"].browse(action["res_id"])
        self.assertEqual(wizard.product_return_moves.quantity, 1)

    def test_exchange_links_the_return_and_what_is_sent_again(self):
        action = self.ticket.with_user(self.agent_stock).action_return()
        wizard = self.env["stock.return.picking"].with_user(self.agent_stock)
        wizard = wizard.browse(action["res_id"])
        wizard.product_return_moves.quantity = 1

        wizard.action_create_exchanges()

        self.assertEqual(len(self.ticket.return_ids), 2)
        self.assertEqual(
            set(self.ticket.return_ids.mapped("picking_type_code")),
            {"incoming", "outgoing"},
        )

    def test_only_a_done_delivery_can_come_back(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )
        order.action_confirm()
        ticket = self._create_ticket(picking_id=order.picking_ids.id)

        with self.assertRaisesRegex(UserError, "is not done yet"):
            ticket.with_user(self.agent_stock).action_return()

    def test_what_came_back_cannot_come_back_again(self):
        self._return(self.ticket, self.agent_stock)

        with self.assertRaisesRegex(UserError, "was returned already"):
            self.ticket.with_user(self.agent_stock).action_return()
        self.assertEqual(self.ticket.return_count, 1)

    def test_the_only_delivery_of_the_order_is_taken(self):
        self.ticket.picking_id = False
        self.assertTrue(self._return(self.ticket, self.agent_stock))

        with self.assertRaisesRegex(UserError, "choose on the ticket what comes back"):
            self.ticket.with_user(self.agent_stock).action_return()

    def test_without_inventory_rights_one_is_told_whom_to_ask(self):
        for user in (self.user_an, self.agent_account):
            with self.assertRaisesRegex(UserError, "Return: you have no right"):
                self.ticket.with_user(user).action_return()
        self.assertFalse(self.ticket.return_ids)
        self.assertEqual(self.ticket.with_user(self.user_an).return_count, 0)

    def test_credit_note_is_made_by_the_wizard_and_linked(self):
        invoice = self._invoice(self.order)
        self.ticket.move_id = invoice

        action = self.ticket.with_user(self.agent_account).action_credit_note()
        wizard = self.env["account.move.reversal"].with_user(self.agent_account)
        wizard.browse(action["res_id"]).refund_moves()

        note = self.ticket.credit_note_ids
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertIn(self.ticket.number, note.ref)
        self.assertEqual(self.ticket.with_user(self.agent_account).credit_note_count, 1)

    def test_only_a_posted_invoice_is_credited_and_only_once(self):
        draft = self.order._create_invoices()
        self.ticket.move_id = draft
        agent = self.ticket.with_user(self.agent_account)

        with self.assertRaisesRegex(UserError, "is no posted customer invoice"):
            agent.action_credit_note()

        draft.action_post()
        action = agent.action_credit_note()
        wizard = self.env["account.move.reversal"].with_user(self.agent_account)
        wizard.browse(action["res_id"]).refund_moves()
        self.ticket.credit_note_ids.action_post()
        lines = (draft + self.ticket.credit_note_ids).line_ids
        lines.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        ).reconcile()
        self.assertEqual(draft.payment_state, "reversed")
        with self.assertRaisesRegex(UserError, "was credited already"):
            agent.action_credit_note()

    def test_without_accounting_rights_no_credit_note(self):
        self.ticket.move_id = self._invoice(self.order)

        with self.assertRaisesRegex(UserError, "Credit note: you have no right"):
            self.ticket.with_user(self.agent_stock).action_credit_note()
        self.assertFalse(self.ticket.credit_note_ids)

    def test_replacement_is_a_draft_order_of_the_same_goods(self):
        agent = self.ticket.with_user(self.agent_sale)

        action = agent.action_replace()

        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.order.partner_id)
        self.assertEqual(order.ticket_id, self.ticket)
        self.assertEqual(order.origin, self.ticket.number)
        self.assertEqual(order.order_line.product_id, self.product)
        self.assertEqual(agent.replacement_count, 1)

    def test_replacement_under_warranty_is_free(self):
        ticket = self._create_ticket(lot_id=self.lot.id)

        with self.at(MONDAY):
            action = ticket.with_user(self.agent_sale).action_replace()
        self.assertEqual(
            self.env["sale.order"].browse(action["res_id"]).amount_total, 0
        )

        ticket.invalidate_recordset()
        with self.at(datetime(2027, 6, 2, 12)):
            action = ticket.with_user(self.agent_sale).action_replace()
        self.assertGreater(
            self.env["sale.order"].browse(action["res_id"]).amount_untaxed, 0
        )

    def test_without_sales_rights_no_replacement(self):
        with self.assertRaisesRegex(UserError, "Replacement order: you have no right"):
            self.ticket.with_user(self.user_an).action_replace()
        nothing = self._create_ticket()
        with self.assertRaisesRegex(UserError, "choose an order or a product"):
            nothing.with_user(self.agent_sale).action_replace()
