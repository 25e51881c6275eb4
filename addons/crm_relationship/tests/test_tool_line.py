# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: requests go out of the house, and no answer fills the memory."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

from requests.exceptions import InvalidHeader

from odoo.tests import BaseCase, tagged

from ..tools.gateway.line import (
    INSIDE,
    MAX_ANSWER,
    AnswerTooLong,
    InsideHost,
    ask,
    is_web,
)


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/elsewhere" else 200)
        self.send_header("Location", "/here")
        self.end_headers()
        self.wfile.write(b"x" * (MAX_ANSWER + (self.path == "/long")))

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestToolLine(BaseCase):
    def setUp(self):
        super().setUp()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads, self.server.asked = True, []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.allow("127.0.0.1")

    def allow(self, hosts):
        patcher = patch.dict(os.environ, {INSIDE: hosts})
        patcher.start()
        self.addCleanup(patcher.stop)

    def ask(self, path="/", host="127.0.0.1", **how):
        return ask(
            "GET", f"http://{host}:{self.server.server_port}{path}", timeout=5, **how
        )

    def test_no_more_of_an_answer_is_read_than_there_can_be(self):
        self.assertEqual(len(self.ask("/").content), MAX_ANSWER)
        with self.assertRaises(AnswerTooLong):
            self.ask("/long")

    def test_nothing_is_asked_inside_unless_the_server_allows_it(self):
        self.allow("")
        for host in ("127.0.0.1", "localhost"):
            with self.assertRaises(InsideHost):
                self.ask(host=host)
        self.assertFalse(self.server.asked)

        self.allow("pbx.test, LOCALHOST")
        self.assertEqual(self.ask(host="localhost").status_code, 200)

    def test_where_somebody_is_sent_on_to_is_not_asked(self):
        self.assertEqual(self.ask("/elsewhere").status_code, 302)
        self.assertEqual(self.server.asked, ["/elsewhere"])

    def test_a_header_that_cannot_be_sent_is_not_shown(self):
        for token in ("to\nken", "tokén – 1"):
            with self.assertRaises(InvalidHeader) as caught:
                self.ask(headers={"Authorization": f"Bearer {token}"})
            self.assertNotIn("ken", str(caught.exception))

    def test_tokens_go_over_https_or_stay_here(self):
        self.assertTrue(is_web("https://oauth.zaloapp.com"))
        self.assertTrue(is_web("http://127.0.0.1:8000"))
        for url in (
            "http://127.0.0.1.evil.test",
            "http://127.0.0.1@evil.test",
            "http://evil.test",
            "http://[::1]/",
            "https://",
            "ftp://127.0.0.1",
            "http://[",
        ):
            self.assertFalse(is_web(url), url)
        self.allow("")
        self.assertFalse(is_web("http://127.0.0.1:8000"))
