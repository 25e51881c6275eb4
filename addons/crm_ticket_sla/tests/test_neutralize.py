# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a neutralised copy calls nobody, and nobody opens tickets in it."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.neutral_common import neutralize

from .ladder_common import LadderCase

URL = "https://hooks.example.com/t0k3n"


@tagged("post_install", "-at_install")
class TestNeutralize(LadderCase):
    def test_no_call_and_no_key_is_left(self):
        policy = self._ladder({"percent": 50, "webhook_url": URL})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")
        call = self.env["crm.sla.webhook"].search(
            [("log_id.ticket_id", "=", ticket.id)]
        )
        key = self.env["crm.ticket.api.key"].create(
            {"name": "Shop", "team_id": ticket.team_id.id}
        )
        self.assertEqual((call.state, call.url), ("ready", URL))

        neutralize(self.env)

        self.assertFalse(policy.level_ids.webhook_url)
        self.assertEqual(call.state, "cancelled")
        self.assertNotIn("t0k3n", call.url)
        self.assertFalse(key.active)
        found = self.env["crm.ticket.api.key"]._find_signed(
            key.identifier, "1", "/x", b"", "0" * 64
        )
        self.assertFalse(found)
