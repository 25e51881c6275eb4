# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a click dials once, at once or not at all, and its call is one row."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .calls_common import CallsCase
from .provider_calls import Centre


@tagged("post_install", "-at_install")
class TestCallDial(CallsCase):
    def setUp(self):
        super().setUp()
        self.centre = Centre()
        self.addCleanup(self.centre.close)
        base = f"http://127.0.0.1:{self.centre.server_port}"
        self.account.write(
            {
                "dial_url": base
                + "/call?ext={extension}&to={phone}&key={key}&t={secret}",
                "new_secret": "hu sh",
                "timeout": 5,
            }
        )
        self.outbox = self.env["crm.channel.outbox"]

    def dial(self, number="0912 345 678", user=None, record=None):
        record = record or self.person
        found = (
            self.env["crm.interaction"]
            .with_user(user or self.user_lan)
            .call_dial(number, record._name, record.id)
        )
        return self.calls.browse(found["call"])

    def deliver(self):
        message = self.outbox._claim(Datetime.now())
        message._settle(message._call(), Datetime.now())
        return message

    def test_click_dials_and_the_events_join_the_same_call(self):
        call = self.dial()
        message = self.deliver()

        [(path, query, headers)] = self.centre.asked
        self.assertEqual(path, "/call")
        self.assertEqual((query["ext"], query["to"]), ("101", "0912345678"))
        self.assertEqual((query["key"], query["t"]), (call.key, "hu sh"))
        self.assertEqual(headers["Idempotency-Key"], call.key)
        self.assertEqual((message.state, message.provider_ref), ("sent", "dialled-1"))

        self.ring(call="dialled-1", phone="101", extension="0912345678")
        row = self.record(call="dialled-1", key=call.key, extension="101", billsec="9")

        self.assertEqual(call.interaction_id, row)
        self.assertEqual((row.direction, row.partner_id), ("out", self.person))
        self.assertEqual((row.user_id, row.duration), (self.user_lan, 9))
        self.assertEqual(
            self.calls.search_count([("account_id", "=", self.account.id)]), 1
        )

    def test_event_with_the_key_before_the_answer_is_the_same_call(self):
        call = self.dial()
        self.ring(call="88", key=call.key, phone="0912345678")
        self.deliver()
        row = self.record(call="88", extension="101", direction="outbound")

        self.assertEqual(call.interaction_id, row)
        self.assertEqual(
            self.calls.search_count([("account_id", "=", self.account.id)]), 1
        )

    def test_event_without_the_key_first(self):
        call = self.dial(record=self.lead)
        key = call.key
        self.ring(call="88", phone="0900000000")
        row = self.record(call="88", key=key, phone="0900000000", extension="101")

        self.assertEqual(
            self.calls.search_count([("account_id", "=", self.account.id)]), 1
        )
        self.assertEqual((row.lead_id, row.direction), (self.lead, "out"))

    def test_whom_it_is_with_is_the_record_it_was_dialled_from(self):
        self._create_customer("Cùng số", phone="0912345678")
        call = self.dial()

        row = self.record(call="9", key=call.key, extension="101")

        self.assertEqual(
            row.partner_id, self.person, "the one of the two that was called"
        )

    def test_post_is_signed_json(self):
        self.account.write(
            {"dial_url": self.account.dial_url.split("?")[0], "dial_method": "post"}
        )
        call = self.dial()
        self.deliver()

        [(_path, body, headers)] = self.centre.asked
        self.assertEqual(
            body, {"key": call.key, "extension": "101", "phone": "0912345678"}
        )
        self.assertTrue(headers["X-Signature"])

    def test_telephone_does_not_ring_long_after_the_click(self):
        self.dial()
        self.centre.mode = "later"
        self.assertEqual(self.deliver().state, "failed", "not tried again in minutes")

        self.dial()
        message = self.outbox.search([("state", "=", "ready")])
        self.env.cr.execute(
            "UPDATE crm_channel_outbox SET create_date = %s WHERE id = %s",
            [Datetime.now() - timedelta(minutes=5), message.id],
        )
        message.invalidate_recordset()
        self.assertEqual(self.deliver().state, "failed")
        self.assertEqual(len(self.centre.asked), 1)

    def test_secret_is_in_no_message(self):
        self.centre.close()
        self.dial()

        message = self.deliver()

        self.assertEqual(message.state, "failed")
        self.assertNotIn("hu sh", message.detail)
        self.assertNotIn("hu%20sh", message.detail)

    def test_who_has_no_extension_or_no_number_is_told(self):
        with self.assertRaises(UserError):
            self.dial(user=self.user_hoa)
        with self.assertRaises(UserError):
            self.dial(number="chị Đào")
        self.assertFalse(self.outbox.search([("account_id", "=", self.account.id)]))

    def test_customers_one_does_not_see_are_not_dialled_from(self):
        self.keep_customers_apart()

        with self.assertRaises(AccessError):
            self.dial(user=self.user_minh)

    def test_queue_dials_for_whoever_has_an_extension(self):
        self.missed()
        self.env.flush_all()
        queue = self.env["crm.call.queue"].with_user(self.user_lan).search([], limit=1)

        action = queue.action_call()

        self.assertEqual(action["tag"], "display_notification")
        self.assertTrue(self.outbox.search([("account_id", "=", self.account.id)]))
