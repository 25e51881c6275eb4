# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever sells knows when a warranty ends, extensions included."""

from datetime import date, datetime

from odoo import Command
from odoo.tests import tagged

from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestWarrantyEnds(ErpCase):
    def _reminded(self, order, day):
        """Return the days that the seller of an order was told of by a day."""
        now = datetime(day.year, day.month, day.day, 9)
        with self.at(now):
            self.env["crm.reminder"]._remind(self.company, now)
        reminders = self.env["crm.reminder"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        return sorted(reminders.mapped("due_date"))

    def _shown(self, order):
        strip = self.env["crm.progress"].strip(order._name, order.id)
        [step] = [step for step in strip["steps"] if step["key"] == "warranty"]
        return step["date"]

    def _seller(self, order):
        order.user_id = self.env.ref("base.user_admin")
        return order

    def test_an_extension_of_the_order_moves_the_end(self):
        order = self._seller(self._sell(extensions=1))

        self.assertEqual(self._shown(order), "2028-06-01")
        self.assertEqual(self._reminded(order, date(2027, 5, 20)), [])
        self.assertEqual(self._reminded(order, date(2028, 5, 20)), [date(2028, 6, 1)])

    def test_without_one_it_ends_with_the_product_s(self):
        order = self._seller(self._sell())

        self.assertEqual(self._shown(order), "2027-06-01")
        self.assertEqual(self._reminded(order, date(2027, 5, 20)), [date(2027, 6, 1)])

    def test_one_for_two_serial_numbers_covers_neither(self):
        order = self._seller(self._sell(lots=self.lot + self.other_lot, extensions=1))

        self.assertEqual(self._shown(order), "2027-06-01")

    def test_an_extension_sold_later_counts_for_the_order_of_its_serial_number(self):
        order = self._seller(self._sell())
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
        self.assertEqual(self._shown(order), "2027-06-01")

        later.action_confirm()

        self.assertEqual(self._shown(order), "2028-06-01")
        self.assertEqual(self._reminded(order, date(2028, 5, 20)), [date(2028, 6, 1)])
        self.assertEqual(self.lot._deliveries()[-1].until, date(2028, 6, 1))

    def test_the_insight_names_the_same_day(self):
        order = self._sell(extensions=1)
        insights = self.env["crm.insight"]
        customer = order.partner_id.commercial_partner_id
        domain = [("partner_id", "=", customer.id), ("kind", "=", "warranty")]

        insights._refresh(self.company, customer.ids, datetime(2027, 5, 20, 9))
        self.assertFalse(insights.search(domain))
        insights._refresh(self.company, customer.ids, datetime(2028, 5, 20, 9))

        self.assertEqual(insights.search(domain).evidence["day"], "2028-06-01")
