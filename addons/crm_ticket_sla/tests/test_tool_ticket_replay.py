# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a promise replayed on history comes to what it would have come to."""

from odoo.tests import BaseCase, tagged

from ..tools.reply_metrics import AGENT, CUSTOMER, Item
from ..tools.ticket_events import Rule, Stage
from ..tools.ticket_replay import History, Turn, cause_of, outcomes
from ..tools.working_days import Target
from .tool_fixture import HOUR, at, standard

NOW = at("06-30 12:00")
WAITS = frozenset(("wait_customer",))


def history(*turns, agents=(), items=(), **fields):
    """Return a history of turns such as ``06-01 09:00 open``."""
    found = []
    for index, text in enumerate(turns):
        when, kind = text.rsplit(" ", 1)
        found.append(Turn(at(when), Stage(index + 1, kind)))
    agents = tuple(at(text) for text in agents)
    return History(tuple(found), agents, tuple(items), **fields)


@tagged("standard")
class TestToolTicketReplay(BaseCase):
    def outcomes(self, past, metric, hours=8, calendar="W", **rules):
        rule = Rule(metric, Target(seconds=hours * HOUR), calendar, **rules)
        states = outcomes(past, rule, standard(), NOW)
        return [(state.outcome, state.consumed // HOUR) for state in states]

    def test_resolution_pauses_while_waiting_only_if_the_promise_says_so(self):
        past = history(
            "06-01 09:00 new",
            "06-01 11:00 wait_customer",
            "06-02 11:00 open",
            "06-02 15:00 solved",
        )
        self.assertEqual(self.outcomes(past, "resolution", pauses=WAITS), [("met", 6)])
        self.assertEqual(self.outcomes(past, "resolution"), [("missed", 14)])

    def test_reopened_goes_on_or_starts_afresh(self):
        past = history(
            "06-01 09:00 new",
            "06-01 11:00 solved",
            "06-03 09:00 open",
            "06-03 17:00 solved",
        )
        self.assertEqual(self.outcomes(past, "resolution"), [("missed", 10)])
        self.assertEqual(
            self.outcomes(past, "resolution", new_cycle=True), [("met", 2), ("met", 8)]
        )

    def test_cancelled_ticket_counts_for_nobody(self):
        past = history("06-01 09:00 new", "06-03 09:00 cancelled")
        self.assertEqual(self.outcomes(past, "resolution", 40), [("cancelled", 16)])

    def test_assignment_ends_with_the_first_agent(self):
        past = history("06-01 09:00 new", agents=("06-01 12:00", "06-02 12:00"))
        self.assertEqual(self.outcomes(past, "assign", 2), [("missed", 3)])

    def test_replies_by_who_wrote(self):
        items = (
            Item(at("06-01 10:00"), AGENT),
            Item(at("06-01 11:00"), CUSTOMER),
            Item(at("06-02 11:00"), AGENT),
        )
        past = history("06-01 09:00 new", "06-03 09:00 solved", items=items)
        self.assertEqual(self.outcomes(past, "first_response", 2), [("met", 1)])
        self.assertEqual(self.outcomes(past, "next_response", 4), [("missed", 8)])

    def test_stages_reached_and_stayed_in(self):
        past = history("06-01 09:00 new", "06-01 12:00 open", "06-02 12:00 solved")
        stages = frozenset((2,))
        self.assertEqual(
            self.outcomes(past, "reach_stage", 2, stages=stages), [("missed", 3)]
        )
        self.assertEqual(
            self.outcomes(past, "time_in_stage", 8, stages=stages), [("met", 8)]
        )

    def test_cause_is_where_the_time_went(self):
        cases = [
            ("closed", history("06-05 16:00 new", "06-08 10:00 solved"), 0),
            (
                "waiting",
                history(
                    "06-01 09:00 new", "06-01 10:00 wait_third", "06-03 10:00 solved"
                ),
                "W",
            ),
            (
                "unassigned",
                history("06-01 09:00 new", "06-03 10:00 solved"),
                "W",
            ),
            (
                "work",
                history(
                    "06-01 09:00 new", "06-03 10:00 solved", agents=("06-01 09:00",)
                ),
                "W",
            ),
        ]
        calendars = {**standard(), 0: standard()["H"]}
        for expected, past, calendar in cases:
            with self.subTest(expected=expected):
                rule = Rule("resolution", Target(seconds=HOUR), calendar)
                [state] = outcomes(past, rule, calendars, NOW)
                self.assertEqual(cause_of(past, rule, state, standard()["W"]), expected)
