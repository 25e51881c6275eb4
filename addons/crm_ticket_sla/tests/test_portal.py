# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestPortal(TicketHttpCase):
    # ------------------------------------------------------------
    # One's own tickets
    # ------------------------------------------------------------

    def test_customer_finds_own_tickets_and_their_number_at_home(self):
        mine = self._my_ticket(name="My pump leaks")
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        self.visit_as(self.user_portal)

        page = self.get("/my/tickets")
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["ticket_count"]}
        )

        self.assertEqual(page.status_code, 200)
        self.assertIn(f'data-ticket="{mine.number}"', page.text)
        self.assertNotIn(other.number, page.text)
        self.assertEqual(counters["ticket_count"], 1)
        home = self.get("/my/home").text
        self.assertIn('href="/my/tickets"', home)
        self.assertRegex(home, r"1\s*<span>Tickets</span>")

    def test_list_is_searched_filtered_sorted_and_grouped(self):
        pump = self._my_ticket(name="Pump")
        hose = self._my_ticket(name="Hose", stage_id=self.stage_closed.id)
        self.visit_as(self.user_portal)
        cases = [
            ("", {pump}),
            ("?filterby=all", {pump, hose}),
            ("?filterby=closed", {hose}),
            ("?filterby=all&search=pum", {pump}),
            (f"?filterby=all&search={hose.number}&search_in=number", {hose}),
            ("?filterby=all&groupby=stage_kind&sortby=subject", {pump, hose}),
            ("?filterby=all&groupby=category_id", {pump, hose}),
            ("?filterby=nonsense&sortby=id;drop&groupby=user_id&search_in=x", {pump}),
        ]
        for query, expected in cases:
            with self.subTest(query):
                page = self.get(f"/my/tickets{query}")
                shown = {t for t in (pump, hose) if t.number in page.text}
                self.assertEqual(page.status_code, 200)
                self.assertEqual(shown, expected)

    def test_list_is_read_in_pages(self):
        self.env["crm.ticket"].create(
            [{"name": f"T {n}", "partner_id": self.me.id} for n in range(85)]
        )
        self.visit_as(self.user_portal)

        first, second = self.get("/my/tickets"), self.get("/my/tickets/page/2")

        self.assertEqual(first.text.count("data-ticket="), 80)
        self.assertEqual(second.text.count("data-ticket="), 5)

    def test_page_shows_status_in_the_customers_words(self):
        ticket = self._my_ticket()
        ticket.stage_id = self.stage_wait_customer
        self.visit_as(self.user_portal)

        page = self.get(ticket.access_url)

        self.assertEqual(page.status_code, 200)
        self.assertIn('data-status="wait_customer"', page.text)
        self.assertIn("Waiting for your answer", page.text)

    def test_case_17_promise_is_shown_in_the_customers_zone(self):
        ticket = self._my_ticket()
        self.env["crm.ticket.sla"].search([("ticket_id", "=", ticket.id)]).unlink()
        self.env["crm.ticket.sla"].create(
            {
                "ticket_id": ticket.id,
                "metric": "resolution",
                "clock": "running",
                "deadline_at": datetime(2036, 6, 2, 12),
            }
        )
        self.user_portal.tz = "Asia/Ho_Chi_Minh"
        self.visit_as(self.user_portal)

        page = self.get(ticket.access_url)

        self.assertIn('data-promise="resolution" data-state="running"', page.text)
        self.assertRegex(page.text, r"\b(19|7):00")
        self.assertIn("Asia/Ho_Chi_Minh", page.text)

    def test_promises_are_told_as_they_stand(self):
        ticket = self._my_ticket()
        clocks = self.env["crm.ticket.sla"]
        clocks.search([("ticket_id", "=", ticket.id)]).unlink()
        past = datetime.now() - timedelta(days=1)
        clock = {"ticket_id": ticket.id, "deadline_at": past}
        clocks.create(
            [
                {**clock, "metric": "assign"},
                {**clock, "metric": "resolution"},
                {
                    "ticket_id": ticket.id,
                    "metric": "first_response",
                    "clock": "stopped",
                    "outcome": "met",
                    "stopped_at": past,
                },
                {
                    "ticket_id": ticket.id,
                    "metric": "next_response",
                    "clock": "paused",
                },
            ]
        )

        states = {p["metric"]: p["state"] for p in ticket._portal_promise()}

        self.assertEqual(
            states,
            {"first_response": "kept", "next_response": "paused", "resolution": "late"},
        )

    # ------------------------------------------------------------
    # 67: nobody else's
    # ------------------------------------------------------------

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
            for token in (None, "forged", other.access_token):
                access = {"thread_model": "crm.ticket", "thread_id": ticket.id}
                if token:
                    access["token"] = token
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

    # ------------------------------------------------------------
    # Close and reopen
    # ------------------------------------------------------------

    def test_customer_closes_and_reopens(self):
        ticket = self._my_ticket()
        self.visit_as(self.user_portal)

        answer = self.post(f"{ticket.access_url}/close")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(ticket.stage_kind, "closed")
        self.post(f"{ticket.access_url}/close")

        self.post(f"{ticket.access_url}/reopen", reason="It <b>leaks</b> again")

        self.assertEqual(ticket.stage_kind, "open")
        self.assertEqual(ticket.reopen_count, 1)
        message = ticket.message_ids[0]
        self.assertEqual(message.author_id, self.me)
        self.assertIn("&lt;b&gt;leaks", message.body)
        self.assertEqual(ticket.change_ids[-1:].user_id, self.user_portal)

    def test_holder_of_the_tickets_token_acts_as_its_customer(self):
        ticket = self._my_ticket()
        self.visit_as(None)

        self.post(f"{ticket.access_url}/close", access_token=ticket.access_token)

        self.assertEqual(ticket.stage_kind, "closed")

    def test_agent_and_copied_supplier_read_but_do_not_close(self):
        ticket = self._my_ticket()
        ticket.message_subscribe(self.stranger.partner_id.ids)
        for user in (self.user_an, self.stranger):
            self.visit_as(user)
            with self.subTest(user.login):
                page = self.get(ticket.access_url)
                self.post(f"{ticket.access_url}/close")
                self.assertEqual(page.status_code, 200)
                self.assertNotIn('name="close"', page.text)
                self.assertEqual(ticket.stage_id, self.stage_new)

    def test_ticket_closed_long_ago_is_not_reopened(self):
        ticket = self._my_ticket()
        with self.at(datetime(2026, 6, 1)):
            ticket.stage_id = self.stage_closed
            self.env.flush_all()
        self.visit_as(self.user_portal)

        self.assertNotIn('name="reopen"', self.get(ticket.access_url).text)
        self.post(f"{ticket.access_url}/reopen", reason="again")

        self.assertEqual(ticket.stage_id, self.stage_closed)

    def test_cancelled_ticket_stays_cancelled(self):
        ticket = self._my_ticket(stage_id=self.stage_cancelled.id)
        self.visit_as(self.user_portal)

        self.post(f"{ticket.access_url}/reopen", reason="please")

        self.assertEqual(ticket.stage_id, self.stage_cancelled)
