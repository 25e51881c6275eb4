# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: periods are whole days of a zone, and each knows the one to compare with."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.comparison import compare, difference, share, slope, total, trend
from ..tools.period import (
    CALENDAR,
    NAMES,
    add_months,
    custom_period,
    named_period,
)
from .property_settings import examples

HANOI = "Asia/Ho_Chi_Minh"
ZONES = (HANOI, "UTC", "Europe/Paris", "America/Sao_Paulo", "Pacific/Auckland")
DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))
TODAY = date(2026, 11, 18)  # a Wednesday


@tagged("standard")
class TestToolPeriod(BaseCase):
    def test_named_periods_and_the_ones_before(self):
        for name, first, last, before_first, before_last in (
            ("today", "11-18", "11-18", "11-17", "11-17"),
            ("this_week", "11-16", "11-22", "11-09", "11-15"),
            ("last_week", "11-09", "11-15", "11-02", "11-08"),
            ("week_before_last", "11-02", "11-08", "10-26", "11-01"),
            ("last_month", "10-01", "10-31", "09-01", "09-30"),
            ("next_month", "12-01", "12-31", "11-01", "11-30"),
            ("last_quarter", "07-01", "09-30", "04-01", "06-30"),
            ("this_quarter", "10-01", "12-31", "07-01", "09-30"),
            ("last_7_days", "11-12", "11-18", "11-05", "11-11"),
            ("next_30_days", "11-18", "12-17", "10-19", "11-17"),
        ):
            with self.subTest(name):
                period = named_period(name, TODAY)
                found = (*period[:2], *period.before[:2])
                wanted = (first, last, before_first, before_last)
                self.assertEqual([f"{day:%m-%d}" for day in found], list(wanted))

    def test_a_running_month_is_compared_to_the_same_day(self):
        march = named_period("this_month", date(2026, 3, 30)).so_far(date(2026, 3, 30))
        self.assertEqual(march.last, date(2026, 3, 30))
        self.assertEqual(march.before.last, date(2026, 2, 28))
        full = named_period("this_month", date(2026, 3, 31)).so_far(date(2026, 3, 31))
        self.assertEqual(full.before.last, date(2026, 2, 28))
        april = named_period("this_month", date(2026, 4, 30)).so_far(date(2026, 4, 30))
        self.assertEqual(april.before.last, date(2026, 3, 31))

    def test_23_59_belongs_to_the_day_of_the_zone(self):
        day = named_period("today", TODAY, HANOI)
        late = datetime(2026, 11, 18, 16, 59)  # 23:59 in Hanoi
        self.assertTrue(day.start <= late < day.stop)
        self.assertFalse(late + timedelta(minutes=1) < day.stop)
        self.assertEqual(day.start, datetime(2026, 11, 17, 17))

    def test_custom_days_and_whole_months(self):
        days = custom_period(date(2026, 3, 5), date(2026, 3, 14))
        self.assertEqual(days.before[:2], (date(2026, 2, 23), date(2026, 3, 4)))
        months = custom_period(date(2026, 2, 1), date(2026, 3, 31))
        self.assertEqual(months.before[:2], (date(2025, 12, 1), date(2026, 1, 31)))
        for last in (date(2026, 3, 4), date(2040, 1, 1)):
            with self.assertRaises(ValueError):
                custom_period(date(2026, 3, 5), last)
        with self.assertRaises(KeyError):
            named_period("someday", TODAY)

    @examples(200)
    @given(st.sampled_from(NAMES), DAYS, st.sampled_from(ZONES))
    def test_the_period_before_ends_where_the_period_begins(self, name, today, zone):
        period = named_period(name, today, zone)
        self.assertLessEqual(period.first, period.last)
        self.assertEqual(period.before.stop, period.start)
        self.assertLess(period.start, period.stop)
        self.assertLess(period.before.start, period.before.stop)

    @examples(200)
    @given(st.sampled_from(NAMES), DAYS)
    def test_what_is_over_is_never_longer_and_never_overlaps(self, name, today):
        period = named_period(name, today).so_far(today)
        self.assertLess(period.before.last, period.first)
        self.assertLessEqual(period.before.length - period.length, 3)

    @examples(100)
    @given(DAYS)
    def test_last_is_what_is_before_this(self, today):
        for unit in ("week", "month", "quarter", "year"):
            this = named_period(f"this_{unit}", today)
            self.assertEqual(this.before, named_period(f"last_{unit}", today))
            self.assertLessEqual(this.first, today)
            self.assertLessEqual(today, this.last)

    @examples(100)
    @given(DAYS, st.integers(0, 800))
    def test_custom_periods_compare_with_what_is_right_before(self, first, days):
        period = custom_period(first, first + timedelta(days=days))
        self.assertEqual(period.before.last + timedelta(days=1), period.first)

    @examples(100)
    @given(DAYS, st.integers(-48, 48))
    def test_months_are_added_and_taken_away(self, day, months):
        moved = add_months(day, months)
        self.assertEqual((moved.year - day.year) * 12 + moved.month - day.month, months)
        self.assertEqual(add_months(date(day.year, day.month, 1), months).day, 1)

    def test_every_calendar_name_has_a_unit(self):
        self.assertEqual(
            {unit for unit, _steps in CALENDAR.values()},
            {"day", "week", "month", "quarter", "year"},
        )


VALUES = st.dictionaries(
    st.integers(0, 9),
    st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)),
    max_size=8,
)


@tagged("standard")
class TestToolComparison(BaseCase):
    def test_what_only_one_period_knows_is_nothing_in_the_other(self):
        rows = compare({"a": (3, 1)}, {"a": (1, 1), "b": (2, 0)}, 2)
        self.assertEqual(
            [tuple(row) for row in rows],
            [("a", (3, 1), (1, 1)), ("b", (0, 0), (2, 0))],
        )
        self.assertEqual(tuple(total(rows, 2)), (None, (3, 1), (3, 1)))
        self.assertEqual(tuple(total([], 2)), (None, (0, 0), (0, 0)))

    def test_shares_and_differences_of_nothing_are_unknown(self):
        self.assertIsNone(share(0, 0))
        self.assertEqual(share(1, 4), 0.25)
        self.assertIsNone(difference(1, None))
        self.assertEqual(difference(1, 3), -2)

    @examples(200)
    @given(VALUES, VALUES)
    def test_nothing_is_lost_and_turning_it_round_turns_the_differences(self, a, b):
        rows = compare(a, b, 2)
        back = compare(b, a, 2)
        self.assertEqual({row.key for row in rows}, a.keys() | b.keys())
        self.assertEqual(len(rows), len(a.keys() | b.keys()))
        both = total(rows, 2)
        for place in range(2):
            self.assertEqual(both.now[place], sum(v[place] for v in a.values()))
            self.assertEqual(both.before[place], sum(v[place] for v in b.values()))
        self.assertEqual(
            {row.key: (row.now, row.before) for row in rows},
            {row.key: (row.before, row.now) for row in back},
        )

    def test_trends_by_hand(self):
        for values, name in (
            ([100, 200, 300], "rising"),
            ([300, 200, 100], "falling"),
            ([100, 100, 105], "steady"),
            ([0, 0, 9], "new"),
            ([0, 9, 0], "lost"),
            ([0, 0, 0], "steady"),
            ([0, 5, 9], "rising"),
        ):
            with self.subTest(values=values):
                self.assertEqual(trend(values), name)

    @examples(200)
    @given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6))
    def test_a_slope_turns_with_the_order(self, values):
        self.assertAlmostEqual(slope(values), -slope(values[::-1]), places=6)
