# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestMissedCalls(TicketCase):
    def test_missed_call_opens_a_ticket_where_a_team_wants_it(self):
        self.team.has_missed_call_tickets = True

        call = self._log("call", outcome="no_answer")

        ticket = self._tickets(call)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.channel, "call")
        self.assertEqual(ticket.opened_at, MONDAY)

    def test_missed_call_of_an_unknown_number_keeps_the_number(self):
        self.team.has_missed_call_tickets = True

        call = self._log(
            "call", outcome="no_answer", partner_id=False, contact_value="0987 654 321"
        )

        self.assertEqual(self._tickets(call).phone, "+84987654321")

    def test_number_of_a_customer_is_their_call(self):
        self.team.has_missed_call_tickets = True
        number = {"partner_id": False, "contact_value": "+84 912 345 678"}

        call = self._log("call", outcome="no_answer", **number)
        again = self._log("call", outcome="no_answer", **number)

        self.assertEqual(self._tickets(call).partner_id, self.person)
        self.assertFalse(self._tickets(again), "one ticket for both calls")

    def test_caller_who_tries_again_has_one_ticket(self):
        self.team.has_missed_call_tickets = True
        first = self._log("call", outcome="no_answer")

        again = self._log("call", outcome="no_answer")

        self.assertFalse(self._tickets(again))
        self.assertIn(
            "Called again", str(self._tickets(first).message_ids.mapped("body"))
        )

    def test_answered_call_and_other_teams_open_nothing(self):
        quiet = self._log("call", outcome="no_answer")
        self.team.has_missed_call_tickets = True
        answered = self._log("call", outcome="successful")
        ours = self._log("call", outcome="no_answer", direction="out")

        self.assertFalse(self._tickets(quiet + answered + ours))

    def test_chat_becomes_a_ticket_by_a_click_and_only_once(self):
        chat = self._log("chat_manual", subject="Máy in", note="1 < 2\nĐỏ")
        chat = chat.with_user(self.user_an)

        first = chat.action_open_ticket()
        second = chat.action_open_ticket()

        self.assertEqual(first["res_id"], second["res_id"])
        ticket = self.env["crm.ticket"].browse(first["res_id"])
        self.assertEqual(ticket.name, "Máy in")
        self.assertEqual(ticket.channel, "chat")
        self.assertIn("1 &lt; 2<br>Đỏ", str(ticket.description))
        self.assertEqual(ticket.partner_id, self.person)

    def test_what_is_no_contact_does_not_become_a_ticket(self):
        self._create_ticket()
        self.end_transaction()
        row = self.env["crm.interaction"].search(
            [("type_id.code", "=", "ticket_opened")], limit=1
        )

        with self.assertRaises(UserError):
            row.with_user(self.user_an).action_open_ticket()

    def _log(self, code, outcome=None, **values):
        outcomes = self.env["crm.interaction.outcome"]
        types = self.env["crm.interaction.type"]
        with self.at(MONDAY + timedelta(minutes=1)):
            return self.env["crm.interaction"].create(
                {
                    "type_id": types.search([("code", "=", code)]).id,
                    "partner_id": self.person.id,
                    "direction": "in",
                    "occurred_at": MONDAY,
                    "outcome_id": outcomes.search([("code", "=", outcome)]).id
                    if outcome
                    else False,
                    **values,
                }
            )

    def _tickets(self, interactions):
        return self.env["crm.ticket"].search(
            [("interaction_id", "in", interactions.ids)]
        )
