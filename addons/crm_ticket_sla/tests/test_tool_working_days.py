# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: N working days later is the same time of day, or the end of that day."""

from odoo.tests import BaseCase, tagged

from ..tools.calendar_windows import Schedule, always
from ..tools.working_days import Target
from .tool_fixture import HOUR, Clock, H, L, W, at, calendar, leave, rows

BOSTON = "America/New_York"


@tagged("standard")
class TestToolWorkingDays(BaseCase):
    def check(self, work, start, days, due, end_of_day=False):
        """Assert when some working days after a wall time are over, in Paris."""
        target = Target(days=days, end_of_day=end_of_day)
        self.assertEqual(work.due(target, at(start)), at(due))

    def test_case_14_two_days_from_wednesday(self):
        self.check(calendar(W), "06-03 10:00", 2, "06-05 10:00")
        self.check(calendar(W), "06-03 10:00", 2, "06-05 17:00", end_of_day=True)

    def test_case_14_created_on_saturday_counts_from_monday(self):
        self.check(calendar(W), "06-06 12:00", 2, "06-10 09:00")
        self.check(calendar(W), "06-06 12:00", 2, "06-10 17:00", end_of_day=True)

    def test_created_at_closing_counts_from_the_next_opening(self):
        self.check(calendar(W), "06-05 17:00", 1, "06-09 09:00")

    def test_holidays_are_no_working_days(self):
        work = calendar(W, leave("06-04 00:00", "06-04 23:59:59"))
        self.check(work, "06-03 10:00", 2, "06-08 10:00")

    def test_today_is_day_zero(self):
        self.check(calendar(W), "06-03 10:00", 0, "06-03 10:00")
        self.check(calendar(W), "06-03 10:00", 0, "06-03 17:00", end_of_day=True)

    def test_a_shorter_day_moves_the_time_into_its_hours(self):
        friday_noon = rows(range(4), (9, 17)) + rows([4], (10, 12))
        work = calendar(Schedule("Europe/Paris", friday_noon))
        self.check(work, "06-04 15:00", 1, "06-05 12:00")
        self.check(work, "06-04 09:30", 1, "06-05 10:00")
        self.check(work, "06-04 11:00", 1, "06-05 11:00")

    def test_a_break_moves_the_time_to_its_end(self):
        split = rows([0], (9, 17)) + rows(range(1, 5), (9, 12), (13, 17))
        work = calendar(Schedule("Europe/Paris", split))
        self.check(work, "06-01 12:30", 1, "06-02 13:00")

    def test_day_and_night_keeps_the_time_of_day_when_the_clocks_change(self):
        for work in (calendar(H), always("Europe/Paris")):
            self.check(work, "03-28 12:00", 2, "03-30 12:00")
            self.check(work, "03-28 12:00", 0, "03-29 00:00", end_of_day=True)

    def test_beyond_the_known_years_is_unplannable(self):
        work = calendar(W)
        self.assertIsNone(work.due(Target(days=5000), at("06-01 09:00")))
        empty = calendar(Schedule("UTC", ()))
        self.assertIsNone(empty.due(Target(days=1), at("06-01 09:00")))

    def test_opened_at_night_is_due_at_an_opening_not_at_the_closing_before(self):
        """A city's own example: Friday evening, five days, a holiday on Monday."""
        office = Schedule(BOSTON, rows(range(5), (8.5, 17)))
        holiday = leave("01-19 00:00", "01-19 23:59:59", tz=BOSTON)
        work = calendar(office, holiday)

        due = work.due(Target(days=5), at("01-09 20:42:40", BOSTON))

        self.assertEqual(due, at("01-20 08:30", BOSTON))
        budget = work.budget(Target(days=5), at("01-09 20:42:40", BOSTON))
        self.assertEqual(budget.seconds, 5 * 8.5 * HOUR)

    def test_a_pause_moves_a_clock_in_days_by_its_working_time(self):
        clock = Clock().do("06-01 10:00", "start", target=Target(days=2))
        self.assertEqual(clock.state("06-01 10:00").deadline_at, at("06-03 10:00"))

        clock.do("06-01 12:00", "pause").do("06-02 11:00", "resume")

        self.assertEqual(clock.state("06-02 11:00").deadline_at, at("06-04 09:00"))

    def test_a_clock_in_days_that_waits_first_counts_from_when_it_runs(self):
        clock = Clock().do("06-01 10:00", "start", "pause", target=Target(days=2))
        self.assertIsNone(clock.state("06-01 12:00").budget)

        clock.do("06-02 15:00", "resume")

        self.assertEqual(clock.state("06-02 15:00").deadline_at, at("06-04 15:00"))

    def test_a_paused_night_leaves_a_deadline_at_the_opening(self):
        clock = Clock().do("06-06 12:00", "start", target=Target(days=1))
        clock.do("06-08 18:00", "pause").do("06-09 08:00", "resume")
        self.assertEqual(clock.state("06-09 08:00").deadline_at, at("06-09 09:00"))

    def test_a_pause_before_an_opening_deadline_moves_it(self):
        clock = Clock().do("06-06 12:00", "start", target=Target(days=1))
        clock.do("06-08 18:00", "pause").do("06-09 12:00", "resume")
        state = clock.state("06-09 12:00")
        self.assertEqual(
            (state.outcome, state.deadline_at), ("pending", at("06-09 12:00"))
        )

    def test_lunch_does_not_count_as_another_day(self):
        self.check(calendar(L), "06-01 15:00", 1, "06-02 15:00")

    def test_a_target_is_seconds_or_days(self):
        for fields in ({}, {"seconds": 1, "days": 1}, {"seconds": -1}, {"days": -1}):
            with self.subTest(**fields), self.assertRaises(ValueError):
                Target(**fields)
