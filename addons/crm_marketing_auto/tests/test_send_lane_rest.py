# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a lane that may not go on holds nothing, and what is sent does not pile up."""

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_send_lane import LaneCase


@tagged("post_install", "-at_install")
class TestSendLaneRest(LaneCase):
    def test_what_waits_for_a_rate_is_not_written_and_keeps_nobody_else_waiting(self):
        sink = self._serve()
        slow = self.server
        slow_rate = self.env["crm.send.server"].create(
            {"mail_server_id": slow.id, "per_minute": 1, "tokens": 1}
        )
        self.mailing.mail_server_id = slow
        waiting = self._queue()
        fast = self._serve()
        quick = self._mail_journey(self._create_mailing(mail_server_id=self.server.id))
        self._queue(journey=quick)
        self.env["ir.cron.trigger"].search([]).unlink()

        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_marketing_auto.ir_cron_sender_lane_1"
            ).method_direct_trigger()
        self.env.invalidate_all()

        self.assertEqual((len(sink.mails), len(fast.mails)), (1, 5))
        left = waiting.filtered(lambda m: m.state == "outgoing")
        self.assertEqual(len(left), 4)
        self.assertFalse(any(left.mapped("scheduled_date")))
        lanes = self.env.ref("crm_marketing_auto.ir_cron_sender_lane_1")
        calls = self.env["ir.cron.trigger"].search([("cron_id", "=", lanes.id)])
        self.assertTrue(calls, "the lane comes back by itself")
        self.assertEqual(slow_rate.failures, 0)

    @mute_logger("odoo.sql_db")
    def test_a_collision_forgets_nothing_that_left(self):
        """Somebody opens a mail before the batch is written: nobody gets it twice."""
        sink = self._serve()
        self.env["crm.send.server"].create(
            {"mail_server_id": self.server.id, "per_minute": 1, "tokens": 2}
        )
        self.mailing.mail_server_id = self.server
        limited = self._queue()
        fast = self._serve()
        quick = self._mail_journey(self._create_mailing(mail_server_id=self.server.id))
        self._queue(journey=quick)
        write, collides = type(self.lanes)._write_report, [True]

        def collide(lanes, report, now):
            if collides and collides.pop():
                raise SerializationFailure("opened meanwhile")
            return write(lanes, report, now)

        self.patch(type(self.lanes), "_write_report", collide)
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60)
        # the test's own transaction goes on
        self.patch(self.env.cr, "rollback", self.env.invalidate_all)
        with self.enter_registry_test_mode():
            self.lanes._cron_send()
        self.assertFalse(collides)
        self.assertEqual(len(fast.mails), 5)
        for _minute in range(6):
            self._run_lane(minutes=1)

        self.assertEqual(limited.mapped("state"), ["sent"] * 5)
        self.assertEqual(set(sink.message_ids.values()), {1})
        self.assertEqual(set(fast.message_ids.values()), {1})

    def test_sent_mails_go_and_what_counts_stays(self):
        sink = self._serve(lambda n, mail: "drop" if n == 7 else None)
        kept = self._mail_journey(self._create_mailing(keep_archives=True))
        self._queue(journey=kept)
        mails = self._queue()
        self._run_lane()
        self._run_lane(minutes=30)
        traces = self._traces(self.journey)
        vacuum = self.env["mail.mail"]._gc_sent_by_lanes

        vacuum(self.now + timedelta(hours=3))
        self.assertEqual(len(mails.exists()), 5, "a day to look at them")
        messages = mails.mail_message_id
        vacuum(self.now + timedelta(days=2))

        self.assertFalse(mails.exists())
        self.assertFalse(messages.exists())
        self.assertEqual(len(self._mails(kept)), 5)
        self.assertTrue(all(traces.mapped("sent_at")))
        self.assertEqual(traces.mailing_trace_id.mapped("trace_status"), ["sent"] * 5)
        ledger = self.env["crm.contact.log"].search([("state", "=", "sent")])
        doubtful = [k for k, n in sink.message_ids.items() if n == 2]
        self.assertEqual(len(ledger.filtered("possible_duplicate")), len(doubtful))
