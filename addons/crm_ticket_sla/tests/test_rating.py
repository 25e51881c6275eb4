# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from ..controllers.rating import TicketRating
from .common import MONDAY
from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestTicketRating(TicketHttpCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"rating_enabled": True, "rating_delay_hours": 2})

    def solve(self, ticket, at=MONDAY):
        with self.at(at):
            ticket.stage_id = self.stage_solved
            self.env.flush_all()

    def ask(self, at=MONDAY + timedelta(hours=3)):
        """Run the job; return the mails that it queued."""
        with self.at(at), self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env.ref("crm_ticket_sla.ir_cron_ticket_rating").method_direct_trigger()
            return self._new_mails

    def asked_ticket(self, **values):
        ticket = self._my_ticket(user_id=self.user_an.id, **values)
        self.solve(ticket)
        ticket._send_rating_request()
        return ticket, ticket._portal_rating()

    def form(self, rating):
        """Open the page as a person does; return what it sends back by itself."""
        page = self.get(rating._vote_path()).text
        return {"nonce": page.split('name="nonce" value="')[1].split('"')[0]}

    def vote(self, rating, seconds=0, **values):
        with patch.object(TicketRating, "_min_seconds", seconds):
            return self.post(rating._vote_path(), **{**self.form(rating), **values})

    # ------------------------------------------------------------
    # The request
    # ------------------------------------------------------------

    def test_case_68_one_request_for_each_solve(self):
        ticket = self._my_ticket()
        self.solve(ticket)
        self.assertFalse(self.ask(MONDAY + timedelta(hours=1)))
        mails = self.ask()
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.recipient_ids, self.me)
        self.assertIn(ticket._rating_url(), mails.body_html)
        self.assertFalse(self.ask())
        ticket.stage_id = self.stage_closed
        self.assertFalse(self.ask(MONDAY + timedelta(days=2)))

        ticket.stage_id = self.stage_open
        self.solve(ticket, MONDAY + timedelta(days=3))
        self.assertEqual(len(self.ask(MONDAY + timedelta(days=4))), 1)

    def test_reopened_and_cancelled_tickets_are_not_asked_about(self):
        reopened = self._my_ticket()
        self.solve(reopened)
        reopened.stage_id = self.stage_open
        cancelled = self._my_ticket()
        cancelled.stage_id = self.stage_cancelled

        self.assertFalse(self.ask())

    def test_team_that_does_not_want_ratings_asks_for_none(self):
        self.team.rating_enabled = False
        self.solve(self._my_ticket())

        self.assertFalse(self.ask())

    def test_customer_known_by_address_alone_is_asked_too(self):
        ticket = self._create_ticket(partner_id=False, email_from="x@nowhere.test")
        self.solve(ticket)

        mails = self.ask()

        self.assertEqual(len(mails), 1)
        self.assertIn("x@nowhere.test", mails.email_to or mails.recipient_ids.email)

    def test_a_request_that_cannot_be_made_does_not_stop_the_others(self):
        broken, good = self._my_ticket(name="Broken"), self._my_ticket()
        self.solve(broken + good)
        ticket_class = type(broken)
        create = ticket_class._create_rating

        def fail(ticket):
            if ticket.name == "Broken":
                raise ValueError("no")
            return create(ticket)

        with (
            patch.object(ticket_class, "_create_rating", fail),
            mute_logger("odoo.addons.crm_ticket_sla.models.crm_ticket_rating"),
        ):
            self.assertEqual(len(self.ask()), 1)
        self.assertFalse(self.ask())

    # ------------------------------------------------------------
    # The vote
    # ------------------------------------------------------------

    def test_case_68_customer_votes_and_team_sees_it(self):
        ticket, rating = self.asked_ticket()
        self.visit_as(None)

        answer = self.vote(rating, rate="5", feedback="Quick & kind")

        self.assertEqual(answer.status_code, 200)
        self.assertIn('data-state="done"', answer.text)
        self.assertEqual((rating.rating, rating.consumed), (5, True))
        self.assertEqual(rating.feedback, "Quick & kind")
        self.assertEqual(rating.rated_partner_id, self.user_an.partner_id)
        self.assertEqual(ticket.rating_last_text, "top")
        self.assertEqual((self.team.rating_count, self.team.rating_avg), (1, 5))
        self.assertEqual(ticket.stage_id, self.stage_solved)

    def test_case_68_get_never_votes(self):
        _ticket, rating = self.asked_ticket()
        self.visit_as(None)

        for query in ("", "?rate=5", "?rate=1&feedback=x&nonce=y"):
            page = self.get(f"{rating._vote_path()}{query}")
            self.assertIn('data-state="ask"', page.text)
            self.assertNotIn("checked", page.text)

        self.assertFalse(rating.consumed)

    def test_case_68_link_scanner_that_posts_does_not_vote(self):
        _ticket, rating = self.asked_ticket()
        self.visit_as(None)
        path = rating._vote_path()
        form = self.form(rating)
        blind = [
            {"rate": "5"},  # the address alone
            {"rate": "5", "nonce": "1.forged"},
            {"rate": "5", "nonce": "9" * 40},
            {**form},  # the form as it is: no face is chosen
            {**form, "rate": "4"},
            {**form, "rate": "5"},  # at once, faster than anybody chooses
        ]
        with patch.object(TicketRating, "_min_seconds", 3600):
            for fields_sent in blind:
                with self.subTest(**fields_sent):
                    answer = self.post(path, **fields_sent)
                    self.assertEqual(answer.status_code, 422)
        # without the cookie of the session that the page was shown in
        self.assertEqual(self.post(path, csrf=False, rate="5").status_code, 400)

        self.assertFalse(rating.consumed)

    def test_case_68_old_page_does_not_vote(self):
        _ticket, rating = self.asked_ticket()
        self.visit_as(None)
        stale = rating._page_nonce(fields.Datetime.now() - timedelta(days=2))

        answer = self.post(rating._vote_path(), nonce=stale, rate="5")

        self.assertEqual(answer.status_code, 422)
        self.assertFalse(rating.consumed)

    def test_case_68_second_vote_never_overwrites(self):
        ticket, rating = self.asked_ticket()
        self.visit_as(None)
        form = self.form(rating)
        self.vote(rating, rate="5", feedback="Good")

        with patch.object(TicketRating, "_min_seconds", 0):
            again = self.post(rating._vote_path(), **form, rate="1", feedback="Hacked")

        self.assertIn('data-state="done"', again.text)
        self.assertEqual((rating.rating, rating.feedback), (5, "Good"))
        ticket.sudo().rating_apply(1, rating=rating)
        self.assertEqual(rating.rating, 5)

    def test_case_68_agents_cannot_vote(self):
        ticket, rating = self.asked_ticket()
        form = {"nonce": rating._page_nonce(fields.Datetime.now()), "rate": "5"}
        self.visit_as(self.user_an)
        with patch.object(TicketRating, "_min_seconds", 0):
            answer = self.post(rating._vote_path(), **form)
        self.assertEqual(answer.status_code, 403)

        for user in (self.user_an, self.user_manager):
            with self.assertRaises(AccessError):
                ticket.with_user(user).rating_apply(5, rating=rating)
            with self.assertRaises(AccessError):
                rating.with_user(user).write({"rating": 5, "consumed": True})
            with self.assertRaises(AccessError):
                rating.with_user(user).reset()
            with self.assertRaises(AccessError):
                self.env["rating.rating"].with_user(user).create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("crm.ticket"),
                        "res_id": ticket.id,
                        "rating": 5,
                        "consumed": True,
                    }
                )
        self.assertFalse(rating.consumed)

    def test_case_68_chatter_message_is_no_vote(self):
        ticket, rating = self.asked_ticket()
        for user in (self.user_an, self.user_portal):
            self.visit_as(user)
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": "crm.ticket",
                    "thread_id": ticket.id,
                    "post_data": {"body": "x", "rating_value": 5},
                },
            )
        self.assertFalse(ticket.rating_ids.filtered("consumed"))
        self.assertFalse(rating.consumed)

    def test_case_68_addresses_that_agents_can_read_do_not_vote(self):
        _ticket, rating = self.asked_ticket()
        self.visit_as(None)
        base = f"/rate/{rating.access_token}"

        codes = [
            self.get(f"{base}/5").status_code,
            self.get(f"{base}/submit_feedback").status_code,
            self.post(f"{base}/submit_feedback", rate="5").status_code,
        ]

        self.assertEqual(codes, [404] * 3)
        self.assertFalse(rating.consumed)

    def test_case_68_other_customers_and_forged_links_do_not_vote(self):
        _ticket, rating = self.asked_ticket()
        _other, other_rating = self.asked_ticket()
        token = other_rating._vote_token()
        self.visit_as(None)
        for path in (
            f"/tickets/rate/{rating.id}/{token}",
            f"/tickets/rate/{rating.id}/{rating.access_token}",
            f"/tickets/rate/{rating.id}/gi%E1%BA%A3",
            f"/tickets/rate/99999999999999/{token}",
        ):
            self.assertEqual(self.get(path).status_code, 404)
            self.assertEqual(self.post(path, rate="5").status_code, 404)
        self.visit_as(self.stranger)
        nonce = rating._page_nonce(fields.Datetime.now())
        with patch.object(TicketRating, "_min_seconds", 0):
            answer = self.post(rating._vote_path(), nonce=nonce, rate="5")
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(rating.consumed)

    def test_request_waits_on_the_customers_page_only(self):
        ticket, rating = self.asked_ticket()
        for user, offered in ((self.user_portal, True), (self.user_an, False)):
            self.visit_as(user)
            page = self.get(ticket.access_url).text
            self.assertEqual(rating._vote_path() in page, offered)
        ticket.stage_id = self.stage_open
        self.visit_as(self.user_portal)
        self.assertNotIn(rating._vote_path(), self.get(ticket.access_url).text)
