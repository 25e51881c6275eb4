# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tickets tell the health of a customer, the profit, and what not to offer."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, TicketCase

NOW = MONDAY + timedelta(days=2)


@tagged("post_install", "-at_install")
class TestCustomerStanding(TicketCase):
    def _stand(self, now=NOW):
        stats = self.env["crm.partner.stat"]
        stats._refresh({(self.customer.id, self.company.id)})
        with self.at(now):
            stats._refresh_standing(self.company, self.customer.ids, now)
        return stats.search(
            [
                ("partner_id", "=", self.customer.id),
                ("company_id", "=", self.company.id),
            ]
        )

    def _service(self):
        lines = self._stand()._health_lines()
        return next(line for line in lines if line["key"] == "service")

    def test_no_ticket_is_no_data(self):
        line = self._service()

        self.assertIsNone(line["score"])
        self.assertEqual(line["text"], "no data")

    def test_open_tickets_and_broken_promises_lower_it(self):
        self._create_ticket()
        self.assertEqual(self._service()["score"], 90)

        late = self._create_ticket()
        clock = self.env["crm.ticket.sla"].search(
            [("ticket_id", "=", late.id), ("metric", "=", "resolution")]
        )
        clock.write({"outcome": "missed", "clock": "stopped", "missed_at": MONDAY})
        self.env.flush_all()
        line = self._service()

        self.assertTrue(clock)
        self.assertEqual(line["score"], 55)
        self.assertIn("2 tickets open, 1 promises broken", line["text"])

    def test_ratings_count(self):
        ticket = self._create_ticket()
        with self.at(MONDAY):
            ticket.write({"stage_id": self.stage_closed.id})
        ticket.rating_last_value = 1
        self.env.flush_all()

        line = self._service()

        self.assertEqual(line["score"], 50)
        self.assertIn("rated 1.0 of 5", line["text"])

    def test_the_mean_of_ratings_is_written_as_the_reader_writes_numbers(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        stat = self.env["crm.partner.stat"].with_context(lang="vi_VN")

        text = stat._health_words_service({"open": 0, "breached": 0, "rating": 4.4})

        self.assertIn("4,4", text)

    def test_case_54_nothing_is_offered_while_a_complaint_is_open(self):
        chair, lamp = self.env["product.product"].create(
            [{"name": "Chair"}, {"name": "Lamp"}]
        )
        self.env["crm.product.pair"].create(
            {
                "company_id": self.company.id,
                "product_id": chair.id,
                "other_id": lamp.id,
                "orders": 20,
                "support": 0.05,
                "confidence": 0.5,
                "lift": 3.0,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": chair.id})],
            }
        )
        order.write({"state": "sale", "date_order": MONDAY - timedelta(days=40)})
        complaint = self.env.ref("crm_ticket_sla.category_complaint")
        below = self.env["crm.ticket.category"].create(
            {"name": "Rude driver", "parent_id": complaint.id}
        )
        ticket = self._create_ticket(category_id=below.id)

        self.assertTrue(complaint.is_complaint)
        self.assertFalse(self._offers())
        with self.at(MONDAY):
            ticket.write({"stage_id": self.stage_solved.id})
        self.env.flush_all()
        self.assertEqual(self._offers().product_id, lamp)

    def _offers(self):
        self._stand()
        return self.env["crm.insight"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("kind", "=", "cross_sell"),
                ("state", "=", "new"),
            ]
        )

    def test_case_53_the_time_of_tickets_is_a_cost(self):
        self.company.handling_cost = 30.0
        ticket = self._create_ticket()
        line = self.env["crm.ticket.time"].create(
            {
                "ticket_id": ticket.id,
                "user_id": self.user_an.id,
                "minutes": 40,
                "date": MONDAY.date(),
            }
        )
        self.env.flush_all()

        row = self.env["crm.profit.report"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", "ticket")]
        )

        self.assertEqual((row.minutes, row.expense, row.profit), (40, 20, -20))
        self.assertEqual(row.res_id, line.id)
        action = row.action_open_invoice()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.ticket", ticket.id)
        )
        self.assertEqual(self._stand().service_cost, 20)
