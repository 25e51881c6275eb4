# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a start that is corrected gives what the right one would have given."""

from odoo.tests import BaseCase, tagged

from ..tools.moved_start import begin_at
from ..tools.sla_state import state_of
from .tool_fixture import HOUR, Clock, at, hours, standard


def run(start, *events, target=None):
    """Return the ledger of a clock of 8 working hours that things happened to."""
    clock = Clock().do(start, "start", target=target or hours(8))
    for instant, kind in events:
        clock.do(instant, kind)
    return clock.segments


@tagged("standard")
class TestToolMovedStart(BaseCase):
    def _moved(self, ledger, begin, now="06-01 16:00"):
        return begin_at(ledger, at(begin), at(now), standard())

    def test_it_equals_the_ledger_of_the_right_start(self):
        waits = (("06-01 14:00", "pause"), ("06-01 15:00", "resume"))
        for events in ((), waits, (("06-01 13:00", "pause"),)):
            for wrong, right in (
                ("06-01 12:00", "06-01 09:00"),
                ("06-01 09:00", "06-01 12:00"),
            ):
                with self.subTest(events=events, right=right):
                    moved = self._moved(run(wrong, *events), right)

                    self.assertEqual(
                        state_of(moved, standard(), at("06-01 16:00")),
                        state_of(run(right, *events), standard(), at("06-01 16:00")),
                    )

    def test_an_earlier_start_may_be_a_miss(self):
        moved = self._moved(run("06-01 12:00", target=hours(5)), "06-01 09:00")

        state = state_of(moved, standard(), at("06-01 16:00"))
        self.assertEqual(state.outcome, "missed")
        self.assertEqual(state.late, 2 * HOUR)

    def test_a_later_start_takes_a_miss_back(self):
        ledger = run("06-01 09:00", ("06-01 15:00", "pause"), target=hours(5))
        self.assertEqual(
            state_of(ledger, standard(), at("06-01 16:00")).outcome, "missed"
        )

        moved = self._moved(ledger, "06-01 12:00")

        state = state_of(moved, standard(), at("06-01 16:00"))
        self.assertEqual(state.outcome, "pending")
        self.assertEqual(state.consumed, 3 * HOUR)

    def test_clock_that_waited_from_the_beginning_still_does(self):
        ledger = run("06-01 09:00", ("06-01 09:00", "pause"), ("06-01 13:00", "resume"))

        moved = self._moved(ledger, "06-01 10:00")

        state = state_of(moved, standard(), at("06-01 16:00"))
        self.assertEqual(moved[0].start, at("06-01 10:00"))
        self.assertEqual(state.started_at, at("06-01 13:00"))
        self.assertEqual(state.consumed, 3 * HOUR)
