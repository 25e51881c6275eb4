# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: one winner per metric by order, and a reason for everybody else."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.policy_match import (
    Policy,
    TargetLine,
    Ticket,
    explain,
    match,
    shadows,
)

BOTH = (TargetLine(1, "first_response"), TargetLine(2, "resolution"))
GOLD, BRONZE = frozenset([7]), frozenset([8])
MONDAY = date(2026, 6, 1)


def ticket(**fields):
    """Return an urgent ticket of a gold customer in company 1."""
    values = {"company_id": 1, "day": MONDAY, "priority": "3", "facts": {"tier": GOLD}}
    return Ticket(**{**values, **fields})


@tagged("standard")
class TestToolPolicyMatch(BaseCase):
    def reasons(self, policies, one, metric="resolution"):
        """Return (reason, detail) by policy for a metric."""
        found = explain(policies, one, [metric])
        return {
            verdict.policy_id: (verdict.reason, verdict.detail) for verdict in found
        }

    def test_case_42_one_winner_by_order(self):
        second, first = Policy(1, 20, BOTH), Policy(2, 10, BOTH)
        self.assertEqual(
            match([second, first], ticket(), ["first_response", "resolution"]),
            {"first_response": (2, 1), "resolution": (2, 2)},
        )
        self.assertEqual(
            self.reasons([second, first], ticket()),
            {2: ("won", None), 1: ("outranked", 2)},
        )

    def test_case_42_metrics_win_separately(self):
        response = Policy(1, 10, BOTH[:1])
        everything = Policy(2, 20, BOTH)
        found = match(
            [response, everything], ticket(), ["first_response", "resolution"]
        )
        self.assertEqual(found, {"first_response": (1, 1), "resolution": (2, 2)})

    def test_equal_sequences_go_by_id(self):
        policies = [Policy(5, 10, BOTH), Policy(4, 10, BOTH)]
        self.assertEqual(match(policies, ticket(), ["resolution"])["resolution"][0], 4)

    def test_every_refusal_has_its_reason(self):
        for policy, reason in (
            (Policy(1, 1, BOTH, active=False), ("archived", None)),
            (Policy(1, 1, BOTH, company_id=2), ("company", 2)),
            (
                Policy(1, 1, BOTH, valid_from=date(2026, 6, 2)),
                ("not_yet_valid", date(2026, 6, 2)),
            ),
            (
                Policy(1, 1, BOTH, valid_to=date(2026, 5, 31)),
                ("expired", date(2026, 5, 31)),
            ),
            (Policy(1, 1, BOTH, criteria={"tier": BRONZE}), ("criterion", "tier")),
            (Policy(1, 1, BOTH, criteria={"tag": GOLD}), ("criterion", "tag")),
            (Policy(1, 1, BOTH, has_domain=True), ("domain", None)),
            (Policy(1, 1, BOTH[:1]), ("no_target", None)),
            (
                Policy(1, 1, (TargetLine(1, "resolution", frozenset("0")),)),
                ("priority", "3"),
            ),
        ):
            with self.subTest(reason=reason):
                self.assertEqual(self.reasons([policy], ticket()), {1: reason})
                self.assertEqual(match([policy], ticket(), ["resolution"]), {})

    def test_case_43_another_companys_policy_never_wins(self):
        theirs, ours = (
            Policy(1, 1, BOTH, company_id=2),
            Policy(2, 2, BOTH, company_id=1),
        )
        self.assertEqual(
            match([theirs, ours], ticket(), ["resolution"])["resolution"][0], 2
        )

    def test_valid_on_its_first_and_last_day(self):
        policy = Policy(1, 1, BOTH, valid_from=MONDAY, valid_to=MONDAY)
        self.assertTrue(match([policy], ticket(), ["resolution"]))

    def test_empty_criteria_accept_everything_and_domains_are_asked(self):
        policy = Policy(1, 1, BOTH, criteria={"tag": frozenset()}, has_domain=True)
        self.assertTrue(match([policy], ticket(domains={1}), ["resolution"]))

    def test_a_line_of_the_priority_beats_one_for_all(self):
        lines = (
            TargetLine(1, "resolution"),
            TargetLine(2, "resolution", frozenset("3")),
        )
        policy = Policy(1, 1, lines)
        self.assertEqual(
            match([policy], ticket(), ["resolution"])["resolution"], (1, 2)
        )
        other = ticket(priority="0")
        self.assertEqual(match([policy], other, ["resolution"])["resolution"], (1, 1))

    def test_case_44_a_policy_that_can_never_win_is_pointed_out(self):
        gold = Policy(2, 20, BOTH, criteria={"tier": GOLD})
        for catch_all, expected in (
            (Policy(1, 10, BOTH), [(2, 1)]),
            (Policy(1, 30, BOTH), []),
            (Policy(1, 10, BOTH[:1]), []),
            (Policy(1, 10, BOTH, has_domain=True), []),
            (Policy(1, 10, BOTH, company_id=1), []),
            (Policy(1, 10, BOTH, valid_to=MONDAY), []),
            (Policy(1, 10, BOTH, valid_from=MONDAY), []),
            (Policy(1, 10, BOTH, active=False), []),
            (Policy(1, 10, BOTH, criteria={"tier": BRONZE}), []),
            (Policy(1, 10, BOTH, criteria={"tier": GOLD | BRONZE}), [(2, 1)]),
            (Policy(1, 10, tuple(line._replace(priorities="3") for line in BOTH)), []),
        ):
            with self.subTest(catch_all=catch_all):
                self.assertEqual(shadows([gold, catch_all]), expected)
