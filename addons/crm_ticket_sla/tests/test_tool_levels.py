# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each step of an escalation is placed in working time and done once."""

from odoo.tests import BaseCase, tagged

from ..tools.sla_state import (
    Level,
    due_levels,
    level_instants,
    next_event_at,
    rearmed_levels,
)
from .tool_fixture import HOUR, Clock, at, hours

LEVELS = (
    Level("75", percent=75),
    Level("hour", offset=-HOUR),
    Level("100", percent=100),
    Level("later", offset=2 * HOUR),
)


@tagged("standard")
class TestToolLevels(BaseCase):
    def instants(self, clock, levels=LEVELS):
        """Return when the levels of a clock are reached."""
        return level_instants(clock.segments, clock.calendars, levels)

    def next(self, clock, fired=()):
        """Return when the clock next needs work."""
        return next_event_at(clock.segments, clock.calendars, LEVELS, fired)

    def start(self, text="06-01 15:00", budget=8):
        """Return a clock on W that starts at a wall time."""
        return Clock().do(text, "start", target=hours(budget))

    def test_case_48_levels_in_working_time(self):
        self.assertEqual(
            self.instants(self.start()),
            {
                "75": at("06-02 13:00"),
                "hour": at("06-02 14:00"),
                "100": at("06-02 15:00"),
                "later": at("06-02 17:00"),
            },
        )

    def test_the_next_event_is_the_first_that_is_not_done(self):
        clock = self.start()
        for fired, expected in (
            ((), "06-02 13:00"),
            (("75",), "06-02 14:00"),
            (("75", "hour"), "06-02 15:00"),
            (("75", "hour", "100"), "06-02 15:00:01"),
        ):
            with self.subTest(fired=fired):
                self.assertEqual(self.next(clock, fired), at(expected))

    def test_after_the_miss_only_later_levels_are_left(self):
        clock = self.start().do("06-02 16:00", "pause", "resume")
        done = ("75", "hour", "100")
        self.assertEqual(self.next(clock, done), at("06-02 17:00"))
        self.assertIsNone(self.next(clock, (*done, "later")))

    def test_case_50_missed_runs_are_caught_up_in_order(self):
        instants = self.instants(self.start())
        self.assertEqual(due_levels(instants, (), at("06-02 12:59:59")), [])
        self.assertEqual(
            due_levels(instants, (), at("06-02 16:00")), ["75", "hour", "100"]
        )
        self.assertEqual(
            due_levels(instants, ("75", "hour"), at("06-02 16:00")), ["100"]
        )

    def test_case_52_a_level_is_rearmed_only_if_it_is_in_the_future_again(self):
        clock, fired = self.start(), ("75", "hour")
        self.assertEqual(
            rearmed_levels(self.instants(clock), fired, at("06-02 14:30")), []
        )

        clock.do("06-02 14:30", "retarget", target=hours(9))

        instants = self.instants(clock)
        self.assertEqual(instants["75"], at("06-02 13:45"))
        self.assertEqual(rearmed_levels(instants, fired, at("06-02 14:30")), ["hour"])

    def test_a_pause_takes_levels_away_and_moves_them(self):
        clock = self.start().do("06-01 16:00", "pause")
        self.assertEqual(self.instants(clock), {})
        clock.do("06-02 10:00", "resume")
        self.assertEqual(self.instants(clock)["75"], at("06-02 15:00"))

    def test_a_level_before_the_start_is_at_the_start(self):
        clock = self.start(budget=1)
        early = (Level("day", offset=-8 * HOUR), Level("now", percent=0))
        found = self.instants(clock, early)
        self.assertEqual(set(found.values()), {at("06-01 15:00")})

    def test_a_morning_deadline_is_warned_about_in_the_morning(self):
        clock = self.start("06-01 10:00", 8)
        found = self.instants(clock, [Level("hour", offset=-HOUR)])
        self.assertEqual(found["hour"], at("06-02 09:00"))

    def test_a_share_beyond_the_budget(self):
        found = self.instants(self.start(), [Level("150", percent=150)])
        self.assertEqual(found["150"], at("06-03 11:00"))
