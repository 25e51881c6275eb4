# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the arithmetic agrees with counting minutes on the wall clock."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.calendar_windows import Leave, Schedule, build
from ..tools.local_time import midnight, to_instant, zone
from ..tools.sla_ledger import Event, apply
from ..tools.sla_state import state_of
from ..tools.working_days import Target
from .oracle import Oracle

#: A zone, and the days of 2026 around which its clocks change or anything may happen.
SCENES = (
    ("Asia/Ho_Chi_Minh", ((1, 1), (2, 16), (12, 20))),
    ("Europe/Paris", ((3, 29), (10, 25), (6, 1))),
    ("America/Los_Angeles", ((3, 8), (11, 1), (7, 3))),
    ("Australia/Lord_Howe", ((4, 5), (10, 4), (1, 26))),
    ("Africa/Casablanca", ((2, 15), (3, 22), (6, 30))),
)
COMPANY = 1
EXACT = examples(15)


@st.composite
def schedules(draw, tz):
    """Draw rows on quarters of an hour, at times over two weeks or with breaks."""
    two_weeks = draw(st.booleans())
    rows = []
    for week in "01" if two_weeks else "0":
        for day in range(7):
            marks = st.lists(st.integers(0, 96), max_size=4, unique=True)
            slots = sorted(draw(marks)) if draw(st.integers(0, 9)) else [0, 96]
            for start, stop in zip(slots[::2], slots[1::2], strict=False):
                lunch = not draw(st.integers(0, 4))
                rows.append(
                    {
                        "dayofweek": str(day),
                        "hour_from": start / 4,
                        "hour_to": stop / 4,
                        "day_period": "lunch" if lunch else "morning",
                        "week_type": week,
                    }
                )
                if lunch:
                    wide = {"hour_from": 0.0, "hour_to": 24.0, "day_period": "full_day"}
                    rows.append({**rows[-1], **wide})
    return Schedule(tz, tuple(rows), two_weeks, not draw(st.integers(0, 19)), id=1)


@st.composite
def leaves(draw, day):
    """Draw time off near a day: whole days typed in a zone, or part of one."""
    tz = draw(st.sampled_from([name for name, _days in SCENES]))
    first = day + draw(st.integers(-2, 3))
    start = to_instant(midnight(first, zone(tz)))
    if draw(st.booleans()):
        stop = to_instant(midnight(first + draw(st.integers(1, 2)), zone(tz)) - 1)
    else:
        start += timedelta(minutes=5 * draw(st.integers(1, 140)))
        stop = start + timedelta(minutes=5 * draw(st.integers(1, 120)))
    company = draw(st.sampled_from([COMPANY, COMPANY, None, 2]))
    own = draw(st.sampled_from([None, None, 1, 9]))
    kind = draw(st.sampled_from(["leave", "leave", "leave", "other"]))
    return Leave(start, stop, "", own, company, time_type=kind, typed_in=(tz,))


@st.composite
def scenes(draw):
    """Draw a schedule, its time off, and an instant near a day worth trying."""
    tz, days = draw(st.sampled_from(SCENES))
    day = datetime(2026, *draw(st.sampled_from(days))).toordinal()
    schedule = draw(schedules(tz))
    time_off = draw(st.lists(leaves(day), max_size=3))
    start = to_instant(midnight(day, zone(tz)))
    start += timedelta(minutes=draw(st.integers(-2000, 2000)))
    return schedule, time_off, start


@tagged("standard")
class TestToolOracle(BaseCase):
    @EXACT
    @given(scenes(), st.integers(0, 6000))
    def test_working_time(self, scene, length):
        schedule, time_off, start = scene
        stop = start + timedelta(minutes=length)

        work = build(schedule, time_off, (2025, 2026), COMPANY)

        oracle = Oracle(schedule, time_off, COMPANY)
        expected = oracle.working_minutes(start, stop) * 60
        self.assertEqual(work.windows.working_time(start, stop), expected)

    @EXACT
    @given(scenes(), st.integers(0, 3000))
    def test_deadline(self, scene, budget):
        schedule, time_off, start = scene
        limit = start + timedelta(days=6)

        work = build(schedule, time_off, (2025, 2026), COMPANY)
        found = work.windows.deadline(start, budget * 60)

        expected = Oracle(schedule, time_off, COMPANY).deadline(start, budget, limit)
        if expected is None:
            self.assertTrue(found is None or found > limit)
        else:
            self.assertEqual(found, expected)

    @EXACT
    @given(
        scenes(),
        st.integers(1, 1500),
        st.lists(st.integers(1, 2500), min_size=2, max_size=6, unique=True),
    )
    def test_deadline_with_pauses(self, scene, budget, marks):
        schedule, time_off, start = scene
        marks = sorted(marks)[: len(marks) // 2 * 2]
        instants = [start + timedelta(minutes=mark) for mark in marks]
        pauses = list(zip(instants[::2], instants[1::2], strict=True))
        calendars = {1: build(schedule, time_off, (2025, 2026), COMPANY)}

        segments = apply(
            (), Event(start, "start", "", Target(budget * 60), 1), calendars
        )
        for since, until in pauses:
            segments = apply(segments, Event(since, "pause"), calendars)
            segments = apply(segments, Event(until, "resume"), calendars)
        state = state_of(segments, calendars, instants[-1])

        limit = start + timedelta(days=6)
        oracle = Oracle(schedule, time_off, COMPANY)
        expected = oracle.deadline(start, budget, limit, pauses)
        if expected is None:
            self.assertTrue(state.deadline_at is None or state.deadline_at > limit)
        elif not any(since == expected for since, _until in pauses):
            self.assertEqual(state.deadline_at, expected)

    @EXACT
    @given(scenes(), st.integers(1, 200), st.integers(0, 59))
    def test_seconds(self, scene, seconds, lead):
        """The same to the second, in a small range."""
        schedule, time_off, start = scene
        start += timedelta(seconds=lead)
        windows = build(schedule, time_off, (2025, 2026), COMPANY).windows
        oracle = Oracle(schedule, time_off, COMPANY)

        at, left = start, seconds
        while left and at < start + timedelta(minutes=30):
            left -= oracle.is_open(at)
            at += timedelta(seconds=1)

        if not left:
            self.assertEqual(windows.deadline(start, seconds), at)
