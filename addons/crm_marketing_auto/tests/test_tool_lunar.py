# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: lunar days are those of Viet Nam, whatever a Chinese calendar says."""

from datetime import date, timedelta

import holidays
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools import lunar
from ..tools.lunar import LunarDate, next_monthly, tet, to_lunar, to_solar

days = st.dates(date(1901, 3, 1), date(2198, 12, 31))
#: lunar year, month, day: the day, as printed calendars have it
KNOWN = {
    (2023, 1, 1): date(2023, 1, 22),
    (2024, 8, 15): date(2024, 9, 17),
    (2025, 3, 10): date(2025, 4, 7),
    (2026, 12, 23): date(2027, 1, 30),
    (2027, 1, 1): date(2027, 2, 6),
}


@tagged("standard")
class TestToolLunar(BaseCase):
    def test_days_of_printed_calendars(self):
        for lunar_day, day in KNOWN.items():
            with self.subTest(day=day):
                self.assertEqual(to_solar(*lunar_day), day)
                self.assertEqual(to_lunar(day), LunarDate(*lunar_day))

    def test_tet_agrees_with_the_holidays_of_viet_nam(self):
        for year in range(1976, 2101):
            named = holidays.Vietnam(years=year, language="en_US", observed=False)
            new_year = [day for day, name in named.items() if name == "Lunar New Year"]
            with self.subTest(year=year):
                self.assertEqual([tet(year)], new_year)

    def test_case_47_tet_is_not_the_chinese_new_year(self):
        chinese = {
            1985: date(1985, 2, 20),
            2007: date(2007, 2, 18),
            2030: date(2030, 2, 3),
            2053: date(2053, 2, 19),
        }
        ours = {year: tet(year) for year in chinese}

        self.assertEqual(ours[2030], date(2030, 2, 2))
        self.assertEqual(ours[1985], date(1985, 1, 21))  # a whole month earlier
        for year, day in chinese.items():
            self.assertLess(ours[year], day)

    def test_case_47_day_30_of_a_short_month_is_day_29(self):
        self.assertEqual(lunar.month_of(2027, 12).length, 29)
        self.assertEqual(to_solar(2027, 12, 30), to_solar(2027, 12, 29))
        self.assertEqual(lunar.month_of(2026, 12).length, 29)
        self.assertEqual(lunar.month_of(2023, 12).length, 30)
        self.assertEqual(
            to_solar(2023, 12, 30) - to_solar(2023, 12, 29), timedelta(days=1)
        )

    def test_case_47_a_leap_month_that_is_lacking_is_the_ordinary_one(self):
        self.assertEqual(to_solar(2023, 2, 1), date(2023, 2, 20))
        self.assertEqual(to_solar(2023, 2, 1, leap=True), date(2023, 3, 22))
        self.assertEqual(to_solar(2024, 2, 1, leap=True), to_solar(2024, 2, 1))
        self.assertEqual(len(lunar.months(2023)), 13)
        self.assertEqual(len(lunar.months(2024)), 12)

    def test_first_and_full_moon_come_in_leap_months_too(self):
        day, found = date(2023, 1, 22), []
        while day < date(2024, 2, 10):
            day = next_monthly(lunar.MUNG_1, day) + timedelta(days=1)
            found.append(to_lunar(day - timedelta(days=1)))

        self.assertEqual(len(found), 14)
        self.assertIn(LunarDate(2023, 2, 1, True), found)
        self.assertEqual(next_monthly(lunar.RAM, date(2030, 2, 16)), date(2030, 2, 16))

    def test_what_no_calendar_has_is_refused(self):
        for wrong in ((2030, 13, 1), (2030, 0, 1), (2030, 1, 31), (2300, 1, 1)):
            with self.subTest(day=wrong), self.assertRaises(ValueError):
                to_solar(*wrong)

    @examples(200)
    @given(days)
    def test_there_and_back(self, day):
        self.assertEqual(to_solar(*to_lunar(day)), day)

    @examples(200)
    @given(days)
    def test_the_next_day_is_one_on_or_the_first(self, day):
        here, after = to_lunar(day), to_lunar(day + timedelta(days=1))

        self.assertTrue(after.day == here.day + 1 or after.day == 1)
        self.assertLess(to_solar(*here), to_solar(*after))

    @examples(80)
    @given(st.integers(1901, 2198))
    def test_a_year_has_twelve_or_thirteen_months_of_29_or_30_days(self, year):
        months = lunar.months(year)

        self.assertIn(len(months), (12, 13))
        self.assertEqual(sum(month.leap for month in months), len(months) - 12)
        self.assertLessEqual({month.length for month in months}, {29, 30})
        self.assertEqual(months[-1].stop, tet(year + 1).toordinal())
        self.assertLessEqual(date(year, 1, 20), tet(year))
        self.assertLessEqual(tet(year), date(year, 2, 22))
