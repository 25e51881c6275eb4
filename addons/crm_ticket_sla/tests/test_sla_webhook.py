# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.crm_relationship.tools.gateway.line import INSIDE

from .ladder_common import LadderCase
from .tool_fixture import at as wall

KEY = "services-t0k3n"


class Hook(BaseHTTPRequestHandler):
    """Whoever is told; `server.status` 0 takes the call and hangs up."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), json.loads(body)))
        self.server.begun()
        if not self.server.status:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestSlaWebhook(LadderCase):
    def setUp(self):
        super().setUp()
        self._allow("127.0.0.1")
        self.hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        self.hook.daemon_threads = True
        self.hook.told, self.hook.status = [], 200
        self.hook.begun = lambda: None
        threading.Thread(target=self.hook.serve_forever, daemon=True).start()
        self.addCleanup(self.hook.server_close)
        self.addCleanup(self.hook.shutdown)
        self.url = f"http://127.0.0.1:{self.hook.server_port}/{KEY}"
        self._ladder({"percent": 50, "webhook_url": self.url})
        self.ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")
        self.assertFalse(self.hook.told)
        self.call = self.env["crm.sla.webhook"].search(
            [("log_id.ticket_id", "=", self.ticket.id)]
        )

    def _allow(self, hosts):
        patcher = patch.dict(os.environ, {INSIDE: hosts})
        patcher.start()
        self.addCleanup(patcher.stop)

    def _send(self, text, status=200):
        """Make the calls that wait; return how often somebody was called."""
        self.hook.status, before = status, len(self.hook.told)
        job = self.env.ref("crm_ticket_sla.ir_cron_sla_webhook")
        with self.at(wall(text)), self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.call.invalidate_recordset()
        return len(self.hook.told) - before

    def test_the_call_is_made_after_the_transaction_and_once(self):
        self.assertEqual(self.call.state, "ready")

        self.assertEqual(self._send("06-01 14:01"), 1)
        self.assertEqual(self._send("06-01 14:02"), 0)

        self.assertEqual(self.call.state, "sent")
        headers, payload = self.hook.told[0]
        self.assertEqual(payload["ticket"], self.ticket.number)
        self.assertEqual(headers["Idempotency-Key"], self.call.key)

    def test_a_call_whose_end_nobody_saw_is_not_made_again_blindly(self):
        self.assertEqual(self._send("06-01 14:01", status=0), 1)
        self.assertEqual(self.call.state, "unknown")
        self.assertEqual(self._send("06-01 16:00"), 0)

        with self.at(wall("06-01 16:01")):
            self.call.with_user(self.user_manager).action_send_again()
        self._send("06-01 16:02")

        self.assertEqual(self.call.state, "sent")

    def test_a_refused_call_is_tried_again_later_and_then_given_up(self):
        for attempt, text in enumerate(
            ("06-01 14:01", "06-01 15:00", "06-01 16:00", "06-01 18:00", "06-01 22:00")
        ):
            self.assertEqual(self.call.state, "ready", attempt)
            self.assertEqual(self._send(text, status=503), 1)
        self.assertEqual(self.call.state, "failed")

    def test_calls_stop_when_sending_is_held_meanwhile(self):
        other = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")
        calls = self.env["crm.sla.webhook"]
        calls |= calls.search([("log_id.ticket_id", "=", other.id)]) | self.call
        self.assertEqual(calls.mapped("state"), ["ready", "ready"])
        with file_open("crm_relationship/data/hold_sending.sql") as file:
            script = file.read()
        self.hook.begun = lambda: self.env.cr.execute(script)

        self.assertEqual(self._send("06-01 14:01"), 1)

        calls.invalidate_recordset()
        self.assertEqual(sorted(calls.mapped("state")), ["ready", "sent"])

    def test_where_the_other_side_sends_on_to_is_not_called(self):
        self.assertEqual(self._send("06-01 14:01", status=302), 1)
        self.assertEqual(self.call.answer, "HTTP 302")

    def test_nothing_in_the_house_is_called_unless_the_server_allows_it(self):
        self._allow("")
        self.assertEqual(self._send("06-01 14:01"), 0)
        self.assertEqual(self.call.state, "failed")

        # a name that means the house, whatever it looks like
        self.call.write({"state": "ready", "url": "https://localhost/"})
        self.assertEqual(self._send("06-01 15:01"), 0)
        self.assertEqual(self.call.state, "failed")
        self.assertIn("localhost", self.call.answer)

    def test_what_is_told_of_a_failure_holds_no_key_of_the_address(self):
        self.hook.shutdown()
        self.hook.server_close()
        self._send("06-01 14:01")
        self.assertEqual((self.call.state, self.call.attempts), ("ready", 1))
        self.assertTrue(self.call.answer)
        self.assertNotIn(KEY, self.call.answer)

    def test_only_https_and_only_for_managers(self):
        level = self.env["crm.sla.level"].search([("webhook_url", "=", self.url)])
        for url in (
            "ftp://example.com",
            "http://example.com",
            "http://localhost.evil.com/",
            "http://localhost@evil.com/",
            "http://2130706433/",
            "http://169.254.169.254/latest/meta-data",
            "https://",
        ):
            with (
                self.subTest(url=url),
                self.assertRaisesRegex(ValidationError, "https"),
                self.env.cr.savepoint(),
            ):
                level.webhook_url = url
        with self.assertRaises(AccessError):
            level.with_user(self.user_an).read(["webhook_url"])

    def test_what_was_cancelled_is_not_offered_to_be_sent_again(self):
        health = self.env["crm.health"]
        health.hold_sending()
        health.release_sending(is_cancelling=True)
        self.assertEqual(self.call.state, "cancelled")

        health.retry_failed("sla_webhooks")
        self.call.action_send_again()

        self.assertEqual(self.call.state, "cancelled")
        self.assertEqual(self._send("06-01 16:00"), 0)
