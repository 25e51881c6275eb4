# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a message to a provider is never sent twice by itself, whatever breaks."""

import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.webhook_signature import is_signed, sign
from .common import RelationshipCase


class Provider(ThreadingHTTPServer):
    """A provider that takes messages, or misbehaves as it is told."""

    daemon_threads = True

    def __init__(self, mode="take"):
        super().__init__(("127.0.0.1", 0), Call)
        self.mode, self.taken = mode, []
        self.release = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/messages"

    def close(self):
        self.release.set()
        self.shutdown()
        self.server_close()


class Call(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = self.server.mode
        if mode in ("refuse", "later", "broken"):
            self.send_error({"refuse": 422, "later": 503, "broken": 500}[mode])
            return
        self.server.taken.append((self.headers, body))
        if mode == "silent":  # took it, and says nothing until the test is over
            self.server.release.wait(10)
        if mode in ("drop", "silent"):
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer = b'{"id": "m-1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestChannelOutbox(RelationshipCase):
    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        self.account = self.env["crm.channel.account"].create(
            {
                "name": "Provider",
                "url": self.provider.url,
                "timeout": 1,
                "new_secret": "hush",
            }
        )
        self.outbox = self.env["crm.channel.outbox"]

    def _enqueue(self, key="one"):
        ids = self.outbox._enqueue(self.account, [(key, {"to": "+84912345678"})])
        return self.outbox.browse(ids)

    def _deliver(self, mode="take", now=None):
        """Deliver what is due once; return the message."""
        self.provider.mode = mode
        now = now or Datetime.now()
        message = self.outbox._claim(now)
        if message:
            self.assertEqual(message.state, "sending", "known before the call")
            message._settle(message._call(), now)
        return message

    def test_a_message_is_signed_and_sent_once(self):
        message = self._enqueue()
        self.assertEqual(self._enqueue(), message, "the same key is the same message")

        self._deliver()
        self.assertFalse(self._deliver())

        self.assertEqual((message.state, message.provider_ref), ("sent", "m-1"))
        headers, body = self.provider.taken[0]
        self.assertEqual(json.loads(body)["key"], "one")
        self.assertTrue(
            is_signed(
                "hush",
                headers["X-Timestamp"],
                body,
                headers["X-Signature"],
                int(time.time()),
            )
        )

    def test_case_10_taken_without_an_answer_is_unknown_and_not_sent_again(self):
        for key, mode in (("a", "silent"), ("b", "drop")):
            message = self._enqueue(key)
            self._deliver(mode)

            self.assertEqual(message.state, "unknown", mode)
        self.assertFalse(self._deliver(now=Datetime.now() + timedelta(days=9)))
        self.assertEqual(len(self.provider.taken), 2)

    def test_a_person_may_send_the_unknown_again_or_settle_it(self):
        first, second = self._enqueue("a"), self._enqueue("b")
        self._deliver("drop")
        self._deliver("drop")
        first.with_user(self.user_manager).action_resend()
        second.with_user(self.user_manager).action_mark_sent()
        self._deliver()

        self.assertEqual((first.state, first.possible_duplicate), ("sent", True))
        self.assertEqual(second.state, "sent")
        with self.assertRaises(UserError):
            first.with_user(self.user_manager).action_resend()

    def test_what_never_got_there_is_tried_again_later(self):
        message = self._enqueue()
        self._deliver("later")
        self.assertEqual(message.state, "ready")
        self.assertFalse(self._deliver(), "not at once")

        self._deliver("take", now=Datetime.now() + timedelta(minutes=2))

        self.assertEqual(message.state, "sent")

    def test_nobody_listens(self):
        message = self._enqueue()
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self.account.url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            self._deliver()

        self.assertEqual(message.state, "ready")

    def test_a_refusal_is_final_and_a_fault_of_theirs_is_unknown(self):
        refused, broken = self._enqueue("a"), self._enqueue("b")
        self._deliver("refuse")
        self._deliver("broken")

        self.assertEqual((refused.state, broken.state), ("failed", "unknown"))
        self.assertIn("422", refused.detail)

    def test_a_sender_that_died_leaves_the_unknown(self):
        message = self._enqueue()
        now = Datetime.now()
        self.outbox._claim(now)
        self.outbox._give_up_stale(now + timedelta(minutes=5))
        self.assertEqual(message.state, "sending")

        self.outbox._give_up_stale(now + timedelta(minutes=11))

        self.assertEqual(message.state, "unknown")

    def test_nobody_reads_the_secret(self):
        account = self.account.with_user(self.user_manager)
        self.assertTrue(account.has_secret)
        self.assertFalse(account.new_secret)
        with self.assertRaises(AccessError):
            account.read(["secret"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_lan).write({"new_secret": "mine"})

    def test_an_old_call_or_a_changed_one_is_not_signed(self):
        signature = sign("hush", 1000, b"{}")
        self.assertTrue(is_signed("hush", "1000", b"{}", signature, 1100))
        self.assertFalse(is_signed("hush", "1000", b"{}", signature, 2000))
        self.assertFalse(is_signed("hush", "1000", b"{ }", signature, 1100))
        self.assertFalse(is_signed("other", "1000", b"{}", signature, 1100))
        self.assertFalse(is_signed("hush", "", b"{}", "", 1100))
