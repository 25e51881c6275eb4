# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestSerialDesk(ErpCase):
    def _look_up(self, text, user=None):
        user = user or self.user_an
        with Form(self.env["crm.ticket.serial.desk"].with_user(user)) as form:
            form.query = text
        return form.record

    def test_a_serial_number_tells_everything_an_agent_needs(self):
        order = self._sell(extensions=1)
        invoice = self._invoice(order)
        ticket = self._create_ticket(lot_id=self.lot.id)

        with self.at(datetime(2028, 5, 31, 12)):
            desk = self._look_up(" sn-1 ")
            self.assertEqual(desk.lot_id, self.lot)
            self.assertEqual(desk.partner_id, self.person)
            self.assertEqual(desk.sale_order_id, order.sudo(False))
            self.assertEqual(desk.picking_id.id, order.picking_ids.id)
            self.assertEqual(desk.invoices, invoice.name)
            self.assertEqual(desk.delivered_on, date(2026, 6, 1))
            self.assertEqual(desk.extra_months, 12)
            self.assertEqual(desk.warranty_state, "active")
            self.assertEqual(desk.warranty_days, 1)
            self.assertEqual(desk.ticket_ids, ticket)

        with self.assertRaises(AccessError):
            order.with_user(self.user_an).read(["amount_total"])

    def test_one_click_opens_a_ticket_that_knows_it_all(self):
        order = self._sell()
        desk = self._look_up("SN-1")

        action = desk.action_new_ticket()

        model = self.env["crm.ticket"].with_user(self.user_an)
        form = Form(model.with_context(**action["context"]))
        form.name = "Smokes"
        ticket = form.save().sudo()
        self.assertEqual(ticket.lot_id, self.lot)
        self.assertEqual(ticket.product_id, self.product)
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.sale_order_id, order)
        self.assertEqual(ticket.picking_id, order.picking_ids)

    def test_batch_mates_with_tickets_are_a_recall_signal(self):
        self._sell()
        stranger = self.env["res.partner"].create({"name": "Other customer"})
        self._sell(self.other_lot, partner=stranger)
        [apart] = self._receive("SN-9")
        mate = self._create_ticket(lot_id=self.other_lot.id, partner_id=stranger.id)
        self._create_ticket(lot_id=apart.id, partner_id=stranger.id)

        desk = self._look_up("SN-1")

        self.assertEqual(desk.mate_ticket_ids, mate)
        self.assertEqual(desk.mate_count, 1)
        self.assertFalse(desk.ticket_ids)

    def test_part_of_a_number_offers_those_that_contain_it(self):
        self._receive("SN-10")
        desk = self._look_up("N-1")
        self.assertEqual(desk.choice_ids.mapped("name"), ["SN-1", "SN-10"])
        self.assertFalse(desk.lot_id)
        self.assertEqual(self._look_up("SN-1").lot_id, self.lot)
        # a wildcard is a letter like any other
        self.assertFalse(self._look_up("S%1").lot_id)

    def test_an_unknown_number_finds_nothing_and_opens_nothing(self):
        desk = self._look_up("XX-404")

        self.assertFalse(desk.lot_id)
        self.assertFalse(desk.warranty_state)
        with self.assertRaisesRegex(UserError, "none found"):
            desk.action_new_ticket()

    def test_numbers_of_another_company_are_not_found(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["stock.lot"].create(
            {
                "name": "FOREIGN",
                "product_id": self.product.id,
                "company_id": other.id,
            }
        )

        self.assertFalse(self._look_up("FOREIGN").lot_id)

    def test_only_agents_use_the_desk(self):
        with self.assertRaises(AccessError):
            self.env["crm.ticket.serial.desk"].with_user(self.user_employee).create({})

    def test_a_ticket_shows_the_timeline_of_its_customer(self):
        ticket = self._create_ticket()
        self.end_transaction()
        timeline = self.env["crm.interaction"].with_user(self.user_an)

        header = timeline.timeline_header("crm.ticket", ticket.id)
        rows = timeline.timeline_fetch("crm.ticket", ticket.id)["rows"]

        self.assertEqual(header["partner_id"], self.person.id)
        self.assertEqual(len(rows), 1)
        timeline.brief("crm.ticket", ticket.id)
        hidden = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        ticket.team_id = hidden
        with self.assertRaises(AccessError):
            timeline.timeline_fetch("crm.ticket", ticket.id)
