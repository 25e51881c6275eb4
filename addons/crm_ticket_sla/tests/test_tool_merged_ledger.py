# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a merged clock counts from the earliest start, and can be given back."""

from odoo.tests import BaseCase, tagged

from ..tools.merged_ledger import give_back, take_over
from ..tools.sla_state import state_of
from .tool_fixture import HOUR, Clock, at, hours, standard


@tagged("standard")
class TestToolMergedLedger(BaseCase):
    def setUp(self):
        super().setUp()
        # 8 working hours from Monday 14:00, asked for since 09:00 already
        self.own = Clock().do("06-01 14:00", "start", target=hours(8)).segments
        self.earlier = Clock().do("06-01 09:00", "start", target=hours(2)).segments

    def _taken(self, earlier=None, moment="06-01 16:00"):
        return take_over(
            self.own, earlier or self.earlier, at(moment), "merged:1", standard()
        )

    def test_case_69_the_earliest_start_wins(self):
        state = state_of(self._taken(), standard(), at("06-01 16:00"))

        self.assertEqual(state.started_at, at("06-01 09:00"))
        self.assertEqual(state.consumed, 7 * HOUR)
        self.assertEqual(state.deadline_at, at("06-01 17:00"))

    def test_a_later_start_changes_nothing(self):
        later = Clock().do("06-01 15:00", "start", target=hours(2)).segments

        self.assertEqual(self._taken(later), self.own)

    def test_what_the_earlier_ticket_waited_is_free(self):
        waited = Clock().do("06-01 09:00", "start", target=hours(2))
        waited.do("06-01 10:00", "pause").do("06-01 13:00", "resume")

        state = state_of(self._taken(waited.segments), standard(), at("06-01 16:00"))

        self.assertEqual(state.consumed, 4 * HOUR)
        self.assertEqual(state.deadline_at, at("06-02 12:00"))

    def test_a_promise_broken_meanwhile_is_missed_at_once(self):
        taken = self._taken(moment="06-02 10:00")

        state = state_of(taken, standard(), at("06-02 10:00"))

        self.assertEqual(state.outcome, "missed")
        self.assertEqual(state.missed_at, at("06-01 17:00"))

    def test_given_back_it_is_as_it_was(self):
        for moment in ("06-01 16:00", "06-02 10:00"):
            with self.subTest(moment=moment):
                taken = self._taken(moment=moment)
                given = give_back(taken, at("06-01 14:00"), {"merged:1"}, standard())
                self.assertEqual(given, self.own)

    def test_what_came_later_is_kept_when_given_back(self):
        clock = Clock()
        clock.segments = self._taken()
        clock.do("06-02 10:00", "pause").do("06-02 12:00", "resume")

        given = give_back(clock.segments, at("06-01 14:00"), {"merged:1"}, standard())

        state = state_of(given, standard(), at("06-02 13:00"))
        self.assertEqual(state.consumed, 5 * HOUR)
        self.assertEqual(state.outcome, "pending")
