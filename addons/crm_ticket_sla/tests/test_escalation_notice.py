# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: people are told once, together, and in their working hours if asked so."""

from odoo.tests import tagged
from odoo.tools import SQL

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestEscalationNotice(LadderCase):
    def _next_notice_at(self):
        query = SQL("SELECT %s", self.env["crm.sla.notice"]._next_sql())
        [(at,)] = self.env.execute_query(query)
        return at

    def test_case_50_after_downtime_each_level_once_in_order_one_mail_a_person(self):
        self._ladder(
            {"percent": 75, "notify_agent": True},
            {"percent": 100, "notify_agent": True, "notify_leader": True},
        )
        one = self._open("06-01 09:00", user_id=self.user_an.id)
        other = self._open("06-01 10:00", user_id=self.user_an.id, name="Other")

        self._run("06-03 09:00")
        self._run("06-03 09:10")

        self.assertEqual(
            self._logs(one).level_id.mapped("name"), ["Level 1", "Level 2"]
        )
        self.assertEqual(len(self._logs(one | other)), 4)
        [mail] = self._told(self.user_an)
        self.assertIn(one.number, mail.body)
        self.assertIn(other.number, mail.body)
        self.assertEqual(len(self._told(self.user_manager)), 1)
        self.assertEqual(mail.notified_partner_ids, self.user_an.partner_id)

    def test_case_54_outside_the_working_day_people_are_told_at_its_beginning(self):
        self._ladder({"percent": 50, "notify_agent": True, "is_quiet": True})
        self.company.resource_calendar_id = self.calendar
        self.team.calendar_id = self._create_calendar(
            "Always", [(0, 24)], days=range(7)
        )
        ticket = self._open("06-05 18:00", user_id=self.user_an.id)

        self._run("06-05 22:30")
        self.assertTrue(self._logs(ticket))
        self.assertFalse(self._told(self.user_an))
        self.assertEqual(self._next_notice_at(), wall("06-08 09:00"), "Monday")
        # still running on Monday, with a longer promise
        self.env["crm.sla.notice"]._send_due(wall("06-08 09:00"))

        self.assertEqual(len(self._told(self.user_an)), 1)

    def test_quiet_hours_are_those_of_the_reader_s_zone(self):
        self.company.resource_calendar_id = self.calendar
        self.user_an.tz = "Asia/Ho_Chi_Minh"

        at = self.user_an._next_working_at(self.company, wall("06-01 03:00"))
        evening = self.user_an._next_working_at(self.company, wall("06-01 13:00"))

        # 03:00 in Paris is 08:00 there; 13:00 in Paris is 18:00 there
        self.assertEqual(at, wall("06-01 04:00"))
        self.assertEqual(evening, wall("06-02 04:00"))

    def test_what_was_settled_over_night_is_not_told_in_the_morning(self):
        self._ladder({"percent": 50, "notify_agent": True, "is_quiet": True})
        self.company.resource_calendar_id = self.calendar
        self.team.calendar_id = self._create_calendar(
            "Always", [(0, 24)], days=range(7)
        )
        ticket = self._open("06-01 18:00", user_id=self.user_an.id)
        self._run("06-01 22:30")

        self._move(ticket, "06-02 01:00", "solved")
        self._run("06-02 09:30")

        self.assertFalse(self._told(self.user_an))

    def test_overdue_ticket_reaches_the_team_leader_by_default(self):
        policy = self.env.ref("crm_ticket_sla.crm_sla_policy_default")
        policy.active = True
        policy.level_ids.since_at = wall("01-01 00:00")
        self._open("06-01 09:00", user_id=self.user_an.id)

        self._run("06-01 12:30")
        self.assertEqual(len(self._told(self.user_an)), 1)
        self.assertFalse(self._told(self.user_manager))
        self._run("06-02 18:00")

        self.assertTrue(self._told(self.user_manager))
        self.assertIn("Missed", self._told(self.user_manager)[0].body)
