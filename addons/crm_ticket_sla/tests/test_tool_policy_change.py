# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a new target carries over what was used; a corrected calendar recounts."""

from odoo.tests import BaseCase, tagged

from .tool_fixture import HOUR, Clock, W, at, calendar, hours, leave


@tagged("standard")
class TestToolPolicyChange(BaseCase):
    def start(self, text="06-01 09:00", budget=8):
        """Return a clock on W that starts at a wall time."""
        return Clock().do(text, "start", target=hours(budget))

    def test_case_40_priority_raised_carries_used_and_paused_time(self):
        clock = self.start().do("06-01 10:00", "pause")

        clock.do("06-01 12:00", "retarget", "resume", target=hours(2))

        state = clock.state("06-01 12:00")
        self.assertEqual((state.deadline_at, state.consumed), (at("06-01 13:00"), HOUR))

    def test_case_40_raised_while_waiting_beyond_the_frozen_deadline(self):
        clock = self.start().do("06-01 10:00", "pause")
        clock.do("06-03 12:00", "retarget", target=hours(2))
        self.assertEqual(clock.state("06-03 12:00").outcome, "pending")
        clock.do("06-03 14:00", "resume")
        self.assertEqual(clock.state("06-03 14:00").deadline_at, at("06-03 15:00"))

    def test_a_new_target_used_up_before_is_missed_when_it_is_set(self):
        clock = self.start().do("06-01 12:00", "retarget", target=hours(2))
        state = clock.state("06-01 12:00")
        self.assertEqual(
            (state.outcome, state.deadline_at), ("missed", at("06-01 11:00"))
        )
        self.assertEqual(state.missed_at, at("06-01 12:00"))

    def test_used_up_while_waiting_is_missed_too(self):
        clock = self.start().do("06-01 13:00", "pause")
        clock.do("06-01 14:00", "retarget", target=hours(2)).do("06-01 15:00", "stop")
        self.assertEqual(clock.state("06-01 15:00").outcome, "missed")

    def test_a_longer_target_does_not_undo_a_miss(self):
        clock = self.start().do("06-02 12:00", "retarget", target=hours(40))
        state = clock.state("06-02 12:00")
        self.assertEqual(
            (state.outcome, state.deadline_at), ("missed", at("06-05 17:00"))
        )

    def test_solved_in_the_same_save_is_judged_by_the_target_it_had(self):
        clock = self.start().do("06-01 12:00", "retarget", target=hours(2))
        other = self.start().do("06-01 12:00", "stop", "retarget", target=hours(2))
        self.assertEqual(clock.state("06-01 12:00").outcome, "missed")
        self.assertEqual(other.state("06-01 12:00").outcome, "met")

    def test_another_calendar_counts_from_now_on(self):
        clock = self.start("06-05 15:00").do("06-05 16:00", "retarget", calendar="H")
        state = clock.state("06-05 16:00")
        self.assertEqual((state.consumed, state.budget), (HOUR, 8 * HOUR))
        self.assertEqual(state.deadline_at, at("06-05 23:00"))

    def test_case_41_no_longer_matching_is_cancelled_and_resumes_what_was_used(self):
        clock = self.start().do("06-01 11:00", "cancel", cause="policy")
        state = clock.state("06-10 12:00")
        self.assertEqual((state.clock, state.outcome), ("stopped", "cancelled"))
        self.assertIsNone(state.deadline_at)

        clock.do("06-03 11:00", "restore")

        state = clock.state("06-03 11:00")
        self.assertEqual((state.outcome, state.consumed), ("pending", 2 * HOUR))
        self.assertEqual(state.deadline_at, at("06-03 17:00"))

    def test_case_41_a_miss_comes_back_as_a_miss(self):
        clock = self.start().do("06-02 11:00", "cancel").do("06-03 11:00", "restore")
        self.assertEqual(clock.state("06-03 11:00").outcome, "missed")

    def test_case_41_restored_into_a_waiting_stage(self):
        clock = self.start().do("06-01 11:00", "cancel")
        clock.do("06-03 11:00", "restore", "pause")
        self.assertEqual(clock.state("06-03 11:00").clock, "paused")

    def test_case_46_a_holiday_added_later_moves_open_clocks_only(self):
        open_clock, closed = self.start("06-01 12:00"), self.start("06-01 12:00")
        closed.do("06-02 11:00", "stop")
        holiday = leave("06-01 00:00", "06-01 23:59:59")
        corrected = {"W": calendar(W, holiday)}
        before = closed.segments

        for clock in (open_clock, closed):
            clock.do("06-01 15:00", "pause").do("06-01 16:00", "resume")
            clock.calendars = corrected
            clock.do("06-02 11:30", "recount")

        self.assertEqual(closed.state("06-02 12:00").stopped_at, at("06-02 11:00"))
        self.assertEqual(
            [part.start for part in closed.segments[-1:]], [before[-1].start]
        )
        state = open_clock.state("06-02 11:30")
        self.assertEqual((state.consumed, state.paused), (2.5 * HOUR, 0))
        self.assertEqual(state.deadline_at, at("06-02 17:00"))

    def test_case_46_a_recorded_miss_stays_and_an_unrecorded_one_never_was(self):
        corrected = {"W": calendar(W, leave("06-01 00:00", "06-01 23:59:59"))}
        recorded = self.start().do("06-02 10:00", "pause", "resume")
        unnoticed = self.start()
        for clock, outcome in ((recorded, "missed"), (unnoticed, "pending")):
            clock.calendars = corrected
            clock.do("06-02 11:00", "recount")
            with self.subTest(outcome=outcome):
                state = clock.state("06-02 11:00")
                self.assertEqual(state.outcome, outcome)
                self.assertEqual(state.deadline_at, at("06-02 17:00"))

    def test_a_holiday_taken_back_can_reveal_a_miss(self):
        with_holiday = {"W": calendar(W, leave("06-01 00:00", "06-01 23:59:59"))}
        clock = Clock(with_holiday).do("06-01 09:00", "start", target=hours(4))
        clock.do("06-02 10:00", "pause")
        self.assertEqual(clock.state("06-02 10:00").consumed, HOUR)
        clock.calendars = {"W": calendar(W)}

        clock.do("06-02 11:00", "recount")

        state = clock.state("06-02 11:00")
        self.assertEqual((state.clock, state.outcome), ("paused", "missed"))

    def test_case_47_cancelled_clocks_have_nothing_left_to_do(self):
        from ..tools.sla_state import Level, level_instants, next_event_at

        clock = self.start().do("06-01 10:00", "cancel")
        levels = [Level("half", percent=50)]
        self.assertIsNone(next_event_at(clock.segments, clock.calendars, levels))
        self.assertEqual(level_instants(clock.segments, clock.calendars, levels), {})
