# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a hidden customer is asked for; who may grants it for a time, or refuses."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestConfidentialRequest(ConfidentialCase):
    def _ask(self, value):
        wizard = self.env["crm.access.ask"].with_user(self.user_lan)
        action = wizard.create({"value": value, "reason": "She called"}).action_ask()
        return (
            self.env["crm.access.request"]
            .with_user(self.user_lan)
            .search(action["domain"])
        )

    def test_one_asks_though_an_own_contact_has_the_same_number(self):
        self.env["res.partner"].with_user(self.user_lan).create(
            {"name": "Typed in while she called", "phone": "028 3822 1234"}
        )

        request = self._ask("028 3822 1234")

        self.assertEqual(request.sudo().partner_id, self.hidden)

    def test_whoever_decides_is_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_minh.lang = "vi_VN"

        request = self._ask("028 3822 1234")

        self.assertIn("xin quyền xem", request.sudo().activity_ids.summary)

    def test_a_part_of_a_code_finds_nobody(self):
        self.hidden.ref = "KH0042"
        for value in ("KH%", "KH004_", "%"):
            with self.subTest(value), self.assertRaises(UserError):
                self._ask(value)

    def test_case_e10_a_request_shows_code_and_owner_only(self):
        self.hidden.ref = "KH0042"
        request = self._ask("028 3822 1234")
        self.env.flush_all()
        self.env.invalidate_all()

        values = request.web_read(
            {
                "code": {},
                "owner_id": {"fields": {"display_name": {}}},
                "display_name": {},
                "visible_partner_id": {"fields": {"display_name": {}}},
            }
        )
        self.assertNotIn("CANARY", str(values))
        self.assertEqual(values[0]["code"], "KH0042")
        self.assertEqual(request.owner_id, self.user_minh)
        with self.assertRaises(AccessError):
            request.read(["partner_id"])
        self.assertEqual(
            self.hidden._masked_customers(), [{"code": "KH0042", "owner": "Minh"}]
        )
        self.assertEqual(self._ask("kh0042"), request, "asking twice is one request")

    def test_a_request_is_granted_for_a_time(self):
        request = self._ask("canary@canary.test")
        activity = self.env["mail.activity"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertEqual(activity.user_id, self.user_minh)
        with self.assertRaises(AccessError):
            request.grant("2026-12-31")

        with freeze_time("2026-07-01 05:00:00"):
            request.with_user(self.user_minh).grant("2026-07-07")

        self.assertTrue(self._sees_at("2026-07-03 05:00:00"))
        self.assertFalse(self._sees_at("2026-07-09 05:00:00"))
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.date_to, fields.Date.to_date("2026-07-07"))
        self.assertFalse(activity.active)

    def test_a_request_is_refused_with_a_reason(self):
        request = self._ask("canary@canary.test")
        decider = request.with_user(self.user_minh)
        with self.assertRaises(UserError):
            decider.refuse(" ")

        decider.refuse("Call me first")

        self.assertEqual((request.state, request.answer), ("refused", "Call me first"))
        self.assertIn("Call me first", request.message_ids[0].body)
        self.assertFalse(self.sees(self.user_lan, self.hidden))
        with self.assertRaises(UserError):
            decider.grant()

    def test_what_one_sees_needs_no_request(self):
        with self.assertRaises(UserError):
            self._ask(self.person.phone)
        with self.assertRaises(UserError):
            self._ask("0900000000")
