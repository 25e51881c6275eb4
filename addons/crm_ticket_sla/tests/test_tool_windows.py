# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: windows answer as sets of seconds do, in both directions."""

from datetime import timedelta

from odoo.tests import BaseCase, tagged

from ..tools.sla_clock import ALWAYS, Windows, percent_of, percent_used
from .tool_fixture import HOUR, L, W, at, calendar


def spans(*pairs):
    """Return the windows of some hours of 1 June."""
    known = at("06-01 00:00"), at("06-02 00:00")
    return Windows.of(
        ((at(f"06-01 {a:02}:00"), at(f"06-01 {b:02}:00")) for a, b in pairs), known
    )


@tagged("standard")
class TestToolWindows(BaseCase):
    def test_sets(self):
        one, other = spans((8, 12), (13, 17)), spans((10, 14), (17, 18))
        for found, expected in (
            (one | other, spans((8, 18))),
            (one & other, spans((10, 12), (13, 14))),
            (one - other, spans((8, 10), (14, 17))),
            (other - one, spans((12, 13), (17, 18))),
            (one - one, spans()),
            (one & spans(), spans()),
            (one | spans(), one),
            (spans((17, 20), (8, 12), (9, 10), (12, 13)), spans((8, 13), (17, 20))),
        ):
            with self.subTest(expected=expected):
                self.assertEqual(found, expected)

    def test_subtracting_a_pause_moves_the_deadline_by_its_working_time(self):
        windows = calendar(W).windows
        pauses = [(at("06-01 15:00"), at("06-02 11:00")), (at("06-06"), at("06-07"))]

        paused = windows.subtract(pauses)

        before = windows.deadline(at("06-01 09:00"), 8 * HOUR)
        after = paused.deadline(at("06-01 09:00"), 8 * HOUR)
        self.assertEqual(after, at("06-02 13:00"))
        self.assertEqual(windows.working_time(before, after), 4 * HOUR)

    def test_backwards_lands_in_working_time(self):
        windows = calendar(W).windows
        for stop, seconds, expected in (
            ("06-02 15:00", HOUR, "06-02 14:00"),
            ("06-02 10:00", HOUR, "06-02 09:00"),
            ("06-02 10:00", HOUR + 1, "06-01 16:59:59"),
            ("06-08 09:00", HOUR, "06-05 16:00"),
            ("06-07 12:00", HOUR, "06-05 16:00"),
            ("06-01 12:00", 0, "06-01 12:00"),
        ):
            with self.subTest(stop=stop, seconds=seconds):
                self.assertEqual(windows.before(at(stop), seconds), at(expected))
                self.assertEqual(windows.deadline(at(stop), -seconds), at(expected))

    def test_before_the_horizon_there_is_nothing(self):
        self.assertIsNone(spans((8, 12)).before(at("06-01 10:00"), 3 * HOUR))

    def test_elapsed_is_signed(self):
        windows = calendar(W).windows
        one, other = at("06-05 16:00"), at("06-08 10:00")
        self.assertEqual(windows.working_time(one, other), 2 * HOUR)
        self.assertEqual(windows.working_time(other, one), -2 * HOUR)

    def test_openings_and_closings(self):
        windows = calendar(L).windows
        for instant, opening, closing, is_open in (
            ("06-01 09:00", "06-01 09:00", "05-29 17:00", True),
            ("06-01 12:00", "06-01 13:00", "06-01 12:00", False),
            ("06-01 12:30", "06-01 13:00", "06-01 12:00", False),
            ("06-05 17:00", "06-08 09:00", "06-05 17:00", False),
            ("06-01 16:59:59", "06-01 16:59:59", "06-01 16:59:59", True),
        ):
            with self.subTest(instant=instant):
                self.assertEqual(windows.opening(at(instant)), at(opening))
                self.assertEqual(windows.closing(at(instant)), at(closing))
                self.assertEqual(windows.is_open(at(instant)), is_open)
        self.assertIsNone(spans((8, 12)).opening(at("06-01 12:00")))
        self.assertIsNone(spans((8, 12)).closing(at("06-01 08:00")))

    def test_always_counts_clock_time_without_enumeration(self):
        self.assertEqual(len(ALWAYS.starts), 1)
        start = at("03-28 12:00")
        self.assertEqual(
            ALWAYS.deadline(start, 86400 * 400), start + timedelta(days=400)
        )
        self.assertEqual(ALWAYS.before(start, 90), start - timedelta(seconds=90))
        self.assertEqual(ALWAYS & calendar(W).windows, calendar(W).windows)
        self.assertIsNone(ALWAYS.deadline(start, 86400 * 366 * 1000))

    def test_percentages_are_whole(self):
        self.assertEqual(percent_of(8 * HOUR, 75), 6 * HOUR)
        self.assertEqual(percent_of(1, 75), 1)
        self.assertEqual(percent_of(100, 150), 150)
        self.assertEqual(percent_used(HOUR - 1, HOUR), 99)
        self.assertEqual(percent_used(0, 0), 100)
