# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: only whom the secret was given to starts a journey from outside, and once."""

import json
import time

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..tools.signed_call import MAX_BYTES, sign
from .common_journey import JourneyCase

WAIT = {"wait": ("wait", {"mode": "duration", "amount": 1, "unit": "hours"})}


@tagged("post_install", "-at_install")
class TestTimeHook(HttpCase, JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Named", "email": "Named@People.test", "phone": "+84912345678"}
        )
        cls.journey = cls._create_journey(
            WAIT, publish=False, trigger="webhook", reentry="each"
        )
        cls.journey.action_renew_hook()
        cls.secret = cls.journey.sudo().hook_secret
        cls.journey.action_start()

    def _call(self, content=None, secret=None, at=None, body=None, token=None):
        """Call from outside; return (status, answer)."""
        path = f"/crm/journey/hook/{token or self.journey.hook_token}"
        content = {"key": "k1", "email": "named@people.test", **(content or {})}
        body = json.dumps(content).encode() if body is None else body
        stamp = str(int(time.time()) if at is None else at)
        response = self.url_open(
            path,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Journey-Timestamp": stamp,
                "X-Journey-Signature": sign(secret or self.secret, stamp, path, body),
            },
        )
        return response.status_code, response.json()

    def _entered(self):
        self._pass_enrol()
        return self._participants(self.journey).mapped("res_id")

    def test_a_signed_call_starts_the_journey(self):
        status, answer = self._call({"data": {"cart": 7}})

        self.assertEqual((status, answer["is_new"]), (202, True))
        self.assertEqual(self._entered(), self.person.ids)
        event = self.env["crm.journey.event"].search([("kind", "=", "webhook")])
        self.assertEqual(event.payload, {"cart": 7})

    def test_a_replayed_call_starts_nothing(self):
        self._call()

        status, answer = self._call()

        self.assertEqual((status, answer["is_new"]), (200, False))
        self.assertEqual(len(self._entered()), 1)

    def test_forged_and_stale_calls_are_refused(self):
        now = int(time.time())
        for kwargs, code in (
            ({"secret": "guessed"}, "bad_signature"),
            ({"token": "unknown"}, "bad_signature"),
            ({"at": now - 1000}, "stale"),
            ({"at": now + 1000}, "stale"),
            ({"at": "yesterday"}, "stale"),
        ):
            with self.subTest(**kwargs):
                status, answer = self._call(**kwargs)
                self.assertEqual((status, answer["error"]), (401, code))
        self.assertFalse(self._entered())

    def test_a_body_that_was_changed_is_refused(self):
        path = f"/crm/journey/hook/{self.journey.hook_token}"
        stamp = str(int(time.time()))
        response = self.url_open(
            path,
            data=b'{"key": "k1", "email": "other@people.test"}',
            headers={
                "X-Journey-Timestamp": stamp,
                "X-Journey-Signature": sign(self.secret, stamp, path, b"{}"),
            },
        )

        self.assertEqual(response.status_code, 401)

    def test_calls_that_make_no_sense_are_refused_with_the_reason(self):
        for kwargs, expected in (
            ({"body": b"x" * (MAX_BYTES + 1)}, (413, "too_large")),
            ({"body": b"not json"}, (400, "bad_json")),
            ({"body": b"[]"}, (400, "bad_json")),
            ({"body": b"[" * 9000}, (400, "bad_json")),
            ({"content": {"key": ""}}, (422, "bad_key")),
            ({"content": {"key": 7}}, (422, "bad_key")),
            ({"content": {"email": None}}, (422, "nobody_named")),
            ({"content": {"data": [1]}}, (422, "bad_data")),
            ({"content": {"email": "stranger@people.test"}}, (404, "nobody")),
        ):
            with self.subTest(expected=expected):
                status, answer = self._call(**kwargs)
                self.assertEqual((status, answer["error"]), expected)
                self.assertTrue(answer["message"])
        self.assertFalse(self._entered())

    def test_too_many_calls_a_minute_are_refused(self):
        self.journey.trigger_config = {"rate_per_minute": 2}
        for key in ("a", "b"):
            self.assertEqual(self._call({"key": key})[0], 202)

        self.assertEqual(self._call({"key": "c"})[0], 429)
        # what was accepted already is still known
        self.assertEqual(self._call({"key": "b"})[0], 200)

    def test_a_stopped_journey_answers_so(self):
        self.journey.action_stop()

        self.assertEqual(self._call()[0], 409)

    def test_a_new_secret_ends_the_former(self):
        former = self.journey.hook_token
        self.journey.action_renew_hook()

        self.assertEqual(self._call(token=former)[0], 401)
        self.assertEqual(self._call()[0], 401)  # new address, former secret

    def test_the_secret_cannot_be_read(self):
        self.assertNotIn("hook_secret", self.journey.with_user(2).fields_get())

    def test_named_by_a_second_number(self):
        self.person.phone_ids = [Command.create({"number": "0977 111 222"})]
        self.journey.trigger_config = {"match": "phone"}

        status, _answer = self._call({"phone": "0977111222"})

        self.assertEqual(status, 202)
        self.assertEqual(self._entered(), self.person.ids)

    def test_named_by_phone_however_it_is_written(self):
        self.journey.company_id.country_id = self.env.ref("base.vn")
        self.journey.trigger_config = {"match": "phone"}

        status, _answer = self._call({"phone": "0912 345 678"})

        self.assertEqual(status, 202)
        self.assertEqual(self._entered(), self.person.ids)
