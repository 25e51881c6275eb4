# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

import requests

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .ladder_common import LadderCase
from .tool_fixture import at as wall

POST = "odoo.addons.crm_ticket_sla.models.crm_sla_webhook.requests.post"
URL = "https://hooks.example.com/sla"


@tagged("post_install", "-at_install")
class TestSlaWebhook(LadderCase):
    def setUp(self):
        super().setUp()
        self._ladder({"percent": 50, "webhook_url": URL})
        self.ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        with patch(POST) as post:
            self._run("06-01 14:00")
            post.assert_not_called()
        self.call = self.env["crm.sla.webhook"].search(
            [("log_id.ticket_id", "=", self.ticket.id)]
        )

    def _send(self, text, **answer):
        """Make the calls that wait; return how often somebody was called."""
        job = self.env.ref("crm_ticket_sla.ir_cron_sla_webhook")
        with (
            self.at(wall(text)),
            patch(POST, **answer) as post,
            self.enter_registry_test_mode(),
        ):
            job.method_direct_trigger()
        self.call.invalidate_recordset()
        return post

    def _answer_with(self, status):
        answer = requests.Response()
        answer.status_code = status
        return answer

    def test_the_call_is_made_after_the_transaction_and_once(self):
        self.assertEqual(self.call.state, "ready")

        post = self._send("06-01 14:01", return_value=self._answer_with(200))
        again = self._send("06-01 14:02", return_value=self._answer_with(200))

        self.assertEqual(self.call.state, "sent")
        post.assert_called_once()
        again.assert_not_called()
        _args, values = post.call_args
        self.assertEqual(values["json"]["ticket"], self.ticket.number)
        self.assertEqual(values["headers"]["Idempotency-Key"], self.call.key)
        self.assertTrue(values["timeout"])

    def test_a_call_whose_end_nobody_saw_is_not_made_again_blindly(self):
        self._send("06-01 14:01", side_effect=requests.exceptions.ReadTimeout("slow"))
        self.assertEqual(self.call.state, "unknown")
        again = self._send("06-01 16:00", return_value=self._answer_with(200))
        again.assert_not_called()

        with self.at(wall("06-01 16:01")):
            self.call.with_user(self.user_manager).action_send_again()
        self._send("06-01 16:02", return_value=self._answer_with(200))

        self.assertEqual(self.call.state, "sent")

    def test_a_refused_call_is_tried_again_later_and_then_given_up(self):
        for attempt, text in enumerate(
            ("06-01 14:01", "06-01 15:00", "06-01 16:00", "06-01 18:00", "06-01 22:00")
        ):
            self.assertEqual(self.call.state, "ready", attempt)
            post = self._send(text, return_value=self._answer_with(503))
            post.assert_called_once()
        self.assertEqual(self.call.state, "failed")

    def test_only_https_and_only_for_managers(self):
        level = self.env["crm.sla.level"].search([("webhook_url", "=", URL)])
        with self.assertRaisesRegex(ValidationError, "https"):
            level.webhook_url = "ftp://example.com"
        with self.assertRaises(AccessError):
            level.with_user(self.user_an).read(["webhook_url"])
