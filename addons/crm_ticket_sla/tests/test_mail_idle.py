# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY
from .common_mail import MailCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestMailIdle(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"remind_days": 3, "close_days": 2})

    def test_reminder_first_then_closed_in_working_days(self):
        ticket = self._waiting(at=datetime(2026, 6, 4, 8))  # a Thursday

        self._run_job(datetime(2026, 6, 9, 7, 59))  # Tuesday: the weekend is free
        self.assertFalse(ticket.reminded_at)
        self._run_job(datetime(2026, 6, 9, 8))
        self.assertTrue(ticket.reminded_at)
        self.assertEqual(ticket.stage_kind, "wait_customer")
        self._run_job(datetime(2026, 6, 11, 7, 59))
        self.assertEqual(ticket.stage_kind, "wait_customer")
        self._run_job(datetime(2026, 6, 11, 8))
        self.assertEqual(ticket.stage_kind, "closed")

    def test_job_that_was_down_still_reminds_before_it_closes(self):
        ticket = self._waiting(at=MONDAY)

        self._run_job(MONDAY + 60 * DAY)

        self.assertEqual(ticket.stage_kind, "wait_customer")
        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_running_the_job_twice_reminds_once(self):
        ticket = self._waiting(at=MONDAY)

        self._run_job(MONDAY + 4 * DAY)
        self._run_job(MONDAY + 4 * DAY)

        self.assertEqual(len(self._reminders(ticket)), 1)

    def test_answer_of_the_customer_stops_it(self):
        ticket = self._waiting(at=MONDAY)
        self._answer(ticket, "Here it is.", MONDAY + DAY)

        self._run_job(MONDAY + 30 * DAY)

        self.assertEqual(ticket.stage_kind, "open")
        self.assertFalse(self._reminders(ticket))

    def test_message_of_the_agent_starts_the_silence_anew(self):
        ticket = self._waiting(at=MONDAY)
        with self.at(MONDAY + 2 * DAY):
            ticket.with_user(self.user_an).message_post(
                body="One more question",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        self._run_job(MONDAY + 3 * DAY)

        self.assertFalse(ticket.reminded_at)

    def test_holiday_of_the_team_is_no_day_of_silence(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 2, 0),
                "date_to": datetime(2026, 6, 2, 22),
            }
        )
        ticket = self._waiting(at=MONDAY)

        self._run_job(MONDAY + 3 * DAY)
        self.assertFalse(ticket.reminded_at)
        self._run_job(MONDAY + 4 * DAY)
        self.assertTrue(ticket.reminded_at)

    def test_teams_without_days_close_nothing(self):
        self.team.write({"remind_days": 0, "close_days": 0})
        ticket = self._waiting(at=MONDAY)

        self._run_job(MONDAY + 300 * DAY)

        self.assertEqual(ticket.stage_kind, "wait_customer")

    @mute_logger("odoo.sql_db")
    def test_closing_without_a_reminder_is_refused(self):
        with self.assertRaises(psycopg2.errors.CheckViolation):
            self.team.write({"remind_days": 0, "close_days": 2})
            self.env.flush_all()

    def _waiting(self, at):
        ticket = self._receive(at=at)
        with self.at(at):
            ticket.stage_id = self.stage_wait_customer
        return ticket

    def _reminders(self, ticket):
        return ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")

    def _run_job(self, at):
        cron = self.env.ref("crm_ticket_sla.ir_cron_ticket_idle")
        with self.at(at), self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
        self.env.invalidate_all()
