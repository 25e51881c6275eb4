# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: working time is what the schedule and the wall clock say, to the second."""

from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from ..tools.calendar_windows import Schedule, always, build, warning, whole_days
from ..tools.local_time import to_seconds, wall, zone
from ..tools.sla_clock import OutsideHorizon
from .tool_fixture import (
    COMPANY,
    HOUR,
    OTHER_COMPANY,
    H,
    L,
    W,
    at,
    calendar,
    hours,
    leave,
    rows,
)

LOS_ANGELES = "America/Los_Angeles"


@tagged("standard")
class TestToolCalendar(BaseCase):
    def check(self, schedule, start, budget, due, *leaves):
        """Assert when a budget in hours from a wall time is due, in Paris."""
        windows = calendar(schedule, *leaves).windows

        found = windows.deadline(at(start), int(budget * HOUR))

        self.assertEqual(found, at(due))
        self.assertEqual(windows.working_time(at(start), found), budget * HOUR)

    def test_case_01_within_a_day(self):
        self.check(W, "06-01 10:00", 4, "06-01 14:00")
        self.assertEqual(at("06-01 14:00"), datetime(2026, 6, 1, 12))

    def test_case_02_over_a_weekend(self):
        self.check(W, "06-05 15:00", 4, "06-08 11:00")

    def test_case_03_created_on_saturday(self):
        self.check(W, "06-06 12:00", 4, "06-08 13:00")
        windows = calendar(W).windows
        self.assertEqual(windows.working_time(at("06-06 12:00"), at("06-08 09:00")), 0)

    def test_case_04_created_exactly_at_closing(self):
        self.check(W, "06-05 17:00", 1, "06-08 10:00")

    def test_case_05_budget_that_fills_the_day_is_due_at_closing(self):
        self.check(W, "06-01 09:00", 8, "06-01 17:00")

    def test_case_06_lunch_break(self):
        self.check(L, "06-01 12:30", 1, "06-01 14:00")

    def test_case_06_lunch_break_as_a_row_of_its_own(self):
        lunch = rows(range(5), (12, 13), day_period="lunch")
        slots = rows(range(5), (9, 12), (13, 17), day_period="morning")
        overlapped = rows(range(5), (9, 17), day_period="full_day")

        for attendances in (slots + lunch, overlapped + lunch):
            with self.subTest(rows=len(attendances)):
                schedule = Schedule("Europe/Paris", attendances)
                self.check(schedule, "06-01 12:30", 1, "06-01 14:00")

    def test_case_07_holiday(self):
        holiday = leave("06-01 00:00", "06-01 23:59:59", calendar_id=1)
        self.check(W, "05-29 16:00", 2, "06-02 10:00", holiday)

    def test_case_08_half_day_off(self):
        afternoon = leave("06-01 13:00", "06-01 17:00", calendar_id=1)
        self.check(W, "06-01 12:00", 3, "06-02 11:00", afternoon)

    def test_case_09_time_off_of_others_is_left_out(self):
        day = ("06-01 00:00", "06-01 23:59:59")
        for fields in (
            {"company_id": OTHER_COMPANY},
            {"calendar_id": 99},
            {"resource_id": 5},
            {"time_type": "other"},
        ):
            with self.subTest(**fields):
                self.check(W, "05-29 16:00", 2, "06-01 10:00", leave(*day, **fields))

    def test_case_10_public_holiday_takes_each_calendars_own_day(self):
        christmas = leave("12-25 00:00", "12-25 23:59:59", name="Christmas")
        away = Schedule(LOS_ANGELES, rows(range(7), (0, 24)), id=4)

        for schedule in (H, away):
            with self.subTest(zone=schedule.tz):
                found = calendar(schedule, christmas)
                day = whole_days(date(2026, 12, 25), date(2026, 12, 25), schedule.tz)
                self.assertEqual(found.closures, ((*day, "Christmas"),))
                self.assertEqual(found.windows.working_time(*day), 0)
                before, after = day[0] - timedelta(days=1), day[1] + timedelta(days=1)
                self.assertEqual(found.windows.working_time(before, after), 48 * HOUR)

    def test_case_10_typed_in_another_zone_than_the_companys(self):
        typed = leave("12-25 00:00", "12-25 23:59", tz="Asia/Ho_Chi_Minh")
        typed = typed._replace(typed_in=("Asia/Ho_Chi_Minh", "Europe/Paris"))

        found = calendar(W, typed).closures[0]

        self.assertEqual(found[:2], (at("12-25 00:00"), at("12-26 00:00")))

    def test_case_10_part_of_a_day_is_the_same_instants_everywhere(self):
        outage = leave("06-01 10:00", "06-01 12:00")
        away = Schedule(LOS_ANGELES, rows(range(7), (0, 24)))

        found = calendar(away, outage).closures[0]

        self.assertEqual(found[:2], (at("06-01 10:00"), at("06-01 12:00")))

    def test_case_10_end_in_the_last_minute_leaves_no_sliver(self):
        for end in ("23:59", "23:59:59"):
            with self.subTest(end=end):
                evening = leave("06-01 18:00", f"06-01 {end}", calendar_id=3)
                windows = calendar(H, evening).windows
                self.assertFalse(windows.is_open(at("06-01 23:59:59")))
                self.assertTrue(windows.is_open(at("06-02 00:00")))

    def test_case_11_day_and_night_over_spring(self):
        self.check(H, "03-28 12:00", 24, "03-29 13:00")

    def test_case_12_day_and_night_over_autumn(self):
        self.check(H, "10-24 12:00", 24, "10-25 11:00")

    def test_case_13_office_hours_over_spring(self):
        self.check(W, "03-27 13:00", 8, "03-30 13:00")
        self.assertEqual(at("03-30 13:00"), datetime(2026, 3, 30, 11))

    def test_case_15_no_calendar_is_day_and_night_with_a_warning(self):
        everything = always("Europe/Paris")

        self.assertEqual(everything.due(hours(4), at("06-06 22:00")), at("06-07 02:00"))
        self.assertEqual(warning(None), "no_calendar")
        self.assertIsNone(warning(W))

    def test_case_16_unreachable_targets_are_unplannable(self):
        empty = Schedule("Europe/Paris", ())
        lunch_only = Schedule("UTC", rows([0], (12, 13), day_period="lunch"))

        self.assertIsNone(calendar(empty).due(hours(1), at("06-01 09:00")))
        self.assertIsNone(calendar(W).due(hours(9000), at("06-01 09:00")))
        self.assertEqual(warning(empty), "never_open")
        self.assertEqual(warning(lunch_only), "never_open")

    def test_case_17_whole_seconds_without_drift(self):
        windows = calendar(H).windows
        start = at("06-01 00:00:07")

        due = windows.deadline(start, 30 * 24 * HOUR)

        self.assertEqual(due - start, timedelta(days=30))
        self.assertEqual(due.microsecond, 0)
        ragged = start.replace(microsecond=999_999)
        self.assertEqual(windows.deadline(ragged, HOUR), windows.deadline(start, HOUR))

    def test_two_weeks_use_the_parity_of_odoo(self):
        first = rows([0], (9, 12), week_type="0")
        second = rows([0], (13, 17), week_type="1")
        section = rows([0], (0, 24), week_type="0", display_type="line_section")
        windows = calendar(Schedule("UTC", first + second + section, two_weeks=True))
        windows = windows.windows

        for monday, worked in (("06-01", 4), ("06-08", 3), ("06-15", 4)):
            with self.subTest(monday=monday):
                day = at(f"{monday} 00:00", "UTC")
                parity = (day.toordinal() - 1) // 7 % 2
                self.assertEqual(worked, 4 if parity else 3)
                span = day, day + timedelta(days=1)
                self.assertEqual(windows.working_time(*span), worked * HOUR)

    def test_week_type_is_ignored_in_a_schedule_of_one_week(self):
        schedule = Schedule("Europe/Paris", rows(range(5), (9, 17), week_type="1"))
        self.assertEqual(calendar(schedule).windows, calendar(W).windows)

    def test_flexible_schedule_is_open_except_on_closures(self):
        holiday = leave("06-01 00:00", "06-01 23:59:59")
        flexible = W._replace(flexible=True)

        due = calendar(flexible, holiday).due(hours(2), at("05-31 23:00"))

        self.assertEqual(due, at("06-02 01:00"))
        self.assertEqual(warning(flexible), "flexible")

    def test_hours_are_rounded_to_the_minute_like_odoos(self):
        schedule = Schedule("Europe/Paris", rows(range(5), (8 + 1 / 3, 17.9999)))
        windows = calendar(schedule).windows
        self.assertEqual(
            list(windows.between(at("06-01 00:00"), at("06-02 00:00"))),
            [(at("06-01 08:20"), at("06-01 18:00"))],
        )

    def test_an_hour_shown_twice_is_worked_twice_and_a_skipped_one_never(self):
        night = Schedule("Europe/Paris", rows(range(7), (2, 3)))
        windows = calendar(night).windows

        for day, worked in (("03-29", 0), ("10-25", 2), ("06-01", 1)):
            with self.subTest(day=day):
                start = at(f"{day} 00:00")
                stop = start + timedelta(hours=25)
                self.assertEqual(windows.working_time(start, stop), worked * HOUR)

    def test_adjacent_and_overlapping_slots_are_merged(self):
        schedule = Schedule("UTC", rows([0], (8, 12), (11, 13), (13, 17), (20, 19)))
        span = at("06-01 00:00", "UTC"), at("06-02 00:00", "UTC")
        found = list(calendar(schedule).windows.between(*span))
        self.assertEqual(found, [(at("06-01 08:00", "UTC"), at("06-01 17:00", "UTC"))])

    def test_a_day_that_the_zone_skips_is_not_worked(self):
        """Samoa went from 29 to 31 December 2011."""
        schedule = Schedule("Pacific/Apia", rows(range(7), (0, 24)))
        windows = build(schedule, (), (2011, 2011), COMPANY).windows
        self.assertEqual(windows.sums[-1], 364 * 24 * HOUR)

    def test_beyond_the_known_years_nothing_is_made_up(self):
        windows = calendar(W).windows

        with self.assertRaises(OutsideHorizon):
            windows.working_time(at("06-01 09:00"), at("06-01 09:00", year=2031))
        with self.assertRaises(OutsideHorizon):
            windows.deadline(at("06-01 09:00", year=2020), HOUR)
        self.assertIsNone(windows.deadline(at("06-01 09:00", year=2031), HOUR))
        self.assertFalse(
            windows.covers(at("06-01 09:00"), at("06-01 09:00", year=2031))
        )

    def test_ho_chi_minh_under_its_old_name(self):
        schedule = Schedule("Asia/Saigon", W.attendances)
        windows = calendar(schedule).windows
        self.assertTrue(windows.is_open(datetime(2026, 6, 1, 2)))
        self.assertFalse(windows.is_open(datetime(2026, 6, 1, 1, 59, 59)))

    def test_zones_are_those_that_odoo_plans_with(self):
        for name in ("Africa/Casablanca", "America/Vancouver", "Europe/Chisinau"):
            for day in range(0, 730, 5):
                instant = datetime(2026, 1, 1, 12) + timedelta(days=day)
                theirs = pytz.utc.localize(instant).astimezone(pytz.timezone(name))
                ours = wall(to_seconds(instant), zone(name))
                self.assertEqual(ours.utcoffset(), theirs.utcoffset(), (name, instant))
        with self.assertRaises(pytz.UnknownTimeZoneError):
            zone("Europe/Atlantis")
