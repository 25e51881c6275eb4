# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what must hold for every clock, whatever happens to it."""

from dataclasses import astuple, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.sla_clock import ALWAYS
from ..tools.sla_ledger import EVENTS, Event, advance, apply, recount, replay
from ..tools.sla_segment import Segment
from ..tools.sla_state import Level, level_instants, next_event_at, state_of
from ..tools.working_days import Target
from .tool_fixture import HOUR, L, Schedule, at, calendar, leave, rows, standard

MANY = examples(40)
SPLIT = Schedule("Australia/Lord_Howe", rows(range(6), (0, 5.5), (22, 24)), id=8)
CALENDARS = {
    **standard(),
    "L": calendar(L, leave("06-03 00:00", "06-03 23:59:59")),
    "S": calendar(SPLIT),
    "never": calendar(Schedule("UTC", ())),
}
#: Openings, closings and midnights are drawn more often than chance would.
EDGES = [
    at(f"06-0{day} {hour:02}:00") for day in range(1, 8) for hour in (0, 9, 12, 17)
]
LAST = at("06-20 12:00")
instants = st.one_of(
    st.sampled_from(EDGES),
    st.integers(0, 8 * 86400).map(
        lambda sec: at("05-31 20:00") + timedelta(seconds=sec)
    ),
)
keys = st.sampled_from(["W", "W", "H", "L", "S", "never"])
budgets = st.one_of(
    st.integers(1, 60 * HOUR), st.integers(1, 40).map(lambda n: n * HOUR)
)
targets = st.one_of(
    budgets.map(Target),
    st.builds(
        lambda days, end: Target(days=days, end_of_day=end),
        st.integers(0, 6),
        st.booleans(),
    ),
)
events = st.builds(
    Event,
    at=instants,
    kind=st.sampled_from([kind for kind in EVENTS if kind != "start"]),
    cause=st.sampled_from(["", "a", "b"]),
    target=st.one_of(st.none(), targets),
    calendar=st.one_of(st.none(), keys),
    order=st.sampled_from([0, 0, 0, 1]),
    new_cycle=st.booleans(),
)
starts = st.builds(
    Event, at=instants, kind=st.just("start"), target=targets, calendar=keys
)
stories = st.builds(
    lambda start, rest: [start, *rest], starts, st.lists(events, max_size=10)
)


def in_order(story):
    """Return events as they would arrive."""
    return sorted(story, key=Event.key)


