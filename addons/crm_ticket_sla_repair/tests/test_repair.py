# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_ticket_sla.tests.common import MONDAY
from odoo.addons.crm_ticket_sla.tests.erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestRepair(ErpCase):
    def _repair(self, ticket, at=MONDAY):
        ticket.invalidate_recordset()
        with self.at(at):
            action = ticket.with_user(self.agent_stock).action_repair()
        return self.env["repair.order"].browse(action["res_id"])

    def test_a_repair_under_warranty_is_filled_in_and_linked(self):
        self._sell()
        ticket = self._create_ticket(lot_id=self.lot.id)

        repair = self._repair(ticket)

        self.assertEqual(repair.ticket_id, ticket)
        self.assertEqual(repair.lot_id, self.lot)
        self.assertEqual(repair.product_id, self.product)
        self.assertEqual(repair.partner_id, self.person)
        self.assertEqual(repair.state, "draft")
        self.assertTrue(repair.under_warranty)
        self.assertEqual(ticket.with_user(self.agent_stock).repair_count, 1)
        action = ticket.with_user(self.agent_stock).action_view_repairs()
        self.assertEqual(self.env["repair.order"].search(action["domain"]), repair)

    def test_after_the_warranty_a_repair_is_not_free(self):
        self._sell()
        ticket = self._create_ticket(lot_id=self.lot.id)

        self.assertFalse(self._repair(ticket, datetime(2027, 7, 1)).under_warranty)

    def test_the_return_of_the_ticket_is_what_is_repaired(self):
        order = self._sell()
        ticket = self._create_ticket(
            lot_id=self.lot.id, picking_id=order.picking_ids.id
        )
        returned = self._return(ticket, self.agent_stock)

        self.assertEqual(self._repair(ticket).picking_id, returned)

    def test_guards_tell_what_is_missing(self):
        ticket = self._create_ticket()

        with self.assertRaisesRegex(UserError, "Repair: you have no right"):
            ticket.with_user(self.user_an).action_repair()
        with self.assertRaisesRegex(UserError, "choose what has to be repaired"):
            ticket.with_user(self.agent_stock).action_repair()
        self.assertFalse(ticket.with_user(self.user_an).repair_count)
