# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what comes regularly is due once a day, week or month, at the hour there."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.due import Rhythm, due_last, is_due_on
from .property_settings import examples

RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(["daily", "weekly", "monthly"]),
    st.integers(0, 23),
    st.integers(0, 6),
    st.integers(1, 31),
)
ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "Europe/Paris", "America/New_York"])
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1))


@tagged("standard")
class TestToolDue(BaseCase):
    def test_cases(self):
        for moment, rhythm, day in (
            ("2026-06-01 01:00", Rhythm("daily", 8), date(2026, 6, 1)),
            ("2026-06-01 00:59", Rhythm("daily", 8), date(2026, 5, 31)),
            ("2026-06-01 01:00", Rhythm("weekly", 8, 0), date(2026, 6, 1)),
            ("2026-06-01 00:59", Rhythm("weekly", 8, 0), date(2026, 5, 25)),
            ("2026-03-10 01:00", Rhythm("monthly", 8, 0, 31), date(2026, 2, 28)),
            ("2026-05-31 01:00", Rhythm("monthly", 8, 0, 31), date(2026, 5, 31)),
            ("2026-06-01 01:00", Rhythm("monthly", 8, 0, 1), date(2026, 6, 1)),
        ):
            with self.subTest(moment=moment, rhythm=rhythm):
                found, at = due_last(
                    datetime.fromisoformat(moment), "Asia/Ho_Chi_Minh", rhythm
                )
                self.assertEqual(found, day)
                self.assertEqual(at.hour, 1)

    @examples(200)
    @given(MOMENTS, ZONES, RHYTHMS)
    def test_it_was_due_and_is_not_due_again_before_now(self, now, zone, rhythm):
        day, at = due_last(now, zone, rhythm)

        self.assertLessEqual(at, now)
        self.assertTrue(is_due_on(day, rhythm))
        # a moment later it is still the same day that was due last
        again, _at = due_last(at + timedelta(seconds=1), zone, rhythm)
        self.assertEqual(again, day)
        spans = {"daily": 2, "weekly": 8, "monthly": 32}
        self.assertLessEqual(now - at, timedelta(days=spans[rhythm.frequency]))

    @examples(100)
    @given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), RHYTHMS)
    def test_one_day_a_week_and_a_month(self, day, rhythm):
        if rhythm.frequency == "weekly":
            days = [day + timedelta(days=n) for n in range(7)]
        elif rhythm.frequency == "monthly":
            first = day.replace(day=1)
            days = [
                d
                for d in (first + timedelta(days=n) for n in range(31))
                if d.month == first.month
            ]
        else:
            days = [day]
        self.assertEqual(sum(is_due_on(d, rhythm) for d in days), 1)
