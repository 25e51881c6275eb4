# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import MONDAY
from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestWarranty(ErpCase):
    def _until(self, lot):
        return lot._deliveries()[-1].until

    def test_warranty_runs_from_the_delivery_for_the_months_of_the_product(self):
        self._sell()
        ticket = self._create_ticket(lot_id=self.lot.id)

        with self.at(datetime(2027, 6, 1, 12)):
            self.assertEqual(ticket.warranty_state, "active")
            self.assertEqual(ticket.warranty_until, date(2027, 6, 1))
        ticket.invalidate_recordset()
        with self.at(datetime(2027, 6, 2, 12)):
            self.assertEqual(ticket.warranty_state, "expired")

    def test_an_extension_of_the_order_makes_it_longer(self):
        self._sell(extensions=1)

        self.assertEqual(self._until(self.lot), date(2028, 6, 1))

    def test_one_extension_for_two_serials_covers_none_unless_it_names_one(self):
        self._sell(lots=self.lot + self.other_lot, extensions=1)
        self.assertEqual(self._until(self.lot), date(2027, 6, 1))

        third, fourth = self._receive("SN-3", "SN-4")
        self._sell(lots=third + fourth, extensions=1, lot=third)
        self.assertEqual(self._until(third), date(2028, 6, 1))
        self.assertEqual(self._until(fourth), date(2027, 6, 1))

        fifth, sixth = self._receive("SN-5", "SN-6")
        self._sell(lots=fifth + sixth, extensions=2)
        self.assertEqual(self._until(fifth), date(2028, 6, 1))

    def test_an_extension_sold_later_names_its_serial(self):
        self._sell()
        later = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.extension.id,
                            "warranty_lot_id": self.lot.id,
                        }
                    )
                ],
            }
        )
        self.assertEqual(self._until(self.lot), date(2027, 6, 1), "only a quotation")

        later.action_confirm()

        self.assertEqual(self._until(self.lot), date(2028, 6, 1))

    def test_only_an_extension_names_a_serial(self):
        with self.assertRaisesRegex(ValidationError, "is no warranty extension"):
            self.env["sale.order"].create(
                {
                    "partner_id": self.person.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "warranty_lot_id": self.lot.id,
                            }
                        )
                    ],
                }
            )

    def test_what_came_back_has_no_warranty(self):
        order = self._sell()
        ticket = self._create_ticket(picking_id=order.picking_ids.id)
        back = self._return(ticket, self.agent_stock)
        self._deliver(back, self.lot)

        ticket = self._create_ticket(lot_id=self.lot.id)

        self.assertEqual(ticket.warranty_state, "none")
        self.assertEqual(ticket.partner_id, self.person, "as said on the ticket")

    def test_a_product_without_warranty_has_none(self):
        self.product.warranty_months = 0
        self._sell()

        ticket = self._create_ticket(lot_id=self.lot.id)

        self.assertEqual(ticket.warranty_state, "none")
        self.assertFalse(ticket.warranty_until)
        self.assertFalse(self._create_ticket().warranty_state)

    def test_a_lot_tells_a_new_ticket_customer_delivery_and_order(self):
        order = self._sell()

        # an agent without rights on stock and sales
        form = Form(self.env["crm.ticket"].with_user(self.user_an))
        form.name = "Does not turn"
        form.lot_id = self.lot

        self.assertEqual(form.partner_id, self.person)
        ticket = form.save().sudo()
        self.assertEqual(ticket.product_id, self.product)
        self.assertEqual(ticket.sale_order_id, order)
        self.assertEqual(ticket.picking_id, order.picking_ids)

    def test_a_ticket_by_api_with_a_lot_only_finds_its_customer(self):
        self._sell()

        ticket = self._create_ticket(partner_id=False, lot_id=self.lot.id)
        other = self._create_ticket(partner_id=self.customer.id, lot_id=self.lot.id)

        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(other.partner_id, self.customer)
        self.assertFalse(other.sale_order_id)

    def test_an_agent_without_rights_reads_a_ticket_with_documents(self):
        order = self._sell()
        ticket = self._create_ticket(
            lot_id=self.lot.id, move_id=self._invoice(order).id, at=MONDAY
        ).with_user(self.user_an)
        name = {"fields": {"display_name": {}}}

        [values] = ticket.web_read(
            {"picking_id": name, "sale_order_id": name, "move_id": name, "lot_id": name}
        )

        self.assertEqual(values["picking_id"]["display_name"], order.picking_ids.name)
        self.assertEqual(values["lot_id"]["display_name"], "SN-1")
