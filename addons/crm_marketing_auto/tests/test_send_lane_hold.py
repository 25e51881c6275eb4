# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a lane stops when sending is held, and what is cancelled at the release says
so wherever it is counted."""

from odoo.tests import tagged
from odoo.tools import file_open

from ..models.crm_channel_outbox_sending import KEY
from .test_send_lane import LaneCase
from .test_send_sms_queue import QueueCase


@tagged("post_install", "-at_install")
class TestSendLaneHold(LaneCase):
    def _release(self):
        health = self.env["crm.health"].sudo()
        health.hold_sending()
        health.release_sending(is_cancelling=True)
        self.env.invalidate_all()

    def _check_skipped(self, traces):
        self.assertEqual(set(traces.mapped("state")), {"skipped"})
        self.assertEqual(set(traces.reason_id.mapped("code")), {"released"})
        ledger = self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)])
        self.assertEqual(ledger.mapped("state"), ["cancelled"] * len(traces))

    def test_a_lane_that_is_sending_stops_at_the_next_batch(self):
        with file_open("crm_relationship/data/hold_sending.sql") as file:
            script = file.read()
        sink = self._serve(lambda number, _mail: self.env.cr.execute(script))
        mails = self._queue()

        self._run_lane(limit=2)

        self.env.invalidate_all()
        self.assertEqual(len(sink.mails), 2)
        self.assertEqual(sorted(mails.mapped("state")), ["outgoing"] * 3 + ["sent"] * 2)

    def test_mails_cancelled_at_the_release_say_so_everywhere(self):
        self._serve()
        mails = self._queue()

        self._release()

        self.assertEqual(mails.mapped("state"), ["cancel"] * 5)
        traces = self._traces(self.journey)
        self._check_skipped(traces)
        self.assertEqual(
            set(traces.mailing_trace_id.mapped("trace_status")), {"cancel"}
        )

    def test_chats_cancelled_at_the_release_say_so_too(self):
        self._serve()
        self._queue()
        self._run_lane()
        trace = self._traces(self.journey)[0]
        account = self.env["crm.channel.account"].create({"name": "Chats"})
        outbox = self.env["crm.channel.outbox"]
        messages = [(f"{KEY}{trace.id}", [{"text": "One"}, {"text": "two"}])]
        [ids] = outbox._enqueue_parts(account, messages)

        self._release()

        self.assertEqual(outbox.browse(ids).mapped("state"), ["cancelled"] * 2)
        self._check_skipped(trace)


@tagged("post_install", "-at_install")
class TestTextsReleased(QueueCase):
    def test_texts_cancelled_at_the_release_say_so_too(self):
        journey = self._queue_texts()
        health = self.env["crm.health"].sudo()
        health.hold_sending()
        health.release_sending(is_cancelling=True)
        self.env.invalidate_all()

        traces = self._traces(journey)
        self.assertEqual(set(traces.mapped("state")), {"skipped"})
        self.assertEqual(set(traces.reason_id.mapped("code")), {"released"})
        ledger = self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)])
        self.assertEqual(set(ledger.mapped("state")), {"cancelled"})
