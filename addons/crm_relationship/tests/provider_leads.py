# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A server on the loopback that gives the details of leads as the Graph API does.

Shapes: Meta for Developers, Marketing API, *Retrieving Leads* (GET /<LEAD_ID>, the
answer with `created_time`, `id`, `ad_id`, `form_id` and `field_data`) and *Graph API:
Handle Errors* (`error` with `message`, `type`, `code`).
"""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from ..tools.gateway.signature import digest

TOKEN = "page token"
VERSION = "/v23.0"


def details(lead_id, **values):
    """Return the details of a lead as Facebook gives them."""
    return {
        "created_time": "2026-03-02T08:49:14+0000",
        "id": lead_id,
        "ad_id": "238",
        "ad_name": "Desks",
        "campaign_id": "23842",
        "campaign_name": "Spring",
        "form_id": "5544",
        "platform": "fb",
        "field_data": [
            {"name": "full_name", "values": ["Trần Văn Bình"]},
            {"name": "email", "values": ["binh@lead.test"]},
            {"name": "phone_number", "values": ["+84987654321"]},
            {"name": "how_many_desks?", "values": ["20"]},
        ],
        **values,
    }


class GraphServer(ThreadingHTTPServer):
    """The part of Facebook that is asked for leads; fails as it is told."""

    daemon_threads = True

    def __init__(self, secret):
        super().__init__(("127.0.0.1", 0), GraphCall)
        self.secret = secret
        #: {id: details}
        self.leads = {}
        #: status of the answers to come, before they are good again
        self.failures = []
        self.asked = []
        #: whether calls end without an answer
        self.is_silent = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}{VERSION}"

    def close(self):
        self.shutdown()
        self.server_close()


class GraphCall(BaseHTTPRequestHandler):
    def do_GET(self):
        server, parts = self.server, urlsplit(self.path)
        lead_id = parts.path.removeprefix(f"{VERSION}/")
        server.asked.append(lead_id)
        if server.is_silent:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif server.failures:
            self._answer(server.failures.pop(0), {"error": {"message": "Later"}})
        elif not self._is_allowed(parse_qs(parts.query)):
            self._answer(400, self._error("Invalid OAuth access token.", 190))
        elif lead_id not in server.leads:
            self._answer(400, self._error("Unsupported get request.", 100))
        else:
            self._answer(200, server.leads[lead_id])

    def _is_allowed(self, query):
        proof = digest(self.server.secret, TOKEN.encode())
        return (
            self.headers.get("Authorization") == f"Bearer {TOKEN}"
            and query.get("appsecret_proof") == [proof]
            and "field_data" in query.get("fields", [""])[0]
        )

    @staticmethod
    def _error(message, code):
        return {"error": {"message": message, "type": "OAuthException", "code": code}}

    def _answer(self, status, data):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
