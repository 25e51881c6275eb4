# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestTicket(TicketCase):
    def test_new_ticket_has_a_number_and_the_first_stage(self):
        ticket = self._create_ticket(user=self.user_an)

        self.assertRegex(ticket.number, r"^T\d{5,}$")
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.commercial_partner_id, self.customer)

    def test_a_ticket_that_is_being_written_has_no_name_yet(self):
        self.assertFalse(self.env["crm.ticket"].new({}).display_name)

    def test_numbers_of_a_batch_differ(self):
        tickets = self.env["crm.ticket"].create(
            [{"name": "One"}, {"name": "Two"}, {"name": "Three"}]
        )

        self.assertEqual(len(set(tickets.mapped("number"))), 3)

    def test_solved_then_reopened_ticket_has_no_end(self):
        ticket = self._create_ticket(user=self.user_an)

        ticket.stage_id = self.stage_solved
        solved_at = ticket.solved_at
        ticket.stage_id = self.stage_open

        self.assertTrue(solved_at)
        self.assertFalse(ticket.solved_at)
        self.assertEqual(ticket.reopen_count, 1)
        self.assertEqual(
            ticket.change_ids.mapped("label"),
            ["New → Solved", "Solved → In progress"],
        )

    def test_an_opened_ticket_is_an_interaction_of_the_customer(self):
        ticket = self._create_ticket(user=self.user_an)
        self.end_transaction()

        row = self.env["crm.interaction"].search(
            [("origin_model", "=", "crm.ticket"), ("origin_id", "=", ticket.id)]
        )

        self.assertEqual(row.type_id.code, "ticket_opened")
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_members_only_team_hides_its_tickets_from_others(self):
        other = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        ticket = self._create_ticket(team_id=other.id)

        found = (
            self.env["crm.ticket"]
            .with_user(self.user_an)
            .search([("id", "=", ticket.id)])
        )

        self.assertFalse(found)

    def test_ticket_of_another_company_is_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.ticket.team"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        theirs = self._create_ticket(team_id=team.id, partner_id=False)
        self.env.flush_all()
        self.env.invalidate_all()

        for user in (self.user_an, self.user_manager, self.user_salesman):
            ticket = theirs.with_user(user)
            for what, do in (
                ("read", lambda t=ticket: t.read(["name"])),
                ("write", lambda t=ticket: t.write({"priority": "3"})),
                ("post", lambda t=ticket: t.message_post(body="Hello")),
                ("unlink", lambda t=ticket: t.unlink()),
            ):
                with self.subTest(user=user.name, what=what):
                    with self.assertRaises(AccessError):
                        do()
        self.assertEqual((theirs.name, theirs.priority), ("Printer on fire", "1"))
