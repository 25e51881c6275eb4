# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: fit and engagement follow the answers and contacts, and fade as said."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.busy import day_span, overlaps
from ..tools.qualification import (
    Choice,
    Contact,
    Rule,
    band_of,
    decayed,
    engagement,
    engagement_digit,
    fit_letter,
    fit_points,
    matches,
)
from .property_settings import examples

NOW = datetime(2026, 6, 1, 9)
DAY = timedelta(days=1)
CALL, MAIL = 1, 2
KINDS = {CALL: "call", MAIL: "mail"}

contacts = st.lists(
    st.builds(
        lambda days, kind, direction: Contact(
            NOW - timedelta(days=days), kind, KINDS[kind], direction
        ),
        st.floats(0, 200),
        st.sampled_from((CALL, MAIL)),
        st.sampled_from(("in", "out")),
    ),
    max_size=12,
)
caps = st.sampled_from((0, 5, 12))


def call(days=0, **values):
    return Contact(NOW - days * DAY, CALL, "call", "in", **values)


def total(contacts, rules, now=NOW, half_life=30):
    return sum(e.points for e in engagement(contacts, rules, now, half_life).values())


@tagged("standard")
class TestToolQualification(BaseCase):
    def test_groups_are_worth_no_more_than_their_caps(self):
        answers = [("need", 10), ("need", 10), ("money", 8), (None, 3)]
        self.assertEqual(fit_points(answers, {"need": 15}), 15 + 8 + 3)
        self.assertEqual(fit_points(answers, {}), 31)
        self.assertEqual(fit_points([], {"need": 15}), 0)

    def test_disqualifying_points_are_not_capped_away(self):
        self.assertEqual(fit_points([("need", 20), ("need", -30)], {"need": 15}), -10)

    def test_letters_and_digits_by_thresholds(self):
        self.assertEqual(
            [fit_letter(p, 40, 20) for p in (40, 39, 20, 19)], list("ABBC")
        )
        self.assertEqual(fit_letter(90, 40, 20, is_disqualified=True), "C")
        self.assertEqual(
            [engagement_digit(p, 20, 8) for p in (20, 19, 8, 7)], list("1223")
        )

    def test_a_number_lies_in_one_band(self):
        bands = [Choice(1, 0, 0), Choice(2, 5, 50), Choice(3, 9, 100), Choice(4, 1)]
        found = [band_of(n, bands) for n in (-1, 0, 49.9, 50, 1000)]
        self.assertEqual([c and c.key for c in found], [None, 1, 1, 2, 3])

    def test_points_halve_with_the_half_life(self):
        rules = [Rule(1, 8)]
        self.assertEqual(total([call(0)], rules), 8)
        self.assertAlmostEqual(total([call(30)], rules), 4)
        self.assertAlmostEqual(total([call(60)], rules), 2)
        self.assertEqual(total([call(301)], rules), 0)

    def test_the_future_is_worth_nothing_yet(self):
        self.assertEqual(total([call(-1)], [Rule(1, 8)]), 0)

    def test_the_first_rule_that_fits_counts_a_contact(self):
        rules = [Rule(1, 10, outcome=7), Rule(2, 3, channel="call"), Rule(3, 1)]
        earned = engagement([call(outcome=7), call(), call()], rules, NOW, 30)
        self.assertEqual(
            {k: (e.count, e.points) for k, e in earned.items()}, {1: (1, 10), 2: (2, 6)}
        )

    def test_what_did_not_happen_or_was_automatic_counts_only_by_name(self):
        missed, sent = call(outcome=9, happened=False), call(is_automatic=True)
        self.assertFalse(matches(Rule(1, 1, channel="call"), missed))
        self.assertTrue(matches(Rule(1, -1, outcome=9), missed))
        self.assertFalse(matches(Rule(1, 1, channel="call"), sent))
        self.assertTrue(matches(Rule(1, 1, type=CALL), sent))

    def test_a_rule_gives_no_more_than_its_cap_in_a_period(self):
        rules = [Rule(1, 5, cap=8, period_days=7)]
        start = datetime(2026, 5, 28)  # the first day of a period
        same = [Contact(start + n * DAY / 10, CALL, "call", "in") for n in range(4)]
        now = start + DAY
        self.assertEqual(total(same, rules, now), 8)
        other = [*same, Contact(start - DAY, CALL, "call", "in")]
        self.assertAlmostEqual(total(other, rules, now), 8 + decayed(5, 2 * DAY, 30))

    @given(contacts, contacts, caps)
    @examples(60)
    def test_one_more_contact_never_lowers_it(self, some, more, cap):
        rules = [Rule(1, 6, channel="call", cap=cap), Rule(2, 2, cap=cap)]
        self.assertGreaterEqual(total(some + more, rules), total(some, rules) - 1e-9)

    @given(contacts, caps, st.floats(0, 90))
    @examples(60)
    def test_time_alone_never_raises_it(self, some, cap, days):
        rules = [Rule(1, 6, channel="call", cap=cap), Rule(2, 2, cap=cap)]
        later = NOW + timedelta(days=days)
        self.assertLessEqual(total(some, rules, later), total(some, rules) + 1e-9)

    @given(contacts, st.integers(1, 90))
    @examples(60)
    def test_without_caps_it_is_half_after_a_half_life(self, some, half_life):
        rules = [Rule(1, 6)]
        # what the horizon forgets meanwhile is no half
        some = [c for c in some if NOW - c.at < 9 * half_life * DAY]
        then = total(some, rules, NOW + half_life * DAY, half_life)
        self.assertAlmostEqual(then, total(some, rules, NOW, half_life) / 2)

    @given(contacts, st.integers(1, 20))
    @examples(60)
    def test_no_period_gives_more_than_the_cap(self, some, cap):
        rules = [Rule(1, 6, cap=cap, period_days=30)]
        periods = {(c.at - datetime(1970, 1, 1)) // (30 * DAY) for c in some}
        self.assertLessEqual(total(some, rules), cap * len(periods) + 1e-9)

    def test_whole_days_are_those_of_the_person(self):
        day = date(2026, 6, 1)
        self.assertEqual(
            day_span(day, day, "Asia/Ho_Chi_Minh"),
            (datetime(2026, 5, 31, 17), datetime(2026, 6, 1, 17)),
        )
        # the night in which clocks go forward has an hour less
        start, stop = day_span(date(2026, 3, 29), date(2026, 3, 29), "Europe/Paris")
        self.assertEqual(stop - start, timedelta(hours=23))

    def test_spans_that_touch_do_not_overlap(self):
        nine, ten, eleven = (NOW + timedelta(hours=h) for h in (0, 1, 2))
        self.assertFalse(overlaps((nine, ten), (ten, eleven)))
        self.assertTrue(overlaps((nine, eleven), (ten, eleven)))
        self.assertTrue(overlaps((ten, eleven), (nine, eleven)))
