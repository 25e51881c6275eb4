# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: time off looks again at the clocks that it may touch, and at no others."""

from odoo import Command
from odoo.tests import tagged

from .sla_common import HOUR, RESOLUTION, RESPONSE, SlaCase, wall

NOW = "06-03 12:00"


@tagged("post_install", "-at_install")
class TestSlaRecountSpan(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = {"unit": "days", "days": 10}
        late = {"name": "Later", "placement": "offset", "offset": 6 * HOUR}
        cls._promise(
            (RESPONSE, 4),
            (RESOLUTION, 40),
            ("update", 0, days),
            level_ids=[Command.create({**late, "raise_priority": True})],
        )

    def _tickets(self):
        """Return tickets whose clocks run, wait, are late, and begin on other days."""
        opened = ("06-01 09:00", "06-01 16:00", "06-02 10:00", "06-03 11:00")
        tickets = self.env["crm.ticket"].concat(*map(self._open, opened))
        self._move(tickets[1], "06-02 12:00", "wait_customer")
        self._answer(tickets[2], "06-03 10:00")
        for ticket in tickets:
            self._advance(ticket, NOW)
        return tickets

    def _last_job(self):
        return self.env["crm.sla.recount"].search([], order="id desc", limit=1)

    def _changed_by_looking_at_all(self):
        """Count every open clock again; return how many were not right."""
        clocks = self.env["crm.ticket.sla"].search([("clock", "!=", "stopped")])
        with self.at(wall(NOW)):
            return clocks._recount()

    def test_whatever_the_days_no_clock_is_left_behind(self):
        self._tickets()
        self._run_recounts(NOW)
        spans = (
            ("05-25 00:00", "05-26 00:00"),
            ("06-01 00:00", "06-02 00:00"),
            ("06-02 13:00", "06-02 17:00"),
            ("06-03 00:00", "06-05 00:00"),
            ("06-08 00:00", "06-09 00:00"),
            ("06-12 00:00", "06-13 00:00"),
            ("06-25 00:00", "06-26 00:00"),
        )
        for first, last in spans:
            with self.subTest(day=first), self.at(wall(NOW)):
                holiday = self._holiday(first, last)
                self._run_recounts(NOW)
                self.assertEqual(self._changed_by_looking_at_all(), 0)
                holiday.date_to = wall("06-30 00:00")
                self._run_recounts(NOW)
                self.assertEqual(self._changed_by_looking_at_all(), 0)
                holiday.unlink()
                self._run_recounts(NOW)
                self.assertEqual(self._changed_by_looking_at_all(), 0)

    def test_clocks_that_end_before_are_not_looked_at(self):
        ticket = self._open("06-03 11:00")
        self._run_recounts(NOW)

        with self.at(wall(NOW)):
            self._holiday("06-08 00:00", "06-09 00:00")
        self._run_recounts(NOW)

        job = self._last_job()
        short = self._clock(ticket, RESPONSE)
        self.assertEqual(short.deadline_at, wall("06-03 15:00"))
        self.assertEqual((job.total, job.done), (1, 1))
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-11 11:00"))

    def test_clocks_that_begin_later_are_not_looked_at(self):
        self._open("06-03 11:00")
        self._run_recounts(NOW)

        with self.at(wall(NOW)):
            self._holiday("05-25 00:00", "05-26 00:00")
        self._run_recounts(NOW)

        self.assertEqual(self._last_job().total, 0)

    def test_edits_of_several_days_are_done_in_one(self):
        ticket = self._open("06-03 11:00")
        self._run_recounts(NOW)

        with self.at(wall(NOW)):
            self._holiday("06-20 00:00", "06-21 00:00")
            self._holiday("06-05 00:00", "06-06 00:00")
        self._run_recounts(NOW)

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-11 11:00"))
        self.assertEqual(self._changed_by_looking_at_all(), 0)

    def test_a_job_that_is_woken_for_nothing_ends_well(self):
        queue = self.env["crm.sla.recount"]
        queue.search([("is_done", "!=", True)]).unlink()
        queue._cron_recount()  # it was an error of the database before
        self.assertFalse(queue.search([("is_done", "!=", True)]))
