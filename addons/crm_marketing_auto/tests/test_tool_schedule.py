# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: steps are due by the clock on the person's wall."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools import zones
from ..tools.schedule import add_months, due, is_open, next_date, seconds, within_hours

HANOI, NEW_YORK = "Asia/Ho_Chi_Minh", "America/New_York"
SYDNEY, LORD_HOWE = "Australia/Sydney", "Australia/Lord_Howe"
ZONES = [HANOI, NEW_YORK, SYDNEY, LORD_HOWE, "Europe/Berlin", "America/Sao_Paulo"]
moments = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)
zones_ = st.sampled_from(ZONES)
hours = st.integers(0, 95).map(lambda quarter: quarter / 4)


def utc(text):
    """Return an instant from a short text."""
    return datetime.fromisoformat(f"2027-{text}")


@tagged("standard")
class TestToolSchedule(BaseCase):
    def test_waits(self):
        # a Wednesday, 10:00 in Ha Noi
        start = utc("03-10 03:00")
        cases = [
            ({"mode": "duration", "amount": 5, "unit": "hours"}, "03-10 08:00"),
            ({"mode": "duration", "amount": 3, "unit": "days"}, "03-13 03:00"),
            (
                {"mode": "duration", "amount": 3, "unit": "days", "at": "09:00"},
                "03-13 02:00",
            ),
            ({"mode": "duration", "amount": 2, "unit": "weeks"}, "03-24 03:00"),
            ({"mode": "duration", "amount": 1, "unit": "months"}, "04-10 03:00"),
            (
                {"mode": "duration", "amount": 5, "unit": "hours", "at": "09:00"},
                "03-11 02:00",
            ),
            ({"mode": "time", "at": "11:00"}, "03-10 04:00"),
            ({"mode": "time", "at": "10:00"}, "03-10 03:00"),
            ({"mode": "time", "at": "09:00"}, "03-11 02:00"),
            ({"mode": "weekday", "days": [0, 4], "at": "09:00"}, "03-12 02:00"),
            ({"mode": "weekday", "days": [2], "at": "09:00"}, "03-17 02:00"),
            ({"mode": "weekday", "days": [2], "at": "18:30"}, "03-10 11:30"),
            ({"mode": "date", "date": "2027-04-01", "at": "08:00"}, "04-01 01:00"),
            ({"mode": "date", "date": "2026-04-01"}, "03-10 03:00"),
            (
                {"mode": "date", "date": "2027-08-15", "calendar": "lunar"},
                "09-15 02:00",
            ),
            ({"mode": "event", "kind": "click", "max_days": 7}, "03-17 03:00"),
        ]
        for wait, expected in cases:
            with self.subTest(wait=wait):
                self.assertEqual(due(wait, start, HANOI), utc(expected))

    def test_waiting_for_a_date_of_the_person(self):
        start = utc("03-10 03:00")
        wait = {"mode": "field", "field": "end", "offset_days": -3, "at": "08:00"}
        known = {"end": date(2027, 4, 10)}

        self.assertEqual(due(wait, start, HANOI, known), utc("04-07 01:00"))
        self.assertEqual(
            due(wait, start, HANOI, {"end": utc("04-09 17:30")}),  # the 10th in Ha Noi
            utc("04-07 01:00"),
        )
        for unknown in ({}, {"end": False}, {"end": date(2020, 1, 1)}, {"end": "x"}):
            with self.subTest(facts=unknown):
                self.assertEqual(due(wait, start, HANOI, unknown), start)

    def test_a_wait_of_no_known_kind_is_refused(self):
        for wait in ({}, {"mode": "moon"}, {"mode": "duration", "unit": "years"}):
            with self.subTest(wait=wait), self.assertRaises(ValueError):
                due(wait, utc("03-10 03:00"), HANOI)

    def test_case_42_a_time_in_the_gap_is_the_first_instant_after_it(self):
        # New York skips 02:00 to 03:00 on 14 March 2027
        wait = {"mode": "duration", "amount": 1, "unit": "days", "at": "02:30"}

        self.assertEqual(due(wait, utc("03-13 12:00"), NEW_YORK), utc("03-14 07:00"))
        # Lord Howe skips half an hour
        self.assertEqual(
            zones.instant(date(2027, 10, 3), time(2, 15), LORD_HOWE),
            utc("10-02 15:30"),
        )
        # at midnight, where the day begins at one
        self.assertEqual(
            zones.instant(date(2018, 11, 4), time(0), "America/Sao_Paulo"),
            datetime(2018, 11, 4, 3),
        )

    def test_case_42_a_time_that_comes_twice_is_once(self):
        # New York shows 01:30 twice on 7 November 2027: 05:30 and 06:30 UTC
        wait = {"mode": "time", "at": "01:30"}
        first = due(wait, utc("11-07 04:00"), NEW_YORK)

        self.assertEqual(first, utc("11-07 05:30"))
        self.assertEqual(due(wait, first, NEW_YORK), first)
        self.assertEqual(
            due(wait, first + timedelta(minutes=1), NEW_YORK), utc("11-08 06:30")
        )

    def test_days_are_days_of_the_wall_and_hours_are_hours(self):
        day = {"mode": "duration", "amount": 1, "unit": "days"}
        hours_24 = {"mode": "duration", "amount": 24, "unit": "hours"}
        start = utc("03-13 14:00")  # 09:00 in New York, the day before the change

        self.assertEqual(due(day, start, NEW_YORK), utc("03-14 13:00"))
        self.assertEqual(due(hours_24, start, NEW_YORK), utc("03-14 14:00"))

    def test_case_43_a_window_across_midnight(self):
        cases = [  # in Ha Noi, from 22 to 7
            ("05-01 15:00", "05-01 15:00"),  # 22:00
            ("05-01 20:00", "05-01 20:00"),  # 03:00
            ("05-01 23:59", "05-01 23:59"),  # 06:59
            ("05-02 00:00", "05-02 15:00"),  # 07:00
            ("05-02 14:59", "05-02 15:00"),  # 21:59
        ]
        for at, expected in cases:
            with self.subTest(at=at):
                self.assertEqual(within_hours(utc(at), HANOI, 22, 7), utc(expected))
                self.assertEqual(
                    within_hours(utc(at), HANOI, "22:00", "07:00"), utc(expected)
                )

    def test_a_window_of_the_day(self):
        cases = [  # in Ha Noi, from 8 to 20
            ("05-01 01:00", "05-01 01:00"),
            ("05-01 00:30", "05-01 01:00"),
            ("05-01 12:59", "05-01 12:59"),
            ("05-01 13:00", "05-02 01:00"),
        ]
        for at, expected in cases:
            with self.subTest(at=at):
                self.assertEqual(within_hours(utc(at), HANOI, 8.0, 20.0), utc(expected))

    def test_a_window_without_an_end_is_always_open(self):
        for window in ((0, 24), (8, 8), ("00:00", "24:00")):
            self.assertTrue(is_open(utc("05-01 20:00"), HANOI, *window))

    def test_an_hour_that_is_none_is_refused(self):
        for wrong in ("25:00", "8:75", "noon", "", -1, 24.5):
            with self.subTest(hour=wrong), self.assertRaises(ValueError):
                seconds(wrong)

    def test_a_month_after_the_31st(self):
        self.assertEqual(add_months(date(2027, 1, 31), 1), date(2027, 2, 28))
        self.assertEqual(add_months(date(2028, 1, 31), 1), date(2028, 2, 29))
        self.assertEqual(add_months(date(2027, 3, 31), -13), date(2026, 2, 28))
        self.assertEqual(add_months(date(2027, 12, 5), 12), date(2028, 12, 5))

    def test_a_date_without_a_year_is_the_next_one(self):
        today = date(2027, 3, 10)

        self.assertEqual(next_date("03-10", today), today)
        self.assertEqual(next_date("03-09", today), date(2028, 3, 9))
        self.assertEqual(next_date("02-29", today), date(2028, 2, 29))
        self.assertEqual(next_date("01-01", today, "lunar"), date(2028, 1, 26))

    def test_a_date_that_does_not_exist_is_refused(self):
        for wrong in ("2027-02-30", "2027-13-01", "02-30", "tomorrow"):
            with self.subTest(date=wrong), self.assertRaises(ValueError):
                next_date(wrong, date(2027, 1, 1))

    def test_zone_of_a_person(self):
        self.assertEqual(zones.choose(None, "Nowhere/Land", HANOI), HANOI)
        self.assertEqual(zones.choose(None, False), "UTC")
        self.assertEqual(zones.country_zone("vn"), HANOI)
        self.assertIsNone(zones.country_zone(None))
        self.assertIsNone(zones.country_zone("XX"))


