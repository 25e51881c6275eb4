# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: sending that is held while jobs work stops them at the next message, and
what is cancelled at the release is told like any refusal."""

from odoo.tests import tagged
from odoo.tools import file_open

from .test_channel_outbox import Call, Provider
from .test_system_health import HealthCase

LOGGER = "odoo.addons.crm_relationship.models.crm_sending_hold"


class HoldingCall(Call):
    def do_POST(self):
        self.server.begun()
        return super().do_POST()


@tagged("post_install", "-at_install")
class TestSendingHoldMeanwhile(HealthCase):
    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.provider.RequestHandlerClass = HoldingCall
        self.provider.begun = lambda: None
        self.addCleanup(self.provider.close)
        self.account.write({"url": self.provider.url, "timeout": 5})
        self.outbox = self.env["crm.channel.outbox"]
        self.outbox.search([("state", "=", "ready")]).write({"state": "cancelled"})

    def _hold(self):
        """Hold as after a restore, or as somebody else does meanwhile."""
        with file_open("crm_relationship/data/hold_sending.sql") as script:
            self.env.cr.execute(script.read())

    def _parts(self):
        parts = ("k-1", [{"text": "One"}, {"text": "two"}, {"text": "three"}])
        [ids] = self.outbox._enqueue_parts(self.account, [parts])
        return self.outbox.browse(ids)

    def test_a_job_that_is_sending_stops_at_the_next_message(self):
        self.outbox._enqueue(self.account, [("a", {"text": "A"}), ("b", {"text": "B"})])
        self.provider.begun = self._hold
        self.assertFalse(self.health._is_held())
        self.env.flush_all()

        with self.enter_registry_test_mode():
            job = self.env.ref("crm_relationship.ir_cron_channel_outbox")
            job.method_direct_trigger()

        self.env.invalidate_all()
        sent = self.outbox.search([("account_id", "=", self.account.id)], order="id")
        self.assertEqual(len(self.provider.taken), 1)
        self.assertEqual(sent.mapped("state"), ["sent", "ready"])
        self.assertTrue(self.health._is_held())

    def test_web_calls_of_server_actions_are_not_made(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Tell the shop",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "webhook",
                "webhook_url": self.provider.url,
            }
        )
        action = action.with_context(
            active_model="res.partner", active_id=self.customer.id
        )
        after = self.env.cr.postcommit
        after.clear()
        action.run()
        after.run()
        self.assertEqual(len(self.provider.taken), 1)

        self._hold()
        with self.assertLogs(LOGGER, "WARNING"):
            action.run()
        after.run()
        self.assertEqual(len(self.provider.taken), 1)

    def test_parts_cancelled_at_the_release_come_back_with_the_first(self):
        first, second, third = self._parts()
        first.state = "unknown"
        health = self.health.with_user(self.admin)
        health.hold_sending()
        health.release_sending(is_cancelling=True)
        self.assertEqual(second.state, "cancelled")
        self.assertEqual(second.reason, "part")

        first.with_user(self.user_manager).action_resend()

        states = (first | second | third).mapped("state")
        self.assertEqual(states, ["ready"] * 3)
