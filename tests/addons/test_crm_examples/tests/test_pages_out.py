# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever copies the receivers from the page understands our calls."""

import contextlib
import io
import json
import re
import threading
from http.server import HTTPServer
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.common import RelationshipCase, allow_loopback
from odoo.addons.crm_ticket_sla.tests.ladder_common import LadderCase, wall

PAGE = Path(__file__).parents[4] / "docs" / "api" / "webhooks.md"


def shown(title):
    """Return the code that the page shows under a title."""
    fence = rf'^```\w+ title="{re.escape(title)}"\n(.*?)^```$'
    [code] = re.findall(fence, PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return code


def defined(title):
    """Return the names that a file on the page defines."""
    names = {"__name__": title}
    exec(shown(title), names)
    return names


@tagged("post_install", "-at_install")
class TestReceiver(LadderCase):
    def test_a_level_is_told_as_the_page_shows_and_a_repetition_is_known(self):
        allow_loopback(self)
        server = HTTPServer(("127.0.0.1", 0), defined("receiver.py")["Receiver"])
        server.RequestHandlerClass.log_message = lambda *_args: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/guess-me-not"
        self._ladder({"percent": 50, "webhook_url": url})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")
        call = self.env["crm.sla.webhook"].search(
            [("log_id.ticket_id", "=", ticket.id)]
        )

        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for _twice in range(2):
                call.state = "ready"
                with self.at(wall("06-01 14:01")):
                    call._send(wall("06-01 14:01"))

        self.assertEqual(call.state, "sent")
        self.assertEqual(
            printed.getvalue().splitlines(), [f"{ticket.number} Level 1 resolution"]
        )
        example = json.loads(shown("a level is reached"))
        self.assertEqual(
            {name: type(value) for name, value in call.payload.items()},
            {name: type(value) for name, value in example.items()},
        )


@tagged("post_install", "-at_install")
class TestBridge(RelationshipCase):
    def test_a_bridge_tells_our_calls_from_others(self):
        account = self.env["crm.channel.account"].create(
            {
                "name": "Bridge",
                "kind": "webhook",
                "url": "https://bridge.example.com",
                "new_secret": "s3cret",
            }
        )
        message = self.env["crm.channel.outbox"].create(
            {"account_id": account.id, "key": "m-1", "payload": {"text": "Hello"}}
        )

        call = message._outbox_request_webhook(account)

        is_genuine = defined("bridge.py")["is_genuine"]
        self.assertTrue(is_genuine("s3cret", call.headers, call.body))
        self.assertFalse(is_genuine("s3cret", call.headers, call.body + b" "))
        self.assertFalse(is_genuine("other", call.headers, call.body))
        self.assertEqual(json.loads(call.body), {"key": "m-1", "text": "Hello"})
