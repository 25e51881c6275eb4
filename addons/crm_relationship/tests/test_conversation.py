# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a chat arrives once, is answered once, and its story is on the timeline."""

import time
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .conversation_common import VERIFY, ConversationCase
from .provider_shapes import MESSENGER, PSID, UID, ZALO


@tagged("post_install", "-at_install")
class TestConversation(ConversationCase):
    # ------------------------------------------------------------
    # Verification and signatures
    # ------------------------------------------------------------

    def test_facebook_verifies_the_address(self):
        asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
        good = self.url_open(self.path() + asked + VERIFY.replace(" ", "%20"))
        bad = self.url_open(self.path() + asked + "guess")

        self.assertEqual((good.status_code, good.text), (200, "1158201444"))
        self.assertEqual(bad.status_code, 403)
        self.assertNotIn("1158201444", bad.text)

    def test_case_48_a_call_that_is_not_signed_leaves_nothing(self):
        self.assertEqual(
            self.facebook(MESSENGER["text"], secret="guess").status_code, 401
        )
        self.assertEqual(self.zalo(ZALO["text"], secret="guess").status_code, 401)
        self.assertFalse(self.stored() | self.stored(self.oa))

    # ------------------------------------------------------------
    # What arrives
    # ------------------------------------------------------------

    def test_what_is_told_twice_is_there_once(self):
        for _time in range(2):
            self.facebook(MESSENGER["text"], MESSENGER["text"])
            self.work()
        chat = self.chats.search([("handle_id.handle", "=", PSID)])

        self.assertEqual(self.bodies(chat), ["Còn hàng không shop?"])
        self.assertEqual((chat.unread, chat.state), (1, "open"))
        self.assertEqual(len(self.contacts(chat)), 1)
        self.assertEqual(chat.preview, "Còn hàng không shop?")

    def test_a_busy_chat_is_one_contact_until_it_is_silent(self):
        start = time.time() - 86400
        for number in range(6):
            chat = self.says(f"Hỏi {number}", at=start + number * 60)
        self.assertEqual(len(self.bodies(chat)), 6)
        self.assertEqual(self.contacts(chat).mapped("direction"), ["in"])

        self.says("Hôm sau", at=start + 8 * 3600)

        self.assertEqual(self.contacts(chat).mapped("direction"), ["in", "in"])
        self.assertEqual(self.contacts(chat)[0].type_id.code, "chat_message")
        self.assertNotIn("Hỏi", str(self.contacts(chat).mapped("subject")))

    def test_an_answer_given_at_the_provider_is_there_too(self):
        self.facebook(MESSENGER["text"])
        echo = dict(MESSENGER["echo"]["message"], metadata="", mid="m_elsewhere")
        self.facebook({**MESSENGER["echo"], "message": echo})
        self.work()
        chat = self.chats.search([("handle_id.handle", "=", PSID)])

        self.assertEqual(self.bodies(chat), ["Còn hàng không shop?", "Dạ còn ạ"])
        self.assertEqual((chat.state, chat.unread), ("waiting", 0))
        self.assertEqual(chat.first_answer_after, 60)
        self.assertEqual(self.contacts(chat).mapped("direction"), ["in", "out"])
        self.assertFalse(self.provider.taken)

    def test_pictures_are_kept_as_links_and_scripts_are_text(self):
        self.facebook(MESSENGER["image"])
        self.says("<script>alert(1)</script>")
        chat = self.chats.search([("handle_id.handle", "=", PSID)])
        bodies = " ".join(chat.message_ids.mapped("body"))

        self.assertIn('href="https://cdn.example.test/p.jpg"', bodies)
        self.assertNotIn("<script", bodies)

    def test_an_ad_is_the_source_of_who_came_by_it(self):
        self.facebook(MESSENGER["referral"], MESSENGER["postback"])
        self.work()
        chat = self.chats.search([("handle_id.handle", "=", PSID)])

        self.assertEqual(chat.campaign_id.name, "Khuyến mãi tháng 5")
        self.assertEqual(chat.medium_id.name, "Messenger ad")
        self.assertEqual(self.contacts(chat).campaign_id, chat.campaign_id)

    def test_events_of_another_page_are_ignored(self):
        self.facebook(MESSENGER["text"], page="999")
        events = self.work()

        self.assertEqual(events.mapped("state"), ["ignored"])
        self.assertFalse(self.chats.search([("account_id", "=", self.account.id)]))

    def test_zalo_events_are_understood(self):
        for name in ("text", "image", "location", "follow", "info", "unfollow"):
            self.assertEqual(self.zalo(ZALO[name]).status_code, 200)
        self.work()
        chat = self.chats.search([("handle_id.handle", "=", UID)])

        self.assertEqual(set(self.stored(self.oa).mapped("state")), {"done"})
        self.assertEqual(
            self.bodies(chat), ["Em muốn hỏi giá", "Picture", "10.76, 106.66"]
        )
        self.assertEqual(chat.shared_phone, "+84912345678")
        self.assertEqual(chat.handle_id.name, "Nguyễn Thị Đào")
        self.assertEqual(chat.follow_state, "left")

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def test_an_answer_leaves_once_and_says_what_became_of_it(self):
        chat = self.says("Còn hàng không?", at=time.time() - 90)
        message = chat.with_user(self.user_hoa).message_post(
            body="Dạ còn ạ", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        line = self.line(message)
        self.assertEqual(line.state, "waiting")
        self.assertFalse(message.notification_ids, "nobody is mailed")

        self.deliver()
        self.deliver()

        self.assertEqual(self.provider.texts(), ["Dạ còn ạ"])
        body = self.provider.taken[0][1]
        self.assertEqual(body["recipient"], {"id": PSID})
        self.assertEqual(body["messaging_type"], "RESPONSE")
        self.assertEqual(line.state, "sent")
        self.assertEqual((chat.user_id, chat.state), (self.user_hoa, "waiting"))
        self.assertAlmostEqual(line.answered_after, 90, delta=30)
        row = self.contacts(chat)[-1]
        self.assertEqual((row.direction, row.user_id), ("out", self.user_hoa))
        told = {"mids": [line.outbox_id.provider_ref], "watermark": 1}
        self.facebook({**MESSENGER["delivery"], "delivery": told})
        self.work()
        self.assertEqual(line.state, "delivered")
        later = {"watermark": int(time.time() + 5) * 1000}
        self.facebook({**MESSENGER["read"], "read": later})
        self.work()
        self.assertEqual(line.state, "read")
        self.assertEqual(message._chat_state()["label"], "Read")

    def test_a_note_stays_here(self):
        chat = self.says("Chào shop")
        chat.with_user(self.user_hoa).message_post(body="Khách quen")

        self.deliver()

        self.assertFalse(self.provider.taken)
        self.assertEqual(chat.state, "open")

    def test_after_the_window_an_answer_is_refused_with_what_is_allowed(self):
        chat = self.says("Chào shop", at=time.time() - 25 * 3600)
        self.assertEqual(chat.window, "closed")
        with self.assertRaisesRegex(UserError, "an e-mail, a call"):
            self.answer(chat, "Dạ shop đây")

        self.account.late_hours = 168
        chat.invalidate_recordset()
        self.assertEqual(chat.window, "late")
        self.answer(chat, "Dạ shop đây")
        self.deliver()

        self.assertEqual(self.provider.taken[0][1]["tag"], "HUMAN_AGENT")

    def test_the_window_is_asked_again_when_the_message_leaves(self):
        chat = self.says("Chào shop")
        sent = self.answer(chat, "Dạ")
        chat.last_in_at = Datetime.now() - timedelta(days=3)

        self.deliver()

        self.assertEqual((sent.state, sent.reason), ("failed", "window"))
        self.assertFalse(self.provider.taken)

    def test_eight_free_answers_to_zalo_then_they_cost(self):
        chat = self.says_by_zalo("Giá bao nhiêu ạ?")
        sent = [self.answer(chat, f"Trả lời {n}") for n in range(9)]
        self.deliver()

        self.assertEqual([s.state for s in sent], ["sent"] * 9)
        self.assertEqual([s.cost for s in sent], [0.0] * 8 + [55.0])
        self.assertEqual(sent[8].currency_id, self.oa.currency_id)
        self.assertIn("paid", chat.window_note)

    def test_what_the_provider_says_no_to_is_shown(self):
        for mode, state, reason in (
            ("messenger_window", "failed", "window"),
            ("messenger_person", "failed", "recipient"),
            ("messenger_rate", "ready", "rate"),
            ("broken", "unknown", "provider"),
            ("drop", "unknown", False),
        ):
            chat = self.says("Chào shop")
            sent = self.answer(chat, mode)
            self.deliver(mode)
            self.assertEqual((sent.state, sent.reason), (state, reason), mode)
            self.assertNotIn("page-token", sent.detail or "")

    def test_an_unknown_message_that_comes_back_was_sent(self):
        chat = self.says("Chào shop")
        sent = self.answer(chat, "Dạ shop đây")
        self.deliver("drop")
        self.assertEqual(sent.state, "unknown")
        self.deliver(now=Datetime.now() + timedelta(days=1))
        self.assertEqual(len(self.provider.taken), 1, "never sent again by itself")

        echo = dict(MESSENGER["echo"]["message"], metadata=sent.key, mid="m_back")
        self.facebook({**MESSENGER["echo"], "message": echo})
        self.work()

        self.assertEqual((sent.state, sent.provider_ref), ("sent", "m_back"))
        self.assertEqual(self.bodies(chat), ["Chào shop", "Dạ shop đây"])

    def test_a_picture_is_sent_as_a_link_that_the_customer_can_open(self):
        chat = self.says("Cho xem hình")
        attachments = self.env["ir.attachment"].with_user(self.user_hoa)
        picture = attachments.create(
            {"name": "a.png", "raw": b"\x89PNG\r\n\x1a\n", "mimetype": "image/png"}
        )
        self.answer(chat, "Đây ạ", attachment_ids=picture.ids)
        self.deliver()

        media = self.provider.taken[1][1]["message"]["attachment"]
        self.assertEqual(media["type"], "image")
        path = media["payload"]["url"].partition("/web/")[2]
        self.assertEqual(self.url_open(f"/web/{path}").content, picture.raw)

    def test_a_quota_puts_off_until_tomorrow(self):
        self.account.day_quota = 1
        chat = self.says("Chào shop")
        first, second = self.answer(chat, "một"), self.answer(chat, "hai")
        self.deliver()

        self.assertEqual((first.state, second.state), ("sent", "ready"))
        self.assertEqual((second.reason, second.attempt), ("quota", 0))
        self.assertGreater(second.next_try_at, Datetime.now())
