# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: waiting and solved time is free, and outcomes are judged when they happen."""

from odoo.tests import BaseCase, tagged

from ..tools.sla_ledger import Event, advance, apply, replay
from ..tools.sla_state import next_event_at, state_of
from .tool_fixture import HOUR, Clock, H, Schedule, at, calendar, hours


@tagged("standard")
class TestToolPause(BaseCase):
    def resolution(self, start, budget=8, **fields):
        """Return a resolution clock on W that starts at a wall time."""
        return Clock().do(start, "start", target=hours(budget), **fields)

    def assertDue(self, clock, text, due):
        """Assert that the running clock at a wall time is due at another one."""
        self.assertEqual(clock.state(text).deadline_at, at(due))

    # --- met and missed ---

    def test_case_05_due_at_closing_is_met_at_the_second(self):
        clock = self.resolution("06-01 09:00").do("06-01 17:00", "stop")
        state = clock.state("06-01 17:00")
        self.assertEqual((state.outcome, state.late), ("met", 0))

    def test_case_05_next_morning_is_missed_by_a_second(self):
        clock = self.resolution("06-01 09:00").do("06-02 09:00:01", "stop")
        state = clock.state("06-03 12:00")
        self.assertEqual((state.outcome, state.late), ("missed", 1))
        self.assertEqual(state.deadline_at, at("06-01 17:00"))

    def test_missed_at_night_is_late_by_no_working_time(self):
        clock = self.resolution("06-01 09:00").do("06-01 17:00:01", "stop")
        state = clock.state("06-03 12:00")
        self.assertEqual((state.outcome, state.late), ("missed", 0))

    def test_case_49_lateness_is_working_time(self):
        clock = self.resolution("06-01 09:00").do("06-02 10:30", "stop")
        self.assertEqual(clock.state("06-02 10:30").late, 1.5 * HOUR)

    def test_the_miss_is_recorded_at_the_deadline_whenever_it_is_noticed(self):
        noticed_late = self.resolution("06-01 09:00").do("06-03 12:00", "stop")
        by_cron = self.resolution("06-01 09:00")
        for minute in ("06-01 16:00", "06-01 17:00", "06-01 17:01", "06-02 03:00"):
            by_cron.segments = advance(by_cron.segments, at(minute), by_cron.calendars)
        by_cron.do("06-03 12:00", "stop")

        self.assertEqual(by_cron.segments, noticed_late.segments)
        self.assertEqual(by_cron.state("06-03 12:00").missed_at, at("06-01 17:00"))

    # --- waiting ---

    def test_case_18_waiting_moves_the_deadline(self):
        clock = self.resolution("06-01 09:00").do("06-01 11:00", "pause")
        clock.do("06-02 11:00", "resume")
        self.assertDue(clock, "06-02 11:00", "06-02 17:00")

    def test_case_19_waiting_at_night_does_not(self):
        clock = self.resolution("06-01 12:00").do("06-01 18:00", "pause")
        self.assertEqual(
            clock.state("06-01 20:00").frozen_deadline_at, at("06-02 12:00")
        )
        clock.do("06-02 08:00", "resume")
        self.assertDue(clock, "06-02 08:00", "06-02 12:00")

    def test_case_20_waiting_over_a_weekend(self):
        clock = self.resolution("06-05 09:00").do("06-05 15:00", "pause")
        clock.do("06-08 15:00", "resume")
        self.assertDue(clock, "06-08 15:00", "06-08 17:00")

    def test_case_21_created_waiting_is_idle_until_it_leaves(self):
        clock = self.resolution("06-01 09:00").do("06-01 09:00", "pause")
        state = clock.state("06-01 15:00")
        self.assertEqual((state.clock, state.consumed, state.paused), ("idle", 0, 0))
        self.assertIsNone(state.deadline_at)

        clock.do("06-02 09:00", "resume")

        self.assertDue(clock, "06-02 09:00", "06-02 17:00")
        self.assertEqual(clock.state("06-02 09:00").started_at, at("06-02 09:00"))

    def test_created_waiting_and_solved_is_met(self):
        clock = self.resolution("06-01 09:00").do("06-01 09:00", "pause")
        clock.do("06-10 09:00", "stop")
        state = clock.state("06-10 09:00")
        self.assertEqual((state.outcome, state.consumed), ("met", 0))

    def test_case_22_solved_from_a_hold_beyond_the_frozen_deadline_is_met(self):
        clock = self.resolution("06-01 09:00").do("06-01 11:00", "pause")
        clock.do("06-10 11:00", "stop")
        state = clock.state("06-12 12:00")
        self.assertEqual((state.outcome, state.consumed), ("met", 2 * HOUR))

    def test_case_23_a_paused_clock_is_never_missed(self):
        clock = self.resolution("06-01 09:00").do("06-01 11:00", "pause")
        for text in ("06-01 17:00:01", "06-05 12:00", "12-01 12:00"):
            with self.subTest(now=text):
                state = clock.state(text)
                self.assertEqual((state.clock, state.outcome), ("paused", "pending"))
                self.assertEqual(state.consumed, 2 * HOUR)
        self.assertIsNone(clock.state("06-05 12:00").deadline_at)
        self.assertIsNone(next_event_at(clock.segments, clock.calendars))

    def test_case_24_missed_then_paused_stays_missed_and_stops_growing(self):
        clock = self.resolution("06-01 09:00").do("06-02 10:00", "pause")
        for text in ("06-02 10:00", "06-02 16:00", "06-09 16:00"):
            with self.subTest(now=text):
                state = clock.state(text)
                self.assertEqual((state.outcome, state.late), ("missed", HOUR))
        clock.do("06-10 10:00", "resume")
        self.assertEqual(clock.state("06-10 11:00").late, 2 * HOUR)
        self.assertDue(clock, "06-10 11:00", "06-01 17:00")

    def test_case_25_two_pauses_in_the_same_minute_both_count(self):
        clock = self.resolution("06-01 09:00")
        clock.do("06-01 10:00:05", "pause").do("06-01 10:00:15", "resume")
        clock.do("06-01 10:00:20", "pause").do("06-01 10:00:50", "resume")
        self.assertDue(clock, "06-01 11:00", "06-02 09:00:40")

    def test_case_26_there_and_back_leaves_no_trace(self):
        clock = self.resolution("06-01 09:00")
        before = clock.segments

        clock.do("06-01 10:00", "pause", "resume")

        self.assertEqual(clock.segments, before)
        clock.do("06-01 11:00", "stop", "reopen").do("06-01 12:00", "pause")
        clock.do("06-01 13:00", "resume", "pause").do("06-01 14:00", "resume")
        self.assertEqual(
            clock.shape(), [("running", 3 * HOUR), ("paused", 2 * HOUR), ("running", 0)]
        )

    def test_case_26_replayed_with_the_order_of_the_writes(self):
        clock = self.resolution("06-01 09:00")
        start = Event(at("06-01 09:00"), "start", target=hours(8), calendar="W")
        there = Event(at("06-01 10:00"), "pause", order=1)
        back = Event(at("06-01 10:00"), "resume", order=2)

        found = replay([back, there, start], clock.calendars)

        self.assertEqual(found, [clock.segments])

    def test_case_30_the_same_wait_does_not_touch_a_clock_that_is_not_told(self):
        """The model sends a pause only to clocks whose target pauses."""
        response = self.resolution("06-01 09:00", 4)
        self.assertDue(response, "06-01 12:00", "06-01 13:00")

    def test_a_pause_that_begins_on_the_deadline_is_no_miss(self):
        clock = self.resolution("06-01 09:00").do("06-01 17:00", "pause")
        clock.do("06-02 10:00", "resume")
        state = clock.state("06-02 10:00")
        self.assertEqual(
            (state.outcome, state.deadline_at), ("pending", at("06-02 10:00"))
        )
        self.assertEqual(clock.state("06-02 10:00:01").outcome, "missed")

    # --- solved and reopened ---

    def test_case_28_solved_time_is_free(self):
        clock = self.resolution("06-01 09:00").do("06-01 11:00", "stop")
        self.assertEqual(clock.state("06-03 10:00").outcome, "met")

        clock.do("06-03 11:00", "reopen")

        state = clock.state("06-03 11:00")
        self.assertEqual((state.outcome, state.stopped_at), ("pending", None))
        self.assertDue(clock, "06-03 11:00", "06-03 17:00")
        self.assertEqual(
            [part.event for part in clock.segments], ["start", "stop", "reopen"]
        )

    def test_case_29_reopened_after_a_miss_stays_missed(self):
        clock = self.resolution("06-01 09:00").do("06-02 12:00", "stop")
        clock.do("06-03 12:00", "reopen").do("06-03 13:00", "stop")
        state = clock.state("06-04 12:00")
        self.assertEqual((state.outcome, state.late), ("missed", 4 * HOUR))

    def test_case_29_a_new_cycle_has_its_own_outcome(self):
        clock = Clock()
        events = [
            Event(at("06-01 09:00"), "start", target=hours(8), calendar="W"),
            Event(at("06-02 12:00"), "stop"),
            Event(at("06-03 12:00"), "reopen", new_cycle=True),
            Event(at("06-03 13:00"), "stop"),
        ]

        first, second = replay(events, clock.calendars)

        now = at("06-05 12:00")
        self.assertEqual(state_of(first, clock.calendars, now).outcome, "missed")
        state = state_of(second, clock.calendars, now)
        self.assertEqual((state.outcome, state.consumed), ("met", HOUR))

    def test_reopened_into_a_waiting_stage_is_paused(self):
        clock = self.resolution("06-01 09:00").do("06-01 11:00", "stop")
        clock.do("06-03 11:00", "reopen", "pause")
        state = clock.state("06-04 11:00")
        self.assertEqual((state.clock, state.consumed), ("paused", 2 * HOUR))
        self.assertEqual(state.paused, 24 * HOUR)

    # --- the machine ---

    def test_stop_beats_pause_beats_start(self):
        calendars = {"W": calendar()}
        start = Event(at("06-01 09:00"), "start", target=hours(8), calendar="W")
        pause, stop = (
            Event(at("06-01 09:00"), "pause"),
            Event(at("06-01 09:00"), "stop"),
        )
        for events, clock in (
            ([pause, start], "idle"),
            ([stop, pause, start], "stopped"),
            ([stop, start], "stopped"),
        ):
            with self.subTest(clock=clock):
                found = replay(events, calendars)
                self.assertEqual([part.clock for part in found[0]], [clock])

    def test_events_that_do_not_fit_change_nothing(self):
        running = self.resolution("06-01 09:00")
        paused = self.resolution("06-01 09:00").do("06-01 10:00", "pause")
        stopped = self.resolution("06-01 09:00").do("06-01 10:00", "stop")
        cancelled = self.resolution("06-01 09:00").do("06-01 10:00", "cancel")
        for clock, kinds in (
            (running, ("start", "resume", "reopen", "restore", "waive")),
            (paused, ("start", "reopen", "restore", "waive")),
            (
                stopped,
                ("start", "pause", "resume", "stop", "cancel", "restore", "waive"),
            ),
            (stopped, ("retarget", "recount")),
            (
                cancelled,
                ("start", "pause", "resume", "stop", "reopen", "cancel", "waive"),
            ),
        ):
            for kind in kinds:
                with self.subTest(clock=clock.segments[-1].clock, kind=kind):
                    event = Event(at("06-01 12:00"), kind, target=hours(1))
                    after = apply(clock.segments, event, clock.calendars)
                    self.assertEqual(after, clock.segments)
        self.assertEqual(apply((), Event(at("06-01 09:00"), "stop"), {}), ())

    def test_an_event_of_the_past_counts_now(self):
        """Two hosts' clocks differ by a second: nobody's save fails for it."""
        clock = self.resolution("06-01 09:00").do("06-01 10:00", "pause")
        clock.do("06-01 09:59:59", "stop")
        self.assertEqual(clock.state("06-01 12:00").stopped_at, at("06-01 10:00"))

    def test_another_reason_to_wait_is_another_segment(self):
        clock = self.resolution("06-01 09:00").do(
            "06-01 10:00", "pause", cause="customer"
        )
        clock.do("06-01 11:00", "pause", cause="supplier").do("06-01 12:00", "resume")
        causes = [(part.clock, part.cause) for part in clock.segments]
        self.assertEqual(
            causes,
            [
                ("running", ""),
                ("paused", "customer"),
                ("paused", "supplier"),
                ("running", ""),
            ],
        )

    def test_a_waived_miss_stays_waived(self):
        clock = self.resolution("06-01 09:00").do(
            "06-02 12:00", "waive", cause="manager"
        )
        clock.do("06-02 13:00", "stop").do("06-02 14:00", "reopen", "stop")
        state = clock.state("06-03 12:00")
        self.assertEqual((state.outcome, state.late), ("waived", 4 * HOUR))
        self.assertEqual(state.missed_at, at("06-01 17:00"))

    def test_a_closed_miss_can_be_waived(self):
        clock = self.resolution("06-01 09:00").do("06-02 12:00", "stop")
        clock.do("06-10 12:00", "waive")
        state = clock.state("06-10 12:00")
        self.assertEqual(
            (state.outcome, state.stopped_at), ("waived", at("06-02 12:00"))
        )

    def test_case_16_an_unplannable_clock_is_never_missed(self):
        calendars = {"W": calendar(Schedule("Europe/Paris", ()))}
        clock = Clock(calendars).do("06-01 09:00", "start", target=hours(1))
        state = clock.state("12-01 09:00")
        self.assertTrue(state.unplannable)
        self.assertEqual((state.outcome, state.deadline_at), ("pending", None))
        clock.do("12-02 09:00", "stop")
        self.assertEqual(clock.state("12-03 09:00").outcome, "met")

    def test_clock_time_pauses_too(self):
        clock = Clock(key="H").do("06-06 12:00", "start", target=hours(24))
        clock.do("06-06 18:00", "pause").do("06-07 00:00", "resume")
        self.assertDue(clock, "06-07 00:00", "06-07 18:00")
        self.assertEqual(calendar(H).tz, "Europe/Paris")
