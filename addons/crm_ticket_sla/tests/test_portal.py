# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.tests import tagged

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
        self.assertRegex(page.text, r"\b(19|0?7):00")
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
        self.team.reopen_days = 14
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
