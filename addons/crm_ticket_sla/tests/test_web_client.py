# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_relationship.tests.browser import WidgetCase

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestWidgets(WidgetCase):
    def test_unit_tests_pass(self):
        self.assert_widgets_pass("crm_ticket_sla")


@tagged("post_install", "-at_install")
class TestTours(HttpCase, TicketCase):
    """An agent's day, in a browser and on the real server."""

    def test_agent_answers_and_solves_what_is_due_first(self):
        self.env["crm.sla.policy"].search([]).action_archive()
        # counted day and night: whatever the hour of the test, it is in time
        self.env["crm.sla.policy"].create(
            {
                "name": "Urgent",
                "target_ids": [
                    Command.create(
                        {
                            "metric": "resolution",
                            "priority": "3",
                            "seconds": 24 * 3600,
                            "is_clock_time": True,
                        }
                    )
                ],
            }
        )
        now = fields.Datetime.now()
        mine = {"at": now, "user_id": self.user_an.id}
        self._create_ticket(**mine, name="Can wait")
        due = self._create_ticket(**mine, priority="3")
        self.env.flush_all()

        self.start_tour("/odoo/my-tickets", "crm_ticket_sla_day", login="tic_an")

        self.assertEqual(due.stage_kind, "solved")
        answer = due.message_ids.filtered(
            lambda message: "We are on our way" in (message.body or "")
        )
        self.assertEqual(answer.author_id, self.user_an.partner_id)
        self.assertEqual(due.clock_ids.outcome, "met")

    def test_customer_opens_closes_and_reopens_a_ticket(self):
        self.env["crm.sla.policy"].search([]).action_archive()
        self.env["crm.sla.policy"].create(
            {
                "name": "All",
                "target_ids": [
                    Command.create({"metric": "resolution", "seconds": 8 * 3600})
                ],
            }
        )

        self.start_tour(
            "/my/tickets/new", "crm_ticket_sla_customer", login="tic_portal"
        )

        ticket = self.env["crm.ticket"].search([("name", "=", "The pump leaks")])
        self.assertEqual(ticket.partner_id, self.user_portal.partner_id)
        self.assertEqual((ticket.stage_kind, ticket.reopen_count), ("open", 1))
        self.assertIn("It leaks again", str(ticket.message_ids.mapped("body")))

    def test_customers_page_follows_the_ticket(self):
        self.env["crm.sla.policy"].search([]).action_archive()
        self.env["crm.sla.policy"].create(
            {
                "name": "All",
                "target_ids": [
                    Command.create({"metric": "resolution", "seconds": 8 * 3600})
                ],
            }
        )
        ticket = self._create_ticket(partner_id=self.user_portal.partner_id.id)

        self.start_tour(
            ticket.access_url, "crm_ticket_sla_live", login="tic_portal", timeout=240
        )

        self.assertEqual((ticket.stage_kind, ticket.reopen_count), ("open", 1))
