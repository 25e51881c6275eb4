# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestPortalAccess(TicketHttpCase):
    """Nobody else's tickets: by no number, no token, no method."""

    def test_case_67_stranger_cannot_read_by_guessing_the_number(self):
        ticket = self._my_ticket(name="Secret pump")
        for user in (self.stranger, None):
            self.visit_as(user)
            for path in (
                ticket.access_url,
                f"{ticket.access_url}?access_token=",
                f"{ticket.access_url}?access_token=forged",
                f"{ticket.access_url}?access_token=gi%E1%BA%A3",
                f"{ticket.access_url}?access_token={'0' * 36}",
            ):
                with self.subTest(user=user and user.login, path=path):
                    page = self.get(path)
                    self.assertEqual(page.status_code, 303)
                    self.assertNotIn("Secret pump", page.text)

    def test_case_67_no_ticket_answers_like_a_ticket_of_others(self):
        ticket = self._my_ticket()
        self.visit_as(self.stranger)

        answers = {
            (page.status_code, page.headers["Location"])
            for page in (
                self.get(ticket.access_url),
                self.get("/my/tickets/2147483000"),
                self.get("/my/tickets/99999999999999999999"),
            )
        }

        self.assertEqual(len(answers), 1)

    def test_case_67_token_of_another_ticket_opens_nothing(self):
        ticket = self._my_ticket(name="Secret pump")
        own = self._create_ticket(partner_id=self.stranger.partner_id.id)
        self.visit_as(None)

        page = self.get(f"{ticket.access_url}?access_token={own.access_token}")
        right = self.get(f"{ticket.access_url}?access_token={ticket.access_token}")

        self.assertEqual(page.status_code, 303)
        self.assertEqual(right.status_code, 200)
        self.assertIn("Secret pump", right.text)

    def test_case_67_no_get_changes_anything(self):
        ticket = self._my_ticket()
        solved = self._my_ticket(stage_id=self.stage_solved.id)
        self.env.flush_all()
        before = self._state(ticket + solved)
        self.visit_as(self.user_portal)

        codes = set()
        for record in (ticket, solved):
            for path in ("", "/close", "/reopen"):
                page = self.get(f"{record.access_url}{path}?close=1&reason=x")
                codes.add((path, page.status_code))
        self.get("/my/tickets/new?subject=x&description=y")

        self.assertEqual(codes, {("", 200), ("/close", 405), ("/reopen", 405)})
        self.assertEqual(self._state(ticket + solved), before)
        self.assertFalse(self.env["crm.ticket"].search([("name", "=", "x")]))

    def test_case_67_stranger_cannot_close_or_reopen(self):
        ticket = self._my_ticket()
        solved = self._my_ticket(stage_id=self.stage_solved.id)
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        self.env.flush_all()
        before = self._state(ticket + solved)
        for user in (self.stranger, None):
            self.visit_as(user)
            for token in ("", "forged", other.access_token):
                self.post(f"{ticket.access_url}/close", access_token=token)
                self.post(f"{solved.access_url}/reopen", access_token=token, reason="x")

        self.assertEqual(self._state(ticket + solved), before)

    def test_case_67_closing_needs_the_forms_own_mark(self):
        ticket = self._my_ticket()
        self.visit_as(self.user_portal)

        with mute_logger("odoo.http"):
            answer = self.post(f"{ticket.access_url}/close", csrf=False)

        self.assertEqual(answer.status_code, 400)
        self.assertEqual(ticket.stage_id, self.stage_new)

    def test_case_67_a_customer_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.ticket.team"].create(
            {"name": "Elsewhere", "company_id": company.id}
        )
        ticket = self._my_ticket(team_id=team.id)
        self.visit_as(self.user_portal)

        self.assertEqual(self.get(ticket.access_url).status_code, 303)
        self.assertNotIn(ticket.number, self.get("/my/tickets?filterby=all").text)
        self.post(f"{ticket.access_url}/close")
        self.assertEqual(ticket.stage_id, self.stage_new)

    def test_case_67_conversation_is_closed_to_strangers(self):
        ticket = self._my_ticket()
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        count = len(ticket.message_ids)
        for user in (self.stranger, None):
            self.visit_as(user)
            for given in (
                {},
                {"token": "forged"},
                {"token": other.access_token},
                {"pid": self.me.id, "hash": "forged"},
                {"pid": self.me.id, "hash": other._sign_token(self.me.id)},
            ):
                access = {"thread_model": "crm.ticket", "thread_id": ticket.id}
                access |= given
                with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                    self.make_jsonrpc_request(
                        "/mail/message/post",
                        {**access, "post_data": {"body": "let me in"}},
                    )
        self.assertEqual(len(ticket.message_ids), count)

    def test_customer_reads_only_what_is_meant_for_customers(self):
        ticket = self._my_ticket()
        ticket.user_id = self.user_an
        mine = ticket.with_user(self.user_portal)

        self.assertEqual(mine.read(["number", "name"])[0]["number"], ticket.number)
        for name in ("user_id", "team_id", "tag_ids", "deadline_at", "rating_due_at"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            mine.write({"name": "Mine"})

    def test_merged_ticket_leads_to_the_one_it_was_merged_into(self):
        ticket, target = self._my_ticket(), self._my_ticket()
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        ticket.merged_into_id = target
        other.merged_into_id = target
        self.visit_as(self.user_portal)
        answer = self.get(ticket.access_url)
        self.assertTrue(answer.headers["Location"].endswith(target.access_url))

        self.visit_as(self.stranger)
        self.assertEqual(self.get(other.access_url).status_code, 200)
        self.assertEqual(self.get(target.access_url).status_code, 303)
