# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an address that is typed does not tell that somebody hidden has it."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestHiddenByAddress(HttpCase, ConfidentialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden.email_ids = [Command.create({"email": "second@canary.test"})]
        cls.own = cls._create_customer(
            "Lan's", user_id=cls.user_lan.id, email="first@own.test"
        )
        cls.own.email_ids = [Command.create({"email": "second@own.test"})]

    def _ask(self, email):
        """Return the answer to Lan, in core's route of the composer."""
        return self.make_jsonrpc_request(
            "/mail/partner/from_email",
            {
                "thread_model": "res.partner",
                "thread_id": self.own.id,
                "emails": [email],
            },
        )

    def test_the_first_and_the_other_address_of_a_hidden_customer_are_unknown(self):
        self.authenticate("rel_lan", "rel_lan")
        self.assertFalse(self.user_lan.has_group("base.group_partner_manager"))

        unknown = self._ask("nobody@nowhere.test")
        self.assertEqual(unknown, [])
        for email in ("canary@canary.test", "second@canary.test"):
            self.assertEqual(self._ask(email), unknown, email)
        for email in ("first@own.test", "second@own.test"):
            self.assertEqual([p["id"] for p in self._ask(email)], self.own.ids, email)

    def test_the_gateway_knows_senders_whoever_owns_them(self):
        threads = self.env["mail.thread"].sudo()
        found = threads._partner_find_from_emails_single(
            ["second@canary.test"], no_create=True
        )
        self.assertEqual(found, self.hidden)
