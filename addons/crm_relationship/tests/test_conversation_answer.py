# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an answer leaves whole or says so, and a chat tells nobody what is hidden."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..models.crm_channel_delivery import Answer
from .conversation_common import ConversationCase
from .provider_shapes import MESSENGER


@tagged("post_install", "-at_install")
class TestConversationAnswer(ConversationCase):
    def post(self, chat, text, **context):
        return (
            chat.with_user(self.user_hoa)
            .with_context(**context)
            .message_post(
                body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        )

    def long_text(self, words=700):
        return " ".join(f"từ{number}" for number in range(words))

    # ------------------------------------------------------------
    # Long answers
    # ------------------------------------------------------------

    def test_a_long_answer_leaves_whole_in_parts(self):
        text = self.long_text()
        for chat in (self.says("Tư vấn giúp em"), self.says_by_zalo("Tư vấn giúp em")):
            self.provider.taken.clear()
            line = self.line(self.post(chat, text))
            self.deliver()

            sent = self.provider.texts()
            self.assertGreater(len(sent), 1)
            self.assertLessEqual(max(map(len, sent)), 2000)
            self.assertEqual(" ".join(sent), text)
            self.assertEqual(line.state, "sent")
            self.assertEqual(chat.replies, len(sent))

    def test_parts_keep_their_order_when_one_waits(self):
        text, now = self.long_text(), Datetime.now()
        chat = self.says("Tư vấn giúp em")
        line = self.line(self.post(chat, text))
        later = now + timedelta(hours=1)
        line.part_ids.sorted("id")[0].next_try_at = later

        self.deliver(now=now)
        self.assertFalse(self.provider.texts(), "the second part waits for the first")
        outbox = self.env["crm.channel.outbox"]
        self.assertFalse(outbox.search_count(outbox._due(now)), "nor is the job awake")

        self.deliver(now=later)
        self.assertEqual(" ".join(self.provider.texts()), text)

    def test_the_rest_of_a_text_that_failed_stays_and_leaves_with_it(self):
        chat = self.says("Tư vấn giúp em")
        line = self.line(self.post(chat, self.long_text()))
        first, *others = line.part_ids.sorted("id")

        first._settle(Answer("failed", "551 not available"), Datetime.now())

        self.assertEqual(others[0].state, "cancelled")
        self.assertEqual(others[-1].reason, "part")
        first.action_resend()
        self.deliver()
        self.assertEqual(" ".join(self.provider.texts()), self.long_text())

    def test_what_nobody_knows_of_a_part_is_decided_first(self):
        chat = self.says("Tư vấn giúp em")
        line = self.line(self.post(chat, self.long_text()))
        first, *others = line.part_ids.sorted("id")
        first._settle(Answer("unknown", "HTTP 502"), Datetime.now())
        self.deliver()
        self.assertEqual(others[0].state, "ready")

        first.action_mark_sent()
        self.deliver()

        self.assertEqual(others[0].state, "sent")

    def test_a_first_part_that_failed_is_seen(self):
        chat = self.says("Tư vấn giúp em")
        message = self.post(chat, self.long_text())
        line = self.line(message)
        first, *others = line.part_ids.sorted("id")
        self.assertEqual(line.outbox_id, others[-1])

        line.part_ids.write({"state": "sent"})
        first.write({"state": "failed", "detail": "551 not available"})

        self.assertEqual((line.state, line.detail), ("failed", "551 not available"))
        self.assertEqual(message._chat_state()["state"], "failed")
        first.write({"state": "unknown", "detail": "HTTP 502"})
        self.assertEqual((line.state, line.detail), ("unknown", "HTTP 502"))
        line.part_ids.write({"state": "sent", "delivered_at": Datetime.now()})
        self.assertEqual(line.state, "delivered")
        first.delivered_at = False
        self.assertEqual(line.state, "sent", "not all of it was delivered")

    # ------------------------------------------------------------
    # What a client may not do
    # ------------------------------------------------------------

    def test_no_context_of_a_client_shows_an_answer_that_was_not_sent(self):
        chat = self.says("Còn hàng không?")

        message = self.post(chat, "Dạ còn ạ", chat_heard=True)

        self.assertTrue(self.line(message).outbox_id)
        self.deliver()
        self.assertEqual(self.provider.texts(), ["Dạ còn ạ"])

    def test_a_lead_that_is_hidden_is_not_named_by_a_chat(self):
        chat = self.says("Còn hàng không?")
        chat.user_id = self.user_minh
        mine = chat.with_user(self.user_minh)
        lead = self.lead.with_user(self.user_minh)
        with self.assertRaises(AccessError):
            lead.check_access("read")

        with self.assertRaises(AccessError):
            mine.lead_id = lead
        with self.assertRaises(UserError):
            mine.write({"company_id": False})

        self.assertFalse(chat.lead_id)
        own = self.env["crm.lead"].create({"name": "x", "user_id": self.user_minh.id})
        mine.lead_id = own
        self.assertEqual(chat.lead_id, own)

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    def test_a_page_of_a_chat_is_read_at_once(self):
        chat = self.says("Còn hàng không?")
        for number in range(3):
            self.post(chat, f"Dạ {number}")

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            messages = chat.message_ids.filtered("message_type")
            states = [message._chat_state() for message in messages]
            self.assertIn({"direction": "in"}, states)
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(10):
            self.post(chat, f"Dạ nữa {number}")
        self.assertLessEqual(queries(), few, "more for more messages")

        states = chat.with_user(self.user_hoa).chat_states()
        self.assertEqual(len(states), 14)
        self.assertEqual(states, sorted(states, key=lambda s: -s["id"]))

    def test_a_campaign_is_not_found_by_a_pattern(self):
        others = self.env["utm.campaign"].create({"name": "Sale_10"})
        referral = dict(MESSENGER["referral"]["referral"], ref="%")
        referral.pop("ads_context_data", None)
        self.facebook({**MESSENGER["referral"], "referral": referral})
        self.work()
        utm = self.env["utm.mixin"]

        chat = self.chats.search([("account_id", "=", self.account.id)])
        self.assertEqual(chat.campaign_id.name, "%")
        self.assertEqual(utm._find_or_create_named("utm.campaign", "SALE_10"), others)
        self.assertNotEqual(utm._find_or_create_named("utm.campaign", "Sale%"), others)
        back = utm._find_or_create_named("utm.source", "a\\b_")
        self.assertEqual(utm._find_or_create_named("utm.source", "A\\b_"), back)
