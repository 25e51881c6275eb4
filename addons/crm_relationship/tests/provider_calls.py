# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contact centres on this machine: one that dials, and one that keeps recordings.

The shape of dialling by address (extension and number in the query, a JSON answer with
the id of the call) is that of the click-to-call pages of VoiceCloud and BizCloud; the
one by JSON is that of OMICall's. Files are served as a web server does, by parts.
"""

import json
import re
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Centre(ThreadingHTTPServer):
    """A contact centre that does as it is told; `asked` is what it was asked."""

    daemon_threads = True

    def __init__(self, certificate=None, mode="take", sound=b""):
        super().__init__(("127.0.0.1", 0), Answers)
        self.mode, self.sound, self.asked = mode, sound, []
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        self.server.asked.append(
            (parts.path, dict(parse_qsl(parts.query)), self.headers)
        )
        if parts.path.startswith("/records/"):
            self._sound()
        else:
            self._dial()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body), self.headers))
        self._dial()

    def _dial(self):
        status = {"take": 200, "refuse": 403, "later": 503}[self.server.mode]
        answer = json.dumps({"success": status == 200, "callid": "dialled-1"}).encode()
        self._send(status, answer, {"Content-Type": "application/json"})

    def _sound(self):
        mode, sound = self.server.mode, self.server.sound
        if mode == "elsewhere":
            self._send(302, b"", {"Location": "http://127.0.0.1:1/secret"})
            return
        if mode == "gone":
            self._send(404, b"", {})
            return
        kind = {"page": "text/html"}.get(mode, "audio/mpeg")
        asked = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range") or "")
        if not asked:
            self._send(200, sound, {"Content-Type": kind, "Accept-Ranges": "bytes"})
            return
        start = int(asked[1])
        stop = min(int(asked[2] or len(sound) - 1), len(sound) - 1)
        part = f"bytes {start}-{stop}/{len(sound)}"
        headers = {"Content-Type": kind, "Content-Range": part}
        self._send(206, sound[start : stop + 1], headers)

    def _send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
