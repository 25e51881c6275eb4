# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: after a week without jobs each level is done once, whoever is told of many
gets one message, and a customer one reminder and one question."""

from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.week_off import WEEK, WeekOffMixin

from .ladder_common import LadderCase
from .tool_fixture import at as wall

LEVELS = [{"percent": percent, "notify_agent": True} for percent in (25, 50, 75, 100)]


@tagged("post_install", "-at_install")
class TestWeekOff(WeekOffMixin, LadderCase):
    def _week(self):
        start = wall("06-01 09:00")
        with self.at(start):
            return self.told_after_a_week("crm_ticket_sla", start)

    def test_levels_that_passed_are_told_in_one_message(self):
        self._ladder(*LEVELS)
        tickets = self._open("06-01 09:00", user_id=self.user_an.id)
        tickets |= self._open("06-01 09:00", user_id=self.user_an.id)

        self._week()

        for ticket in tickets:
            self.assertEqual(len(self._logs(ticket)), len(LEVELS))
        self.assertEqual(len(self._told(self.user_an)), 1)

    def test_a_silent_customer_is_reminded_once_and_not_closed_at_once(self):
        self.team.write({"remind_days": 1, "close_days": 1})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(ticket, "06-01 09:30", "wait_customer")

        self._week()

        auto = ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")
        self.assertEqual(len(auto), 1)
        self.assertEqual(ticket.stage_kind, "wait_customer")
        self.assertEqual(ticket.reminded_at, wall("06-01 09:00") + WEEK)

    def test_a_rating_that_was_due_is_asked_for_once(self):
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(ticket, "06-01 10:00", "solved")
        ticket.rating_due_at = wall("06-01 09:00") + timedelta(hours=2)

        self._week()

        asked = self.env["mail.mail"].search(
            [("model", "=", "crm.ticket"), ("res_id", "=", ticket.id)]
        )
        rating = self.env.ref("crm_ticket_sla.mail_template_ticket_rating")
        self.assertTrue(ticket.rating_requested_at)
        self.assertFalse(ticket.rating_due_at)
        self.assertLessEqual(
            len(asked.filtered(lambda m: m.subject == rating.subject)), 1
        )
