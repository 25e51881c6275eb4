# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what somebody writes in a chat is one ticket, told in their words."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tools.gateway.chat import ChatEvent

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestConversationTicket(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create(
            {"name": "Shop OA", "kind": "zalo"}
        )

    def _says(self, text, uid, at=MONDAY):
        event = ChatEvent("message", "84912345678", uid, at, text)
        return self.env["crm.conversation"]._hear(self.account, event, at)[2]

    def test_a_chat_is_one_ticket_however_often_one_clicks(self):
        chat = self._says("Máy in không lên", "1")
        self._says("Đèn đỏ nhấp nháy", "2")
        agent = chat.with_user(self.user_an)

        first, second = agent.action_open_ticket(), agent.action_open_ticket()

        self.assertEqual(first["res_id"], second["res_id"])
        ticket = self.env["crm.ticket"].browse(first["res_id"])
        self.assertEqual((ticket.name, ticket.channel), ("Máy in không lên", "chat"))
        self.assertIn("Đèn đỏ", ticket.description)
        self.assertFalse(ticket.phone, "the id of a stranger is no number")

    def test_an_agent_answers_whoever_writes(self):
        chat = self._says("Chào shop", "1", None)
        agent = chat.with_user(self.user_an)
        agent.message_post(
            body="Chào anh", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        self.assertEqual(chat.user_id, self.user_an)
        self.assertEqual(self.account.outbox_ids.payload["text"], "Chào anh")
