# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a provider tells is stored once, and nobody else is heard."""

import json
import os
import time
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.gateway.signature import TOLERANCE
from .gateway_common import SECRET, GatewayCase, told


@tagged("post_install", "-at_install")
class TestGateway(GatewayCase):
    # ------------------------------------------------------------
    # Who is heard
    # ------------------------------------------------------------

    def test_a_signed_call_is_stored_and_answered(self):
        response = self.send(told(subject="Price"))

        self.assertEqual(
            (response.status_code, response.json()), (200, {"status": "ok"})
        )
        event = self.stored()
        self.assertEqual(
            (event.state, event.external_uid, event.event), ("new", "e-1", "call")
        )
        self.assertEqual(event.payload["subject"], "Price")
        self.assertNotIn("x-signature", event.headers)
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))

    def test_case_e48_who_is_not_the_provider_is_refused(self):
        body = json.dumps(told()).encode()
        good = self.signed(body)
        now = int(time.time())
        tries = {
            "another secret": self.signed(body, secret="guess"),
            "too old": self.signed(body, at=now - TOLERANCE - 60),
            "of the future": self.signed(body, at=now + TOLERANCE + 60),
            "another body": self.signed(body + b" "),
            "another time": {**good, "X-Timestamp": str(now - 1)},
            "another nonce": {**good, "X-Nonce": "0123456789"},
            "strange letters": {
                **good,
                "X-Signature": "ký tên".encode().decode("latin-1"),
            },
            "no time": {**good, "X-Timestamp": "soon"},
            "nothing": {"Content-Type": "application/json"},
        }
        for name, headers in tries.items():
            with self.subTest(name):
                response = self.send(body, headers=headers)
                self.assertEqual(response.status_code, 401)
        self.assertFalse(self.stored())
        self.assertEqual(self.send(body, headers=good).status_code, 200)

    def test_an_account_without_a_secret_hears_nobody(self):
        bare = self._account(new_secret=False)

        self.assertEqual(self.send(told(), bare, secret="").status_code, 401)

    def test_case_e48_a_copy_of_a_call_is_refused_and_a_second_event_is_not_stored(
        self,
    ):
        body = json.dumps(told()).encode()
        headers = self.signed(body)

        codes = [
            self.send(body, headers=headers).status_code,
            self.send(body, headers=headers).status_code,
            self.send(body).status_code,
        ]

        self.assertEqual(codes, [200, 409, 200])
        self.assertEqual(len(self.stored()), 1)

    def test_case_e48_unknown_and_archived_addresses_are_answered_alike(self):
        gone = self._account()
        path = self.path(gone)
        gone.active = False
        body = json.dumps(told()).encode()

        answers = [
            self.url_open(each, data=body, headers=self.signed(body))
            for each in (path, "/crm_gateway/unknown", "/crm_gateway/%00%ff")
        ]

        self.assertEqual({a.status_code for a in answers}, {404})
        self.assertEqual(len({a.text for a in answers}), 1)

    def test_another_address_takes_the_place_of_the_first(self):
        old = self.path()
        self.account.with_user(self.env.ref("base.user_admin")).action_renew_token()
        body = json.dumps(told()).encode()

        self.assertNotEqual(self.path(), old)
        self.assertEqual(self.url_open(old, data=body).status_code, 404)
        self.assertEqual(self.send(body).status_code, 200)

    def test_calls_are_taken_from_allowed_addresses_only(self):
        self.account.allowed_ips = "203.0.113.0/24"
        self.assertEqual(self.send(told()).status_code, 403)
        self.account.allowed_ips = "203.0.113.0/24, 127.0.0.0/8"
        self.assertEqual(self.send(told()).status_code, 200)
        with self.assertRaisesRegex(UserError, "Allowed addresses"):
            self.account.allowed_ips = "the office"

    # ------------------------------------------------------------
    # What is taken
    # ------------------------------------------------------------

    def test_case_e48_what_is_no_event_is_refused_and_leaves_nothing(self):
        deep = b'{"a":' * 30_000 + b"1" + b"}" * 30_000
        tries = {
            b"": 400,
            b"{": 400,
            b"[]": 400,
            b"\xff\xfe{}": 400,
            b'{"id": NaN}': 400,
            b'{"id": 1e999, "type": "call", "contact": {"phone": "1"}}': 400,
            b"9" * 5000: 400,
            deep: 400,
            b"[" * 100_000: 400,
            b'{"events": 5}': 422,
            json.dumps(told(uid="")).encode(): 422,
            json.dumps(told(type="drop table")).encode(): 422,
            json.dumps(told(duration=-1)).encode(): 422,
            json.dumps(told(at="yesterday")).encode(): 422,
            json.dumps(told(contact=None)).encode(): 422,
            json.dumps(told(contact=[["x"]])).encode(): 422,
        }
        for body, status in tries.items():
            with self.subTest(body[:40]):
                response = self.send(body)
                self.assertEqual(response.status_code, status)
                self.assertIn("code", response.json()["error"])
        self.assertFalse(self.stored())

    def test_characters_that_no_column_takes_are_left_out(self):
        self.send(
            b'{"id":"a\\u0000\\ud800b","type":"call","contact":{"phone":"\\u00001"}}'
        )

        self.assertEqual(self.stored().external_uid, "ab")

    def test_case_e48_a_long_call_is_refused(self):
        self.account.max_size = 1
        self.assertEqual(self.send(told(note="x" * 2048)).status_code, 413)
        self.account.max_size = 1023
        self.assertEqual(self.send(told(note="x" * 1024 * 1024)).status_code, 413)
        self.assertEqual(self.send(told("e-2", note="x" * 900_000)).status_code, 200)

    def test_other_methods_and_types_are_refused(self):
        body = json.dumps(told()).encode()
        form = {
            **self.signed(body),
            "Content-Type": "application/x-www-form-urlencoded",
        }

        self.assertEqual(self.url_open(self.path()).status_code, 405)
        self.assertEqual(self.send(body, headers=form).status_code, 415)
        self.assertEqual(
            self.url_open(self.path(), method="PUT", data=body).status_code, 405
        )

    def test_secrets_are_not_stored(self):
        self.send(told(api_key="k", nested=[{"password": "p", "google_key": "g"}]))

        text = json.dumps(self.stored().payload)
        self.assertNotIn('"k"', text)
        self.assertNotIn('"p"', text)

    def test_case_e56_who_floods_is_told_to_wait(self):
        self.account.rate_limit = 3
        other = self._account()

        with self.subTest("the minute is full"):
            self.patch(
                type(self.env["crm.gateway.count"]),
                "_minute",
                lambda *_: Datetime.to_datetime("2026-03-02 08:00:00"),
            )
            codes = [self.send(told(f"e-{n}")).status_code for n in range(5)]
        self.assertEqual(codes, [200, 200, 200, 429, 429])
        self.assertEqual(self.send(told(), other).status_code, 200, "others go on")
        self.assertEqual(len(self.stored()), 3)

    # ------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------

    def test_only_channel_administrators_see_events_and_addresses(self):
        self.send(told())
        event = self.stored()
        for user in (self.user_lan, self.user_manager):
            with self.assertRaises(AccessError):
                event.with_user(user).read(["payload"])
            with self.assertRaises(AccessError):
                self.account.with_user(user).read(["token"])
        admin = self.env.ref("base.user_admin")
        self.assertIn(self.account.token, self.account.with_user(admin).gateway_url)
        self.assertIn("0912", event.with_user(admin).payload_text)

    def test_a_secret_lies_encrypted_where_there_is_a_key(self):
        with self.subTest("no key"):
            self.assertEqual(self._column(), f"raw:{SECRET}")
        self.patch_keys("first")
        self.account._seal_secrets()
        self.assertNotIn(SECRET, self._column())
        self.assertEqual(self.send(told()).status_code, 200)

        self.patch_keys("second,first")
        self.assertEqual(self.account._kept("secret"), SECRET)
        self.patch_keys("second")
        with self.assertRaisesRegex(UserError, "Enter the secret again"):
            self.account._kept("secret")
        self.assertEqual(self.send(told("e-2")).status_code, 503)

    def patch_keys(self, keys):
        self.enterContext(patch.dict(os.environ, {"CRM_SECRET_KEY": keys}))

    def _column(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT secret FROM crm_channel_account WHERE id = %s", [self.account.id]
        )
        return self.env.cr.fetchone()[0]
