# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A provider on this very machine: it checks what it is sent, and misbehaves as told.

It speaks the shapes that providers document:

- Messenger Send API and its errors:
  developers.facebook.com/docs/messenger-platform/reference/send-api and
  .../messenger-platform/error-codes;
- Zalo consultation messages (v3.0/oa/message/cs), the renewal of tokens
  (v4/oa/access_token, where a refresh token is good once) and ZNS templates:
  developers.zalo.me/docs/official-account and .../docs/zalo-notification-service.
"""

import json
import secrets
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE_TOKEN = "page-token"
APP_SECRET = "app-secret-key"
APP_ID = "4567890123"
#: Modes in which the call gets an HTTP error and nothing is taken.
STATUSES = {"later": 503, "broken": 500, "many": 429}
#: Errors as the providers word them: {name: (status, body)}
ERRORS = {
    "messenger_window": (
        400,
        {
            "error": {
                "message": "This message is sent outside of allowed window.",
                "type": "OAuthException",
                "code": 10,
                "error_subcode": 2018278,
                "fbtrace_id": "A1",
            }
        },
    ),
    "messenger_rate": (
        400,
        {"error": {"message": "Calls to this api have exceeded", "code": 613}},
    ),
    "messenger_person": (
        400,
        {"error": {"message": "This person isn't available", "code": 551}},
    ),
    "zalo_window": (200, {"error": -230, "message": "User has not interacted"}),
    "zalo_quota": (200, {"error": -211, "message": "Out of quota"}),
    "zalo_nobody": (200, {"error": -118, "message": "Zalo account not existed"}),
}


class ProviderServer(ThreadingHTTPServer):
    """What was taken stands in *taken*, what was wrong with a call in *problems*.

    *mode*: take, a name in STATUSES or ERRORS, silent (takes it and never answers),
    drop (takes it and hangs up), refuse_token (the access token is no longer good).
    """

    daemon_threads = True

    def __init__(self, mode="take"):
        super().__init__(("127.0.0.1", 0), Call)
        self.mode = mode
        self.taken, self.problems, self.renewals = [], [], []
        self.delay = 0
        self.lock = threading.Lock()
        self.access_tokens, self.refresh_tokens = {"oa-token-0"}, {"oa-refresh-0"}
        self.release = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.server_port}"

    def texts(self):
        """Return the texts that were taken, in order."""
        return [body.get("message", {}).get("text") for _path, body in self.taken]

    def close(self):
        self.release.set()
        self.shutdown()
        self.server_close()


class Call(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers["Content-Length"] or 0)
        body = self.rfile.read(min(size, 1_000_000))
        parts = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if parts.path.endswith("/me/messages"):
            self._messenger(self._json(body))
        elif parts.path == "/v3.0/oa/message/cs":
            self._zalo(parts.path, self._json(body))
        elif parts.path == "/message/template":
            self._zalo(parts.path, self._json(body))
        elif parts.path == "/v4/oa/access_token":
            self._renew(parse_qs(body.decode()))
        else:
            self._answer(404, {"error": {"code": 2500, "message": "Unknown path"}})

    def _json(self, body):
        self._expect(
            self.headers["Content-Type"].startswith("application/json"), "not JSON"
        )
        return json.loads(body)

    def _expect(self, condition, problem):
        if not condition:
            self.server.problems.append(f"{self.path.split('?')[0]}: {problem}")
        return condition

    # ------------------------------------------------------------
    # Messenger
    # ------------------------------------------------------------

    def _messenger(self, body):
        self._expect("access_token" not in self.query, "a token in the address")
        if self.headers.get("Authorization") != f"Bearer {PAGE_TOKEN}":
            error = {"message": "Invalid OAuth access token.", "code": 190}
            return self._answer(401, {"error": error})
        kind, message = body.get("messaging_type"), body.get("message", {})
        self._expect(kind in ("RESPONSE", "UPDATE", "MESSAGE_TAG"), "messaging_type")
        self._expect((kind == "MESSAGE_TAG") == ("tag" in body), "tag")
        self._expect(("text" in message) != ("attachment" in message), "text or media")
        self._expect(len(message.get("text", "")) <= 2000, "text too long")
        person = body.get("recipient", {}).get("id")
        self._expect(isinstance(person, str) and person.isdigit(), "recipient")
        answer = {"recipient_id": person, "message_id": f"m_{secrets.token_hex(8)}"}
        return self._take("/me/messages", body, answer)

    # ------------------------------------------------------------
    # Zalo
    # ------------------------------------------------------------

    def _zalo(self, path, body):
        told = self.headers.get("access_token")
        if told not in self.server.access_tokens:
            code = -124 if path == "/message/template" else -216
            return self._answer(200, {"error": code, "message": "Access token invalid"})
        made = secrets.token_hex(8)
        if path == "/message/template":
            self._expect(body.get("phone", "").isdigit(), "phone")
            self._expect(isinstance(body.get("template_data"), dict), "template_data")
            self._expect(body.get("template_id"), "template_id")
            self._expect(body.get("tracking_id"), "tracking_id")
            quota = {"dailyQuota": "500", "remainingQuota": "499"}
            data = {"msg_id": made, "sent_time": str(int(time.time() * 1000))}
            return self._take(
                path,
                body,
                {"error": 0, "message": "Success", "data": {**data, "quota": quota}},
            )
        person = body.get("recipient", {}).get("user_id")
        self._expect(isinstance(person, str) and person.isdigit(), "recipient")
        self._expect(body.get("message", {}).get("text") is not None, "text")
        data = {"message_id": made, "user_id": person}
        return self._take(path, body, {"error": 0, "message": "Success", "data": data})

    def _renew(self, form):
        told = form.get("refresh_token", [""])[0]
        self._expect(self.headers.get("secret_key") == APP_SECRET, "secret_key")
        self._expect(form.get("app_id") == [APP_ID], "app_id")
        self._expect(form.get("grant_type") == ["refresh_token"], "grant_type")
        with self.server.lock:
            is_good = told in self.server.refresh_tokens
            self.server.renewals.append((told, is_good))
            if is_good:
                number = sum(good for _token, good in self.server.renewals)
                self.server.refresh_tokens = {f"oa-refresh-{number}"}
                self.server.access_tokens = {f"oa-token-{number}"}
        if not is_good:
            error = {"error": -14014, "error_name": "Invalid refresh token."}
            return self._answer(200, error)
        return self._answer(
            200,
            {
                "access_token": f"oa-token-{number}",
                "refresh_token": f"oa-refresh-{number}",
                "expires_in": "90000",
            },
        )

    # ------------------------------------------------------------
    # Answering, or not
    # ------------------------------------------------------------

    def _take(self, path, body, answer):
        mode = self.server.mode
        if mode in STATUSES:
            return self.send_error(STATUSES[mode])
        if mode in ERRORS:
            return self._answer(*ERRORS[mode])
        self.server.taken.append((path, body))
        if mode == "silent":  # took it, and says nothing until the test is over
            self.server.release.wait(10)
        if mode in ("drop", "silent"):
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self._answer(200, answer)

    def _answer(self, status, data):
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass
