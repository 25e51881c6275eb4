# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: access is asked for, granted and refused with the mouse, by two people."""

from odoo.tests import HttpCase, tagged

from .confidential_common import ConfidentialCase

REQUESTS = "/odoo/access-requests"


@tagged("post_install", "-at_install")
class TestAccessTours(HttpCase, ConfidentialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden.write({"ref": "KH0042", "phone": "0905777001"})

    def _ask(self):
        self.env.flush_all()
        self.start_tour(
            "/odoo/contacts/new", "crm_relationship_ask_for_access", login="rel_lan"
        )
        # sudo: the test looks at what nobody else reads
        request = self.env["crm.access.request"].sudo().search([], limit=1)
        self.assertEqual(request.partner_id, self.hidden)
        self.assertEqual(request.activity_ids.user_id, self.user_minh)
        begun = self.env["res.partner"].search([("name", "=", "Canary Ltd")])
        self.assertFalse(begun, "the second contact was not saved by asking")
        return request

    def test_access_is_asked_for_and_granted(self):
        request = self._ask()

        self.start_tour(
            REQUESTS, "crm_relationship_grant_access", login=self.user_minh.login
        )

        self.assertEqual(request.state, "granted")
        self.assertFalse(request.activity_ids)
        self.assertIn(
            self.user_lan.partner_id, request.message_ids.notified_partner_ids
        )
        self.start_tour(REQUESTS, "crm_relationship_open_granted", login="rel_lan")
        self.assertTrue(self.sees(self.user_lan, self.hidden))

    def test_access_is_asked_for_and_refused(self):
        request = self._ask()

        self.start_tour(
            REQUESTS, "crm_relationship_refuse_access", login=self.user_minh.login
        )

        self.assertEqual(request.answer, "I visit her next week")
        self.assertFalse(self.sees(self.user_lan, self.hidden))
