# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the page of a ticket learns what is new, of one's own tickets only."""

from odoo.tests import tagged

from .http_common import TicketHttpCase
from .sla_common import SlaCase


@tagged("post_install", "-at_install")
class TestPortalLive(TicketHttpCase, SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._promise(("resolution", 8))

    def _ask(self, ticket, query=""):
        return self.get(f"/my/tickets/{ticket.id}/state{query}")

    def _answer(self, ticket, text="Try this."):
        return ticket.with_user(self.user_an).message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_page_says_where_to_ask_and_what_it_shows(self):
        ticket = self._my_ticket()
        self._answer(ticket)
        self.visit_as(self.user_portal)

        page = self.get(f"/my/tickets/{ticket.id}").text
        state = self._ask(ticket).json()

        self.assertIn(f'data-url="/my/tickets/{ticket.id}/state"', page)
        self.assertIn(f'data-stamp="{state["stamp"]}"', page)
        self.assertIn(f'data-message="{state["message"]}"', page)

    def test_nothing_is_sent_again_that_was_seen(self):
        ticket = self._my_ticket()
        self.visit_as(self.user_portal)

        state = self._ask(ticket).json()
        again = self._ask(ticket, f"?seen={state['stamp']}").json()

        self.assertEqual(
            set(state["parts"]), {"status", "steps", "actions", "promises"}
        )
        self.assertIn("Received", state["parts"]["status"])
        self.assertIn("We solve it by", state["parts"]["promises"])
        self.assertEqual(again, {**state, "parts": {}})

    def test_new_status_and_promise_are_told(self):
        ticket = self._my_ticket()
        self.visit_as(self.user_portal)
        seen = self._ask(ticket).json()["stamp"]

        ticket.stage_id = self.stage_wait_customer
        state = self._ask(ticket, f"?seen={seen}").json()

        self.assertIn("Waiting for your answer", state["parts"]["status"])
        self.assertIn("Paused while we wait", state["parts"]["promises"])

    def test_messages_for_the_customer_are_told_and_notes_are_not(self):
        ticket = self._my_ticket()
        self.visit_as(self.user_portal)
        first = self._ask(ticket).json()["message"]

        ticket.with_user(self.user_an).message_post(body="Between us")
        self.assertEqual(self._ask(ticket).json()["message"], first)

        answer = self._answer(ticket)
        self.assertEqual(self._ask(ticket).json()["message"], answer.id)

    def test_others_learn_nothing(self):
        ticket = self._my_ticket()
        for visitor in (self.stranger, None):
            with self.subTest(visitor=visitor and visitor.login):
                self.visit_as(visitor)
                for query in ("", "?access_token=forged", "?access_token=%E2%82%AC"):
                    answer = self._ask(ticket, query)
                    self.assertEqual((answer.status_code, answer.json()), (404, {}))
        self.assertEqual(self.get("/my/tickets/99999999999/state").status_code, 404)

    def test_token_of_the_ticket_opens_its_state_and_no_other(self):
        ticket, other = self._my_ticket(), self._my_ticket()
        self.visit_as(None)
        token = f"?access_token={ticket.access_token}"

        self.assertIn("Received", self._ask(ticket, token).json()["parts"]["status"])
        self.assertEqual(self._ask(other, token).status_code, 404)

    def test_asking_changes_nothing_and_posting_is_refused(self):
        ticket = self._my_ticket()
        self._answer(ticket)
        before = self._state(ticket)
        self.visit_as(self.user_portal)

        self._ask(ticket)
        refused = self.post(f"/my/tickets/{ticket.id}/state")

        self.assertEqual(refused.status_code, 405)
        self.assertEqual(self._state(ticket), before)