@tagged("standard")
class TestToolProperties(BaseCase):
    @MANY
    @given(instants, budgets, keys)
    def test_elapsed_to_the_deadline_is_the_budget(self, start, budget, key):
        windows = CALENDARS[key].windows

        due = windows.deadline(start, budget)

        if due is None:
            self.assertEqual(key, "never")
            return
        self.assertEqual(windows.working_time(start, due), budget)
        before = due - timedelta(seconds=1)
        self.assertEqual(windows.working_time(start, before), budget - 1)

    @MANY
    @given(instants, budgets, keys)
    def test_before_is_the_way_back(self, stop, seconds, key):
        windows = CALENDARS[key].windows

        start = windows.before(stop, seconds)

        if start is not None:
            self.assertEqual(windows.working_time(start, stop), seconds)
            later = start + timedelta(seconds=1)
            self.assertEqual(windows.working_time(later, stop), seconds - 1)

    @MANY
    @given(instants, targets, keys)
    def test_a_target_in_days_costs_what_lies_between(self, start, target, key):
        work = CALENDARS[key]

        due, budget = work.due(target, start), work.budget(target, start)

        if due is not None:
            self.assertGreaterEqual(due, start)
            self.assertEqual(work.windows.working_time(start, due), budget.seconds)
        if target.days is not None and budget is not None:
            days = work.days.due(start, target.days, target.end_of_day)
            self.assertEqual(due, days)

    @MANY
    @given(instants, targets, st.lists(st.integers(1, 200_000), min_size=2, max_size=8))
    def test_a_pause_moves_the_deadline_by_its_working_time(self, start, target, steps):
        first = Event(start, "start", target=target, calendar="W")
        segments, now = apply((), first, CALENDARS), start
        windows = CALENDARS["W"].windows
        for length, pause in zip(steps[::2], steps[1::2], strict=False):
            since = now + timedelta(seconds=length)
            now = since + timedelta(seconds=pause)
            due = state_of(segments, CALENDARS, since).deadline_at
            if since > due:
                break
            segments = apply(segments, Event(since, "pause"), CALENDARS)
            self.assertIsNone(state_of(segments, CALENDARS, since).deadline_at)
            frozen = state_of(segments, CALENDARS, now).frozen_deadline_at
            segments = apply(segments, Event(now, "resume"), CALENDARS)
            moved = state_of(segments, CALENDARS, now).deadline_at
            paused = windows.working_time(since, now)
            self.assertEqual(windows.working_time(due, moved), paused)
            self.assertEqual(windows.working_time(due, frozen), 0)

    @MANY
    @given(stories, st.randoms(use_true_random=False))
    def test_the_order_of_equal_events_changes_nothing(self, story, random):
        shuffled = story[:]
        random.shuffle(shuffled)

        self.assertEqual(replay(shuffled, CALENDARS), replay(story, CALENDARS))

    @MANY
    @given(stories, st.lists(instants, max_size=6))
    def test_looking_in_between_changes_nothing(self, story, looks):
        """A cron that records misses now and then leaves the same ledger."""
        story = [replace(event, new_cycle=False) for event in story]
        segments = ()
        for event in in_order(story):
            for now in sorted(looks):
                if segments and segments[-1].start <= now <= event.at:
                    segments = advance(segments, now, CALENDARS)
            segments = apply(segments, event, CALENDARS)

        self.assertEqual([segments] if segments else [], replay(story, CALENDARS)[:1])

    @MANY
    @given(stories)
    def test_the_state_rebuilt_from_stored_rows_is_the_state(self, story):
        for segments in replay(story, CALENDARS):
            stored = [astuple(segment) for segment in segments]
            rebuilt = tuple(
                Segment(*row[:6], Target(*row[6]), *row[7:]) for row in stored
            )
            self.assertEqual(
                state_of(rebuilt, CALENDARS, LAST), state_of(segments, CALENDARS, LAST)
            )
            self.assertEqual(recount(segments, CALENDARS), segments)

    @MANY
    @given(stories)
    def test_segments_follow_each_other_and_add_up(self, story):
        for segments in replay(story, CALENDARS):
            self.assertIsNone(segments[-1].stop)
            for one, other in zip(segments, segments[1:], strict=False):
                self.assertEqual(one.stop, other.start)
                self.assertLess(one.start, one.stop)
            ran = 0
            for part in segments:
                if part.clock == "running":
                    open_hours = CALENDARS[part.calendar].windows & ALWAYS
                    parts = open_hours.between(part.start, part.stop or LAST)
                    ran += sum((stop - start).total_seconds() for start, stop in parts)
            state = state_of(segments, CALENDARS, LAST)
            self.assertEqual(state.consumed, ran)
            if state.outcome in ("missed", "waived") and state.budget is not None:
                self.assertEqual(state.late, max(0, ran - state.budget))
            else:
                self.assertTrue(state.outcome == "cancelled" or not state.late)

    @MANY
    @given(stories)
    def test_a_miss_stays_a_miss_in_its_cycle(self, story):
        for segments in replay(story, CALENDARS):
            missed = False
            for part in segments:
                missed = missed or part.outcome == "missed"
                allowed = ("missed", "waived", "cancelled") if missed else None
                self.assertTrue(not missed or part.outcome in allowed)

    @MANY
    @given(stories)
    def test_met_and_missed_are_judged_by_the_deadline(self, story):
        story = [event for event in story if event.kind not in ("retarget", "recount")]
        for segments in replay(story, CALENDARS):
            state = state_of(segments, CALENDARS, LAST)
            if (
                state.clock == "stopped"
                and state.outcome == "met"
                and state.deadline_at
            ):
                self.assertLessEqual(state.consumed, state.budget)
                self.assertGreaterEqual(state.consumed, 0)
            if state.outcome == "missed":
                self.assertEqual(state.missed_at, state.deadline_at or state.missed_at)
                self.assertGreaterEqual(state.consumed, state.budget)
            if state.clock in ("paused", "idle"):
                self.assertIsNone(state.deadline_at)

    @MANY
    @given(stories)
    def test_the_next_event_is_when_something_changes(self, story):
        levels = [Level(share, percent=share) for share in (50, 75, 100, 120)]
        for segments in replay(story, CALENDARS):
            found = level_instants(segments, CALENDARS, levels)
            self.assertEqual(list(found.values()), sorted(found.values()))
            at_next = next_event_at(segments, CALENDARS)
            if at_next is not None and at_next > segments[-1].start:
                second = timedelta(seconds=1)
                now = state_of(segments, CALENDARS, at_next - second).outcome
                then = state_of(segments, CALENDARS, at_next).outcome
                self.assertEqual((now, then), ("pending", "missed"))
