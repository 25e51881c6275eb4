# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: stages, risk and health follow from a customer's own rhythm, whoever it is."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import health, rhythm
from .property_settings import examples

days = st.floats(0, 3000)
gaps = st.floats(1, 400)
shares = st.floats(0, 1)
worth = st.floats(0, 1e9)


@tagged("standard")
class TestToolStanding(BaseCase):
    def test_stages_by_hand(self):
        # orders, days since the last one, rhythm, open opportunity, stage
        cases = [
            (0, 0, 90, False, "contact"),
            (0, 0, 90, True, "lead"),
            (1, 10, 90, False, "first"),
            (4, 10, 90, False, "repeat"),
            (5, 10, 90, True, "loyal"),
            (9, 136, 90, False, "lapsing"),
            (9, 361, 90, False, "lost"),
            # a weekly customer is not lapsing after eleven days, nor lost after a month
            (9, 11, 7, False, "loyal"),
            (9, 22, 7, False, "lapsing"),
            (9, 80, 7, False, "lapsing"),
            (9, 91, 7, False, "lost"),
        ]
        for orders, silent, gap, has_lead, expected in cases:
            with self.subTest(orders=orders, silent=silent, gap=gap):
                self.assertEqual(rhythm.stage(orders, silent, gap, has_lead), expected)

    def test_the_next_order_is_a_rhythm_away(self):
        self.assertEqual(
            rhythm.expected_order(datetime(2026, 1, 1, 9), 30.4),
            datetime(2026, 1, 31, 9),
        )

    @examples(80)
    @given(days, days, gaps)
    def test_a_longer_silence_never_looks_better(self, silent, more, gap):
        early, late = (rhythm.churn(s, gap) for s in (silent, silent + more))
        self.assertTrue(0 <= early <= late <= 1)
        order = rhythm.STAGES.index
        stages = [rhythm.stage(3, s, gap, False) for s in (silent, silent + more)]
        self.assertLessEqual(order(stages[0]), order(stages[1]))

    @examples(80)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(health.WEIGHTS)),
                st.one_of(st.none(), st.floats(0, 100)),
            ),
            max_size=6,
        )
    )
    def test_a_score_lies_between_its_components(self, drawn):
        components = [health.Component(key, score) for key, score in drawn]
        known = [c.score for c in components if c.score is not None]

        score = health.total(components)

        if not known:
            self.assertIsNone(score)
        else:
            self.assertTrue(min(known) - 1 <= score <= max(known) + 1)
            self.assertIn(health.band(score), ("good", "fair", "poor"))

    @examples(80)
    @given(days, st.integers(1, 365), worth, worth, shares, worth, worth, days)
    def test_components_lie_between_0_and_100(
        self, silent, cadence, recent, before, churn, overdue, invoiced, late
    ):
        for component in (
            health.contact(silent, cadence),
            health.orders(recent, before, churn),
            health.payment(overdue, invoiced, late),
            health.reply(silent, True),
        ):
            if component.score is not None:
                self.assertTrue(0 <= component.score <= 100, component)

    def test_what_is_not_known_counts_for_nothing(self):
        known = [health.contact(5, 30), health.mood(0, 0, 4)]
        unknown = [health.payment(0, 0, 0), health.reply(None, False)]

        self.assertEqual(health.total(known + unknown), health.total(known))

    def test_bands_cover_every_score(self):
        self.assertEqual(
            {health.band(score) for score in range(101)}, {"good", "fair", "poor"}
        )
