# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tickets are as confidential as their customers; agents go on working."""

from odoo.tests import new_test_user, tagged

from odoo.addons.crm_relationship.tests.confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestTicketConfidential(ConfidentialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.env["crm.ticket"].create(
            {"name": "CANARY", "partner_id": cls.hidden_person.id}
        )

    def test_tickets_follow_their_customer(self):
        self.assertFalse(self.sees(self.user_lan, self.ticket))
        self.assertTrue(self.sees(self.user_minh, self.ticket))

        self.env["crm.customer.share"].create(
            {
                "partner_id": self.hidden.id,
                "user_id": self.user_lan.id,
                "reason": "Installs it",
            }
        )

        self.assertTrue(self.sees(self.user_lan, self.ticket))

    def test_off_it_is_as_before(self):
        self.configure(customers="False")
        self.ticket.partner_id = self.orphan

        self.assertFalse(self.sees(self.user_lan, self.ticket))

    def test_case_e06_an_agent_who_also_sells_reads_every_contact(self):
        agent = new_test_user(
            self.env,
            "ticket_both",
            groups="sales_team.group_sale_salesman,"
            "crm_ticket_sla.group_crm_ticket_sla_user",
        )

        self.assertTrue(self.sees(agent, self.ticket))
        self.assertTrue(self.sees(agent, self.hidden))
        self.assertFalse(self.hidden.with_user(agent).has_access("write"))
