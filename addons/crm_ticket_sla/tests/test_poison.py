# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a ticket on which the work fails every time stops no other ticket; what is
given up is shown on the health page, and can be done again."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_relationship.tests.poison import WORDS, PoisonMixin

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestPoison(PoisonMixin, LadderCase):
    excused = {
        "sla_webhooks": "test_sla_webhook: one call a transaction, claimed before",
        "sla_labs": "test_sla_lab: one lab at a time, which keeps its error",
    }

    def setUp(self):
        super().setUp()
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.crm_ticket_sla.models")
        )

    def _again(self, key):
        admin = new_test_user(self.env, "sla_admin", groups="base.group_system")
        self.env["crm.health"].with_user(admin).retry_failed(key)
        self.env.invalidate_all()

    def test_every_queue_of_tickets_is_poisoned_here(self):
        queues = self.env["crm.health"]._health_queues(fields.Datetime.now())
        ours = [queue.key for queue in queues if queue.key.startswith("sla_")]
        self.assertTrue(ours)
        self.assert_each_queue_is_poisoned(ours)

    def test_poison_sla_clocks(self):
        self._ladder({"percent": 100, "notify_agent": True})
        bad, good = (self._open("06-01 09:00", user_id=self.user_an.id) for _n in "12")
        self.poison(
            "crm_ticket_sla",
            "NEW.ticket_id = %s AND NEW.event_error IS NULL",
            bad.id,
        )
        self._run("06-03 09:00")
        self.assertEqual(len(self._logs(good)), 1)
        self.assertFalse(self._logs(bad))
        self.assertIn(WORDS, self._clock(bad).event_error)
        self.assertGreater(self._clock(bad).next_event_at, wall("06-03 09:00"))

    def test_poison_sla_levels(self):
        self._ladder({"percent": 100, "notify_agent": True})
        bad, good = (self._open("06-01 09:00", user_id=self.user_an.id) for _n in "12")
        cure = self.poison(
            "crm_sla_level_log", "NEW.ticket_id = %s AND NEW.state = 'done'", bad.id
        )
        for day in ("03", "04", "05", "08", "09"):
            self._run(f"06-{day} 09:00")
        self.assertEqual(len(self._logs(good)), 1)
        logs = self.env["crm.sla.level.log"].search([("ticket_id", "=", bad.id)])
        self.assertEqual(logs.mapped("state"), ["failed"])
        self.assertIn(WORDS, logs.error)
        cure()
        with self.at(wall("06-09 10:00")):
            self._again("sla_levels")
        self._run("06-11 09:00")
        self._run("06-12 09:00")
        self.assertEqual(len(self._logs(bad)), 1)

    def test_poison_sla_notices(self):
        self._ladder({"percent": 100, "notify_agent": True})
        bad = self._open("06-01 09:00", user_id=self.user_an.id)
        good = self._open("06-01 09:00", user_id=self.user_binh.id)
        partner = self.user_an.partner_id
        cure = self.poison("mail_notification", "NEW.res_partner_id = %s", partner.id)
        self._run("06-03 09:00")
        for hour in range(10, 16):
            self._run(f"06-03 {hour}:00")
        self.assertTrue(self._told(self.user_binh))
        self.assertFalse(self._told(self.user_an))
        notices = self.env["crm.sla.notice"]
        failed = notices.search([("user_id", "=", self.user_an.id)])
        self.assertTrue(failed.is_failed)
        self.assertIn(WORDS, failed.error)
        self.assertFalse(notices.search([("log_id.ticket_id", "=", good.id)]).is_failed)
        cure()
        failed.action_try_again()
        failed.send_at = wall("06-03 16:00")
        self._run("06-03 16:30")
        self.assertEqual(len(self._told(self.user_an)), 1)
        self.assertEqual(failed.clock_id.ticket_id, bad)

    def test_poison_sla_recounts(self):
        policy = self._ladder()
        bad, good = (self._open("06-01 09:00", user_id=self.user_an.id) for _n in "12")
        self.env["crm.sla.recount"].search([]).unlink()
        with self.at(wall("06-01 10:00")):
            policy.target_ids.seconds = 3600
            self.env["crm.sla.recount"].search([]).unlink()
            job = self.env["crm.sla.recount"]._record("apply", policy_id=policy.id)
            self.poison("crm_ticket_sla", "NEW.ticket_id = %s", bad.id)
            while not job.is_done:
                job._run_batch()
        self.env.invalidate_all()
        hour = timedelta(hours=1)
        self.assertEqual(self._clock(good).deadline_at, wall("06-01 09:00") + hour)
        self.assertNotEqual(self._clock(bad).deadline_at, wall("06-01 09:00") + hour)
        self.assertEqual(self.parked("sla_recount").mapped("res_id"), job.ids)
