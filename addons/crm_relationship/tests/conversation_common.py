# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts of Messenger and Zalo at a provider on this machine, and people who write."""

import hashlib
import hmac
import json
import time

from odoo.fields import Datetime

from .gateway_common import SECRET, GatewayCase
from .provider_server import APP_ID, APP_SECRET, PAGE_TOKEN, ProviderServer
from .provider_shapes import OA, PAGE, PSID, UID

VERIFY = "verify me"


class ConversationCase(GatewayCase):
    """What people write arrives by signed calls; what we answer is taken, or not."""

    kind = "messenger"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = ProviderServer()
        cls.addClassCleanup(cls.provider.close)
        base = cls.provider.base
        cls.account.write(
            {
                "name": "Shop page",
                "url": f"{base}/v23.0",
                "provider_uid": PAGE,
                "timeout": 2,
                "new_access_token": PAGE_TOKEN,
                "new_verify_token": VERIFY,
            }
        )
        cls.oa = cls._account(
            "zalo",
            name="Shop OA",
            url=base,
            oauth_url=base,
            template_url=base,
            app_id=APP_ID,
            timeout=2,
            late_price=55.0,
            template_price=200.0,
            new_access_token="oa-token-0",
            new_refresh_token="oa-refresh-0",
            new_app_secret=APP_SECRET,
        )
        cls.chats = cls.env["crm.conversation"]
        cls.counter = 0

    # ------------------------------------------------------------
    # People write
    # ------------------------------------------------------------

    def facebook(self, *items, secret=SECRET, page=PAGE):
        """Post items of *messaging* as Facebook does; return the response."""
        data = {"object": "page", "entry": [{"id": page, "messaging": list(items)}]}
        body = json.dumps(data).encode()
        mac = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return self._post(self.account, body, {"X-Hub-Signature-256": f"sha256={mac}"})

    def zalo(self, data, secret=SECRET):
        """Post an event as Zalo does; return the response."""
        body = json.dumps(data, ensure_ascii=False).encode()
        told = f"{APP_ID}{body.decode()}{data.get('timestamp')}{secret}"
        mac = hashlib.sha256(told.encode()).hexdigest()
        return self._post(self.oa, body, {"X-ZEvent-Signature": f"mac={mac}"})

    def _post(self, account, body, headers):
        headers = {"Content-Type": "application/json", **headers}
        return self.url_open(
            self.path(account), data=body, headers=headers, method="POST"
        )

    def says(self, text, mid=None, at=None, psid=PSID):
        """Let somebody write by Messenger; return the conversation."""
        type(self).counter += 1
        at = at or time.time()
        item = {
            "sender": {"id": psid},
            "recipient": {"id": PAGE},
            "timestamp": int(at * 1000),
            "message": {"mid": mid or f"m_{self.counter}", "text": text},
        }
        self.assertEqual(self.facebook(item).status_code, 200)
        self.work()
        return self.chats.search([("handle_id.handle", "=", psid)])

    def says_by_zalo(self, text, at=None, **values):
        """Let somebody write by Zalo; return the conversation."""
        type(self).counter += 1
        data = {
            "app_id": APP_ID,
            "event_name": "user_send_text",
            "sender": {"id": UID},
            "recipient": {"id": OA},
            "message": {"msg_id": f"z-{self.counter}", "text": text},
            "timestamp": str(int((at or time.time()) * 1000)),
            **values,
        }
        self.assertEqual(self.zalo(data).status_code, 200)
        self.work()
        return self.chats.search([("handle_id.handle", "=", UID)])

    # ------------------------------------------------------------
    # We answer
    # ------------------------------------------------------------

    def answer(self, chat, text, user=None, **values):
        """Post an answer as an agent does; return the message of the outbox."""
        message = chat.with_user(user or self.user_hoa).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )
        return self.line(message).outbox_id

    def line(self, message):
        lines = self.env["crm.conversation.message"]
        return lines.search([("message_id", "=", message.id)])

    def deliver(self, mode="take", now=None):
        """Deliver what is due, as the job does."""
        self.provider.mode = mode
        now, outbox = now or Datetime.now(), self.env["crm.channel.outbox"]
        while message := outbox._claim(now):
            self.env.flush_all()
            message._settle(message._call(), now)
        self.end_transaction()
        self.assertFalse(self.provider.problems)

    def setUp(self):
        super().setUp()
        self.provider.taken.clear()
        self.provider.problems.clear()

    def contacts(self, chat):
        """Return the rows of a conversation on the timeline, the oldest first."""
        return self.env["crm.interaction"].search(
            [("origin_model", "=", chat._name), ("origin_id", "=", chat.id)], order="id"
        )

    def bodies(self, chat):
        """Return the texts of a conversation, the oldest first."""
        return [
            message.preview
            for message in chat.message_ids.sorted("id")
            if message.message_type == "comment"
        ]
