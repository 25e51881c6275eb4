# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever calls the addresses of chats, nothing breaks and nothing is twice."""

import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from .conversation_common import SECRET, ConversationCase
from .property_settings import examples
from .provider_server import APP_ID
from .provider_shapes import MESSENGER, PAGE, ZALO
from .test_tool_chat import JSON, broken


@tagged("post_install", "-at_install")
class TestConversationFuzz(ConversationCase):
    """Few examples: each is a call over HTTP. The many are in test_tool_chat."""

    def _check(self, *responses):
        for response in responses:
            self.assertLess(response.status_code, 500, response.text)
            self.assertNotIn("Traceback", response.text)
        events = self.work()
        self.assertLessEqual(set(events.mapped("state")), {"done", "ignored"})
        lines = self.env["crm.conversation.message"].search([])
        uids = [(line.account_id, line.external_uid) for line in lines]
        self.assertEqual(len(uids), len(set(uids)))

    @examples(20)
    @given(
        st.sampled_from(sorted(MESSENGER)).flatmap(lambda n: broken(MESSENGER[n])),
        st.sampled_from(sorted(ZALO)).flatmap(lambda n: broken(ZALO[n])),
    )
    def test_signed_but_broken(self, item, event):
        self._check(self.facebook(item, item))
        if isinstance(event, dict):
            self._check(self.zalo(event), self.zalo(event))

    @examples(20)
    @given(st.binary(max_size=60) | JSON.map(lambda v: json.dumps(v).encode()))
    def test_anything_signed(self, body):
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        whole = APP_ID.encode() + body + SECRET.encode()
        zalo = hashlib.sha256(whole).hexdigest()
        self._check(
            self._post(self.account, body, {"X-Hub-Signature-256": f"sha256={mac}"}),
            self._post(self.oa, body, {"X-ZEvent-Signature": f"mac={zalo}"}),
        )

    @examples(15)
    @given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["GET", "PUT"]))
    def test_any_verification(self, token, answer, method):
        response = self.opener.request(
            method,
            self.base_url() + self.path(),
            params={
                "hub.mode": "subscribe",
                "hub.verify_token": token,
                "hub.challenge": answer,
            },
            timeout=30,
        )
        self.assertIn(response.status_code, (400, 401, 403, 404, 405))
        self.assertFalse(self.stored())

    def test_case_48_long_and_deep_calls(self):
        deep = {"message": {"mid": "m", "text": "x"}, "sender": {"id": "1"}}
        for _level in range(60):
            deep = {"sender": deep}
        self.assertEqual(self.facebook(deep).status_code, 400)
        long = {**MESSENGER["text"], "message": {"mid": "m", "text": "x" * 10**6}}
        self.assertEqual(self.facebook(long).status_code, 413)
        self.assertFalse(self.stored())
        self.assertEqual(self.facebook(MESSENGER["text"], page=PAGE).status_code, 200)
