# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestPortalMessages(TicketHttpCase, MailCase):
    def _answer(self, ticket, body="Here it is", **access):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "crm.ticket",
                "thread_id": ticket.id,
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                **access,
            },
        )

    def _conversation(self, ticket, **access):
        result = self.make_jsonrpc_request(
            "/mail/chatter_fetch",
            {"thread_model": "crm.ticket", "thread_id": ticket.id, **access},
        )
        return result["data"]["mail.message"]

    def test_case_33_customer_answering_on_the_portal_brings_the_ticket_back(self):
        ticket = self._my_ticket()
        ticket.stage_id = self.stage_wait_customer
        self.visit_as(self.user_portal)

        self._answer(ticket)

        message = ticket.message_ids[0]
        self.assertEqual(message.author_id, self.me)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(ticket.stage_kind, "open")

    def test_case_33_so_does_the_customer_who_came_by_the_mails_link(self):
        ticket = self._my_ticket()
        ticket.stage_id = self.stage_wait_customer
        self.visit_as(None)

        self._answer(ticket, token=ticket.access_token)

        self.assertEqual(ticket.message_ids[0].author_id, self.me)
        self.assertEqual(ticket.stage_kind, "open")

    def test_customer_reads_the_conversation_but_no_note(self):
        ticket = self._my_ticket()
        agent = ticket.with_user(self.user_an)
        agent.message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        agent.message_post(
            body="Tiresome customer",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        for user, access in (
            (self.user_portal, {}),
            (None, {"token": ticket.access_token}),
        ):
            self.visit_as(user)
            bodies = str(self._conversation(ticket, **access))
            self.assertIn("Dear customer", bodies)
            self.assertNotIn("Tiresome", bodies)

    def test_agents_names_are_shown_where_the_team_allows(self):
        ticket = self._my_ticket()
        self.user_an.name = "Agent Ngọc An"
        ticket.user_id = self.user_an
        ticket.with_user(self.user_an).message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        for allowed in (False, True):
            self.team.show_agent_names = allowed
            for user, access in (
                (self.user_portal, {}),
                (None, {"token": ticket.access_token}),
            ):
                with self.subTest(allowed=allowed, user=user and user.login):
                    self.visit_as(user)
                    query = f"?access_token={access['token']}" if access else ""
                    page = self.get(f"{ticket.access_url}{query}").text
                    [message] = self._conversation(ticket, **access)
                    name = message["author_id"]["name"]
                    self.assertEqual("Ngọc An" in page, allowed)
                    self.assertEqual(name == "Agent Ngọc An", allowed)

    def test_no_other_way_to_ask_names_the_agent_of_a_discreet_team(self):
        ticket = self._my_ticket()
        self.user_an.name = "Agent An"
        message = ticket.with_user(self.user_an).message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.visit_as(self.user_portal)

        answers = [
            self.make_jsonrpc_request(
                "/mail/thread/messages",
                {"thread_model": "crm.ticket", "thread_id": ticket.id},
            ),
            message.with_user(self.user_portal).read(["author_id", "email_from"]),
        ]

        self.assertIn("Dear customer", str(answers[0]))
        self.assertNotIn("Agent An", str(answers))

    def test_mails_of_discreet_teams_do_not_name_the_agent(self):
        self.user_an.signature = "Agent An from the desk"
        ticket = self._my_ticket()
        with self.mock_mail_gateway():
            ticket.with_user(self.user_an).message_post(
                body="Dear customer",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.me.ids,
            )

        mail = self._new_mails[0]
        self.assertTrue(mail.email_from.startswith('"Support"'), mail.email_from)
        self.assertNotIn("Agent An", mail.body_html)

    def test_files_of_the_conversation_are_listed_but_none_of_notes(self):
        ticket = self._my_ticket()
        agent = ticket.with_user(self.user_an)
        agent.message_post(
            body="See",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("manual.txt", b"turn it off")],
        )
        agent.message_post(
            body="Us", subtype_xmlid="mail.mt_note", attachments=[("ours.txt", b"x")]
        )
        self.visit_as(self.user_portal)

        page = self.get(ticket.access_url).text

        self.assertIn("manual.txt", page)
        self.assertNotIn("ours.txt", page)
        [link] = [
            part.split('"')[0].replace("&amp;", "&")
            for part in page.split('href="')
            if part.startswith("/web/content/")
        ]
        self.assertEqual(self.url_open(link).content, b"turn it off")
