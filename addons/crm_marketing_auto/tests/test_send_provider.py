# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: chat steps leave as providers want them, and a chat can say no to them."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.provider_server import (
    APP_ID,
    APP_SECRET,
    ProviderServer,
)
from odoo.addons.crm_relationship.tools.gateway.chat import ChatEvent

from .test_send_sms_queue import QueueCase

HANDLE = "8765432109876543"


@tagged("post_install", "-at_install")
class TestSendProvider(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = ProviderServer()
        cls.addClassCleanup(cls.provider.close)
        base = cls.provider.base
        cls.oa = cls.env["crm.channel.account"].create(
            {
                "name": "Shop OA",
                "kind": "zalo",
                "url": base,
                "oauth_url": base,
                "template_url": base,
                "app_id": APP_ID,
                "timeout": 2,
                "template_price": 200.0,
                "new_access_token": "oa-token-0",
                "new_app_secret": APP_SECRET,
            }
        )

    def _send(self, people, **config):
        journey = self._create_journey(
            {"hello": ("chat", {"account_id": self.oa.id, **config}, None)},
            quiet_start=0,
            quiet_end=24,
        )
        self._enrol(journey, people)
        self._drain()
        outbox = self.env["crm.channel.outbox"]
        while message := outbox._claim(fields.Datetime.now()):
            self.env.flush_all()
            message._settle(message._call(), fields.Datetime.now())
        self.assertFalse(self.provider.problems)
        return self.oa.outbox_ids

    def _hear(self, kind, text="", uid="1"):
        event = ChatEvent(kind, HANDLE, uid, None, text)
        self.env["crm.conversation"]._hear(self.oa, event, fields.Datetime.now())
        handle = self.env["crm.partner.handle"].search([("handle", "=", HANDLE)])
        return handle

    def _last(self, identity):
        return self.env["crm.consent"]._last_said("chat", identity)

    def test_a_template_goes_to_a_number_with_its_parameters(self):
        sent = self._send(
            self.people[0],
            text="customer_name: {{ object.name }}\norder: S00012",
            template_id="267123",
        )

        path, body = self.provider.taken[-1]
        self.assertEqual((path, body["phone"]), ("/message/template", "84912345670"))
        self.assertEqual(body["template_id"], "267123")
        self.assertEqual(
            body["template_data"], {"customer_name": "Person 0", "order": "S00012"}
        )
        self.assertEqual(body["tracking_id"], sent.key)
        self.assertEqual((sent.state, sent.cost), ("sent", 200.0))

    def test_a_message_goes_to_who_wrote_to_the_account(self):
        self._hear("message", "Chào shop").partner_id = self.people[0]
        sent = self._send(self.people[:2], text="Hàng mới về")

        path, body = self.provider.taken[-1]
        self.assertEqual(path, "/v3.0/oa/message/cs")
        self.assertEqual(body["recipient"], {"user_id": HANDLE})
        self.assertIn("Hàng mới về", body["message"]["text"])
        self.assertEqual(sorted(sent.mapped("state")), ["failed", "sent"])
        failed = sent.filtered(lambda message: message.state == "failed")
        self.assertEqual(failed.reason, "recipient")

    def test_a_long_message_leaves_whole_in_parts(self):
        self._hear("message", "Chào shop").partner_id = self.people[0]
        text = " ".join(f"từ{number}" for number in range(700))

        sent = self._send(self.people[0], text=text).sorted("id")

        self.assertGreater(len(sent), 1)
        self.assertEqual(set(sent.mapped("state")), {"sent"})
        texts = [body["message"]["text"] for _path, body in self.provider.taken]
        self.assertLessEqual(max(map(len, texts)), 2000)
        self.assertIn(text, " ".join(texts))
        self.assertEqual(sent[1].after_id, sent[0])

    def test_the_rest_of_a_message_is_not_sent_after_a_no(self):
        self._hear("message", "Chào shop").partner_id = self.people[0]
        text = " ".join(f"từ{number}" for number in range(700))
        outbox = self.env["crm.channel.outbox"]
        claim = type(outbox)._claim
        self.provider.taken.clear()

        def say_no_after_the_first(model, now):
            if self.provider.taken:
                self._hear("message", "STOP", "2")
            return claim(model, now)

        self.patch(type(outbox), "_claim", say_no_after_the_first)
        sent = self._send(self.people[0], text=text).sorted("id")
        sent = sent.filtered(lambda message: "từ" in message.payload.get("text", ""))

        self.assertGreater(len(sent), 1)
        self.assertEqual(sent[0].state, "sent")
        self.assertEqual(set(sent[1:].mapped("state")), {"cancelled"})

    def test_a_no_within_a_busy_chat_is_heard(self):
        chat = self._hear("message", "Chào shop").conversation_ids
        chat.partner_id = self.people[0]
        self._hear("message", "STOP", "2")

        self.assertEqual(self._last(self.people[0].phone_sanitized).state, "withdrawn")
        sent = self._send(self.people[0], text="Hàng mới về")
        self.assertFalse(sent.filtered(lambda message: "Hàng" in str(message.payload)))

    def test_what_a_stranger_said_is_said_by_the_contact(self):
        handle = self._hear("follow", uid="")
        self.assertEqual(self._last(handle._contact_value()).state, "given")
        self._hear("message", "Chào shop")
        handle.conversation_ids.partner_id = self.people[0]
        self.assertEqual(self._last(self.people[0].phone_sanitized).state, "given")

        self._hear("unfollow", uid="")

        last = self._last(self.people[0].phone_sanitized)
        self.assertEqual((last.state, last.proof), ("withdrawn", "Left Shop OA."))
