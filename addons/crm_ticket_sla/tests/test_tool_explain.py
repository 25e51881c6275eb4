# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the steps of an explanation add up to the deadline, and name every gap."""

from odoo.tests import BaseCase, tagged

from ..tools.explain import WORKED, Gap, explain, summary
from .tool_fixture import HOUR, Clock, L, Schedule, W, at, calendar, hours, leave


@tagged("standard")
class TestToolExplain(BaseCase):
    def steps(self, clock, now="06-01 12:00"):
        """Return the explanation of a clock at a wall time."""
        return explain(clock.segments, clock.calendars, at(now))

    def shape(self, steps):
        """Return (kind, working hours) of the steps."""
        return [(step.kind, step.seconds / HOUR) for step in steps]

    def test_nights_weekends_and_holidays_by_name(self):
        holiday = leave("06-08 00:00", "06-08 23:59:59", name="Whit Monday")
        clock = Clock({"W": calendar(W, holiday)})
        clock.do("06-04 15:00", "start", target=hours(16), cause="mail")

        steps = self.steps(clock, "06-04 15:00")

        self.assertEqual(
            [(step.kind, step.detail) for step in steps],
            [
                ("event", "start"),
                ("worked", None),
                ("skipped", (Gap("night"),)),
                ("worked", None),
                (
                    "skipped",
                    (Gap("free_day", 2), Gap("holiday", 1, "Whit Monday", 8 * HOUR)),
                ),
                ("worked", None),
                ("due", "deadline"),
            ],
        )
        self.assertEqual(steps[0].cause, "mail")
        self.assertEqual(
            [step.total for step in steps if step.kind == WORKED][-1], 16 * HOUR
        )
        self.assertEqual(steps[-1].start, at("06-09 15:00"))
        self.assertEqual(len(summary(steps)), 3)

    def test_breaks(self):
        clock = Clock({"W": calendar(L)}).do("06-01 11:00", "start", target=hours(2))
        steps = self.steps(clock)
        self.assertEqual(
            self.shape(steps)[1:4], [("worked", 1), ("skipped", 0), ("worked", 1)]
        )
        self.assertEqual(steps[2].detail, (Gap("break"),))

    def test_half_a_day_off_is_named(self):
        off = leave("06-01 13:00", "06-01 17:00", name="Moving")
        clock = Clock({"W": calendar(W, off)}).do(
            "06-01 12:00", "start", target=hours(3)
        )
        skipped = [step for step in self.steps(clock) if step.kind == "skipped"]
        self.assertEqual(skipped[0].detail, (Gap("holiday", 1, "Moving", 4 * HOUR),))

    def test_who_paused_and_what_it_cost(self):
        clock = Clock().do("06-01 09:00", "start", target=hours(8))
        clock.do("06-01 11:00", "pause", cause="user 7").do("06-02 11:00", "resume")

        steps = self.steps(clock, "06-02 11:00")

        self.assertEqual(
            self.shape(steps),
            [
                ("event", 0),
                ("worked", 2),
                ("event", 0),
                ("held", 8),
                ("event", 0),
                ("worked", 6),
                ("due", 8),
            ],
        )
        self.assertEqual((steps[2].detail, steps[2].cause), ("pause", "user 7"))
        self.assertEqual(steps[3].detail, "paused")

    def test_while_paused_the_deadline_is_a_frozen_one(self):
        clock = Clock().do("06-01 09:00", "start", target=hours(8))
        clock.do("06-01 11:00", "pause")
        steps = self.steps(clock, "06-01 12:00")
        self.assertEqual(self.shape(steps[3:]), [("held", 1), ("due", 8)])
        self.assertEqual(
            (steps[-1].detail, steps[-1].start), ("frozen", at("06-01 17:00"))
        )

    def test_a_changed_promise_is_told(self):
        clock = Clock().do("06-01 09:00", "start", target=hours(8))
        clock.do("06-01 10:00", "retarget", target=hours(2), cause="priority")
        told = [step for step in self.steps(clock) if step.kind == "event"]
        self.assertEqual([step.target for step in told], [hours(8), hours(2)])
        self.assertEqual(told[1].cause, "priority")

    def test_a_stopped_clock_ends_with_its_stop(self):
        clock = Clock().do("06-01 09:00", "start", target=hours(1))
        clock.do("06-01 12:00", "stop")
        steps = self.steps(clock, "06-05 12:00")
        self.assertEqual(
            self.shape(steps), [("event", 0), ("worked", 3), ("event", 0), ("due", 1)]
        )
        self.assertEqual(
            (steps[-1].start, steps[-2].start), (at("06-01 10:00"), at("06-01 12:00"))
        )

    def test_unplannable_says_so(self):
        clock = Clock({"W": calendar(Schedule("UTC", ()))})
        clock.do("06-01 09:00", "start", target=hours(1))
        self.assertEqual(self.steps(clock)[-1].kind, "unplannable")

    def test_day_and_night_has_no_gaps(self):
        clock = Clock(key="H").do("06-05 09:00", "start", target=hours(100))
        self.assertEqual(
            self.shape(self.steps(clock))[1:], [("worked", 100), ("due", 100)]
        )
        self.assertEqual(summary(self.steps(clock)), [])

    def test_an_overdue_clock_is_explained_up_to_its_deadline(self):
        clock = Clock().do("06-01 09:00", "start", target=hours(1))
        steps = self.steps(clock, "06-03 12:00")
        self.assertEqual(self.shape(steps), [("event", 0), ("worked", 1), ("due", 1)])
