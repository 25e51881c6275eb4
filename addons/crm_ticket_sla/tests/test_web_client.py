# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common import TicketCase

HOOT_URL = "/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&filter=%40crm_ticket_sla"


def is_not_a_hoot_line(message):
    """Tell whether an error in the console ends the run: hoot counts its own."""
    return "[HOOT]" not in message


@tagged("post_install", "-at_install")
class TestWidgets(HttpCase):
    """The widgets alone, against a server that is played."""

    def test_unit_tests_pass(self):
        self.browser_js(
            HOOT_URL,
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=is_not_a_hoot_line,
        )

    def test_styles_compile(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_web", js=False)

        bundle.preprocess_css()

        self.assertEqual(bundle.css_errors, [])


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