@tagged("standard")
class TestToolScheduleProperties(BaseCase):
    @examples(300)
    @given(moments, zones_, hours, hours)
    def test_what_is_put_off_lands_in_the_window(self, at, tz, start, end):
        found = within_hours(at, tz, start, end)

        self.assertGreaterEqual(found, at)
        self.assertLessEqual(found - at, timedelta(hours=25))
        self.assertEqual(within_hours(found, tz, start, end), found)

    @examples(300)
    @given(moments, zones_, hours, hours)
    def test_nothing_is_open_between(self, at, tz, start, end):
        found = within_hours(at, tz, start, end)

        if found > at:
            for share in range(4):
                between = at + (found - at) * share / 4
                self.assertFalse(is_open(between, tz, start, end))

    @examples(300)
    @given(
        moments,
        zones_,
        st.integers(0, 400),
        st.sampled_from(["hours", "days", "weeks", "months"]),
        st.one_of(st.none(), st.just("08:30"), st.just("02:30")),
    )
    def test_a_wait_never_ends_before_it_began(self, start, tz, amount, unit, at):
        wait = {"mode": "duration", "amount": amount, "unit": unit, "at": at}
        longer = {**wait, "amount": amount + 1}

        ends = due(wait, start, tz)

        self.assertGreaterEqual(ends, start)
        self.assertGreaterEqual(due(longer, start, tz), ends)

    @examples(300)
    @given(moments, zones_, hours)
    def test_an_hour_of_the_day_is_shown_when_it_is_due(self, start, tz, hour):
        clock = time(int(hour), int(hour % 1 * 60))
        ends = due({"mode": "time", "at": clock.isoformat("minutes")}, start, tz)
        shown = zones.wall(ends, tz)

        self.assertLess(ends - start, timedelta(hours=26))
        if shown.time() != clock:  # only in a gap, and then right at its end
            self.assertGreater(shown.time(), clock)
            before = zones.wall(ends - timedelta(seconds=1), tz)
            self.assertLess(before.time(), clock)

    @examples(200)
    @given(moments, zones_)
    def test_wall_and_instant_are_each_other_s_way_back(self, at, tz):
        shown = zones.wall(at, tz)

        back = zones.instant(shown.date(), shown.time(), tz)

        # the first of two instants that show the same
        self.assertLessEqual(back, at)
        self.assertEqual(zones.wall(back, tz), shown)
