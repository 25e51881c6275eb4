# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: when a machine's clock jumps a day ahead and back, nobody is told twice, no
level is done twice, and no clock counts negative time."""

from odoo.tests import tagged

from .ladder_common import LadderCase


@tagged("post_install", "-at_install")
class TestClockJump(LadderCase):
    def test_a_day_ahead_and_back(self):
        self._ladder({"percent": 50, "notify_agent": True})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-02 09:00")  # ahead
        self._run("06-01 10:00")  # back
        self._move(ticket, "06-01 11:00", "wait_customer")
        self._run("06-01 12:00")
        self._move(ticket, "06-01 13:00", "open")
        for day in ("02", "03", "04"):
            self._run(f"06-{day} 09:00")

        self.assertEqual(len(self._logs(ticket)), 1)
        self.assertEqual(len(self._told(self.user_an)), 1)
        clock = self._clock(ticket)
        segments = self.env["crm.ticket.sla.segment"].search(
            [("sla_id", "=", clock.id)]
        )
        self.assertTrue(segments)
        for segment in segments.filtered("stop_at"):
            self.assertGreaterEqual(segment.stop_at, segment.start_at)
        self.assertGreaterEqual(clock.deadline_at, ticket.opened_at)
