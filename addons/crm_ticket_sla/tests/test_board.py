# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, TicketCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestBoard(TicketCase):
    """What cards and the form are told about clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sla.policy"].search([]).action_archive()
        cls.env["crm.sla.policy"].create(
            {
                "name": "Eight hours",
                "target_ids": [
                    Command.create({"metric": "resolution", "seconds": 8 * 3600}),
                    Command.create({"metric": "first_response", "seconds": 4 * 3600}),
                ],
            }
        )

    def setUp(self):
        super().setUp()
        # ten o'clock in Paris: seven working hours are left of the day
        user = self.env.ref("base.user_root")
        self.ticket = self._create_ticket(user=user, user_id=self.user_an.id)

    def _read(self, at, name="clock_summary"):
        self.env.invalidate_all()
        with self.at(at):
            return self.ticket.with_user(self.user_an).read([name])[0][name]

    def test_a_card_tells_the_clock_that_is_due_first(self):
        clock = self._read(MONDAY + HOUR)

        self.assertEqual(clock["metric"], "first_response")
        self.assertEqual(clock["label"], "First response")
        self.assertEqual(clock["left"], 3 * 3600)
        self.assertEqual(clock["deadline_at"], "2026-06-01 12:00:00")
        self.assertEqual(
            clock["windows"][:2],
            [
                ["2026-06-01 09:00:00", "2026-06-01 15:00:00"],
                ["2026-06-02 07:00:00", "2026-06-02 15:00:00"],
            ],
        )

    def test_lateness_is_working_time(self):
        # due at 14:00 on Monday; ten on Tuesday is three and one working hours later
        clock = self._read(MONDAY + 24 * HOUR)

        self.assertEqual(clock["left"], -4 * 3600)

    def test_a_paused_clock_keeps_what_is_left(self):
        with self.at(MONDAY + 2 * HOUR):
            self.ticket.stage_id = self.stage_wait_customer

        strip = self._read(MONDAY + 30 * HOUR, "clock_strip")

        paused = next(clock for clock in strip if clock["metric"] == "resolution")
        self.assertEqual((paused["clock"], paused["left"]), ("paused", 6 * 3600))
        self.assertFalse(paused["deadline_at"])
        self.assertTrue(paused["frozen_deadline_at"])
        self.assertEqual(paused["windows"], [])

    def test_a_solved_ticket_has_no_badge_but_shows_how_it_went(self):
        with self.at(MONDAY + 2 * HOUR):
            self.ticket.stage_id = self.stage_solved

        self.assertFalse(self._read(MONDAY + 3 * HOUR))
        strip = self._read(MONDAY + 3 * HOUR, "clock_strip")
        self.assertEqual(
            [(clock["metric"], clock["outcome"]) for clock in strip],
            [("resolution", "met")],
        )

    def test_a_page_of_cards_costs_as_many_queries_as_one(self):
        def cost():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            tickets.mapped("clock_summary")
            return self.env.cr.sql_log_count - start

        tickets = self.ticket
        cost()  # working hours are read once
        one = cost()
        for number in range(10):
            tickets |= self._create_ticket(name=f"Ticket {number}")

        self.assertLessEqual(cost(), one)

    def test_late_and_at_risk_are_found(self):
        with self.at(MONDAY + 3 * HOUR + timedelta(minutes=30)):
            found = self.env["crm.ticket"].search([("sla_state", "=", "risk")])
            self.assertIn(self.ticket, found)
        with self.at(MONDAY + 5 * HOUR):
            found = self.env["crm.ticket"].search([("sla_state", "=", "missed")])
            self.assertIn(self.ticket, found)
