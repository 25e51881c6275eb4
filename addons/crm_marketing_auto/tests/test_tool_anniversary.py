# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what comes back every year comes exactly once a year."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools import lunar
from ..tools.anniversary import (
    FEB_28,
    MARCH_1,
    Day,
    dates_kept_on,
    days_kept_on,
    greet_at,
    in_year,
    is_birthday,
    next_occurrence,
)
from ..tools.calendar_day import comings

LEAPER = Day(2, 29)
ONE = timedelta(days=1)
solar_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
    lambda day: Day(day.month, day.day)
)
lunar_days = st.builds(Day, st.integers(1, 12), st.integers(1, 30))
any_day = st.one_of(
    st.tuples(solar_days, st.just("solar")), st.tuples(lunar_days, st.just("lunar"))
)
rules = st.sampled_from([FEB_28, MARCH_1])


@tagged("standard")
class TestToolAnniversary(BaseCase):
    def test_case_44_29_february_in_a_common_year(self):
        self.assertEqual(in_year(LEAPER, 2027), date(2027, 2, 28))
        self.assertEqual(in_year(LEAPER, 2027, MARCH_1), date(2027, 3, 1))
        self.assertEqual(in_year(LEAPER, 2028), date(2028, 2, 29))
        self.assertEqual(in_year(LEAPER, 2028, MARCH_1), date(2028, 2, 29))

    def test_case_44_days_that_are_no_birthday(self):
        today = date(2027, 5, 1)

        for wrong in (None, False, date(1900, 1, 1), date(2027, 5, 2)):
            self.assertFalse(is_birthday(wrong, today))
        for right in (date(1900, 1, 2), date(1980, 1, 1), today):
            self.assertTrue(is_birthday(right, today))
        _year, dates = dates_kept_on(date(2027, 1, 1), 1900)
        self.assertNotIn(date(1900, 1, 1), dates)
        self.assertIn(date(1901, 1, 1), dates)

    def test_days_kept_on_the_edges_of_february(self):
        for rule, day, kept in (
            (FEB_28, date(2027, 2, 28), {Day(2, 28), LEAPER}),
            (FEB_28, date(2027, 3, 1), {Day(3, 1)}),
            (MARCH_1, date(2027, 2, 28), {Day(2, 28)}),
            (MARCH_1, date(2027, 3, 1), {Day(3, 1), LEAPER}),
            (MARCH_1, date(2028, 2, 29), {LEAPER}),
            (FEB_28, date(2028, 2, 28), {Day(2, 28)}),
        ):
            with self.subTest(rule=rule, day=day):
                self.assertEqual(days_kept_on(day, rule), (day.year, kept))

    def test_a_lunar_birthday(self):
        born = date(1984, 12, 22)
        here = lunar.to_lunar(born)
        day = Day(here.month, here.day)
        year, found = next_occurrence(day, date(2027, 1, 1), calendar="lunar")

        self.assertEqual(lunar.to_lunar(found)[:3], (year, here.month, here.day))
        kept_year, dates = dates_kept_on(found, 1950, calendar="lunar")
        self.assertEqual(kept_year, year)
        self.assertIn(born, dates)
        self.assertNotIn(born + ONE, dates)

    def test_what_happened_in_a_leap_month_is_kept_in_the_ordinary_one(self):
        born = date(2023, 4, 1)  # day 11 of the leap month 2
        self.assertTrue(lunar.to_lunar(born).leap)

        ordinary = lunar.to_solar(2025, 2, 11)
        self.assertIn(born, dates_kept_on(ordinary, 2000, calendar="lunar")[1])
        # in a year that has the leap month again it is still once, in the ordinary one
        again = lunar.to_solar(2042, 2, 11)
        leap = lunar.to_solar(2042, 2, 11, leap=True)
        self.assertNotEqual(again, leap)
        self.assertIn(born, dates_kept_on(again, 2000, calendar="lunar")[1])
        self.assertEqual(days_kept_on(leap, calendar="lunar")[1], set())

    def test_case_45_found_on_the_day_itself(self):
        day, at, until = date(2027, 5, 1), time(8), time(20)
        cases = [  # in Ha Noi
            ("04-30 23:00", "05-01 01:00"),  # 06:00: at eight
            ("05-01 03:00", "05-01 03:00"),  # 10:00: at once
            ("05-01 12:59", "05-01 12:59"),  # 19:59
            ("05-01 13:00", None),  # 20:00: too late
            ("05-02 03:00", None),
        ]
        for now, expected in cases:
            found = greet_at(day, at, until, 0, "Asia/Ho_Chi_Minh", utc(now))
            with self.subTest(now=now):
                self.assertEqual(found, expected and utc(expected))

    def test_case_46_late_ones_obey_the_expiry(self):
        day, at, until = date(2027, 5, 1), time(8), time(20)
        cases = [
            ("05-02 03:00", 1, "05-02 03:00"),
            ("05-01 13:00", 1, "05-02 01:00"),
            ("05-02 13:00", 1, None),
            ("05-03 00:00", 2, "05-03 01:00"),
            ("05-04 03:00", 2, None),
        ]
        for now, late_days, expected in cases:
            found = greet_at(day, at, until, late_days, "Asia/Ho_Chi_Minh", utc(now))
            with self.subTest(now=now, late_days=late_days):
                self.assertEqual(found, expected and utc(expected))

    def test_days_of_the_calendar(self):
        tao = {"repeat": "yearly", "calendar": "lunar", "month": 12, "day": 23}
        tet = {"repeat": "yearly", "calendar": "lunar", "month": 1, "day": 1}
        ram = {"repeat": "monthly", "calendar": "lunar", "day": 15}
        last = {"repeat": "monthly", "calendar": "solar", "day": 31}
        once = {
            "repeat": "once",
            "calendar": "solar",
            "year": 2027,
            "month": 3,
            "day": 8,
        }
        first, end = date(2027, 1, 1), date(2027, 12, 31)

        self.assertEqual(comings(tao, first, end), [("2026", date(2027, 1, 30))])
        self.assertEqual(
            comings({**tet, "offset_days": -30}, first, end),
            [("2027", date(2027, 1, 7)), ("2028", date(2027, 12, 27))],
        )
        self.assertEqual(len(comings(ram, first, end)), 12)
        self.assertEqual(
            comings(ram, date(2023, 4, 1), date(2023, 4, 30)),
            [("2023-02L", date(2023, 4, 5))],
        )
        self.assertEqual(
            comings(last, date(2027, 2, 1), date(2027, 3, 31)),
            [("2027-02", date(2027, 2, 28)), ("2027-03", date(2027, 3, 31))],
        )
        self.assertEqual(
            comings({**once, "offset_days": -1}, first, end),
            [("2027-03-08", date(2027, 3, 7))],
        )
        self.assertEqual(comings(once, date(2028, 1, 1), date(2028, 12, 31)), [])

    @examples(60)
    @given(any_day, rules, st.integers(1950, 2150))
    def test_exactly_once_a_year(self, day_and_calendar, rule, year):
        day, calendar = day_and_calendar
        if calendar == "lunar":
            first, last = lunar.tet(year), lunar.tet(year + 1) - ONE
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)

        kept = [
            first + ahead * ONE
            for ahead in range((last - first).days + 1)
            if day in days_kept_on(first + ahead * ONE, rule, calendar)[1]
        ]

        self.assertEqual(kept, [in_year(day, year, rule, calendar)])
        self.assertEqual(next_occurrence(day, first, rule, calendar), (year, kept[0]))

    @examples(100)
    @given(
        st.datetimes(datetime(2027, 4, 28), datetime(2027, 5, 6)),
        st.integers(0, 3),
        st.sampled_from(["Asia/Ho_Chi_Minh", "America/New_York", "UTC"]),
    )
    def test_a_greeting_is_never_early_nor_later_than_allowed(self, now, late, tz):
        day = date(2027, 5, 1)

        found = greet_at(day, time(8), time(20), late, tz, now)

        if found is not None:
            self.assertGreaterEqual(found, now)
            # who is asked then is let in at the same moment
            self.assertEqual(greet_at(day, time(8), time(20), late, tz, found), found)


def utc(text):
    """Return an instant from a short text."""
    return datetime.fromisoformat(f"2027-{text}")
