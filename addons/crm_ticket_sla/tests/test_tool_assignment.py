# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tickets are shared out fairly, and every choice has its reasons."""

from collections import Counter
from datetime import datetime

from odoo.tests import BaseCase, tagged

from ..tools.assignment import (
    LEAST_OPEN,
    MANUAL,
    Agent,
    Request,
    Team,
    assign,
    choose,
    drain_order,
)

THREE = (Agent(1), Agent(2), Agent(3))


def tickets(count, **fields):
    """Return some requests."""
    return [Request(number, **fields) for number in range(1, count + 1)]


def shares(decisions):
    """Return how many tickets each agent got."""
    return dict(Counter(decision.agent_id for decision in decisions))


@tagged("standard")
class TestToolAssignment(BaseCase):
    def test_case_56_nine_tickets_three_agents(self):
        for method in ("round_robin", LEAST_OPEN):
            with self.subTest(method=method):
                decisions, _team = assign(Team(THREE, method), tickets(9))
                self.assertEqual(shares(decisions), {1: 3, 2: 3, 3: 3})

    def test_one_by_one_is_the_same_as_a_batch(self):
        batch, after = assign(Team(THREE), tickets(7))
        team, single = Team(THREE), []
        for request in tickets(7):
            decision, team = choose(Team(THREE, credits=team.credits), request)
            single.append(decision)
        self.assertEqual(batch, single)
        self.assertEqual(team.credits, after.credits)

    def test_weights_share_the_turns_without_bursts(self):
        agents = (Agent(1, weight=3), Agent(2), Agent(3))
        decisions, _team = assign(Team(agents), tickets(10))
        self.assertEqual(shares(decisions), {1: 6, 2: 2, 3: 2})
        self.assertEqual([d.agent_id for d in decisions[:5]], [1, 2, 1, 3, 1])

    def test_case_57_only_a_turn_moves_the_pointer(self):
        team = Team(THREE)
        _first, team = choose(team, Request(1))
        manual, after = choose(Team(THREE, MANUAL, team.credits), Request(2))
        managed, later = choose(
            Team(THREE, credits=after.credits), Request(3, manager_id=1)
        )

        self.assertEqual((manual.agent_id, manual.reason), (None, "nobody"))
        self.assertEqual((managed.agent_id, managed.reason), (1, "account_manager"))
        self.assertEqual(later.credits, team.credits)
        self.assertEqual(choose(later, Request(4))[0].agent_id, 2)

    def test_case_58_absent_is_skipped_and_not_flooded_on_return(self):
        away = (Agent(1), Agent(2, unavailable="absent"), Agent(3))
        decisions, team = assign(Team(away), tickets(30))
        self.assertEqual(shares(decisions), {1: 15, 3: 15})
        self.assertEqual(decisions[0].refusals[0][:2], (2, "unavailable"))
        self.assertEqual(decisions[0].refusals[0].detail, "absent")

        back, _team = assign(Team(THREE, credits=team.credits), tickets(9))

        self.assertEqual(shares(back), {1: 3, 2: 3, 3: 3})

    def test_case_59_nobody_available_leaves_it_unassigned(self):
        agents = tuple(agent._replace(unavailable="off_hours") for agent in THREE)
        decision, team = choose(Team(agents), Request(1))
        self.assertEqual((decision.agent_id, decision.reason), (None, "nobody"))
        self.assertEqual(len(decision.refusals), 3)
        self.assertEqual(team, Team(agents))

    def test_case_59_the_queue_is_drained_oldest_due_first(self):
        late, soon, never, older = (
            Request(1, due_at=datetime(2026, 6, 3)),
            Request(2, due_at=datetime(2026, 6, 2)),
            Request(3),
            Request(4, created_at=datetime(2026, 5, 1)),
        )
        found = drain_order([never, late, soon, older])
        self.assertEqual([request.id for request in found], [2, 1, 4, 3])

    def test_case_61_an_agent_with_nothing_open_comes_first(self):
        agents = (Agent(1, open_count=4), Agent(2, open_count=1), Agent(3))
        decision, _team = choose(Team(agents, LEAST_OPEN), Request(1))
        self.assertEqual((decision.agent_id, decision.reason), (3, "least"))

    def test_least_open_is_measured_by_capacity(self):
        agents = (
            Agent(1, capacity=10, open_count=4),
            Agent(2, capacity=4, open_count=2),
        )
        decisions, team = assign(Team(agents, LEAST_OPEN), tickets(8))
        self.assertEqual(decisions[0].agent_id, 1)
        self.assertEqual([agent.open_count for agent in team.agents], [10, 4])

    def test_least_open_breaks_ties_by_turn_not_by_id(self):
        team = Team(THREE, LEAST_OPEN)
        found = []
        for request in tickets(6):
            decision, team = choose(Team(THREE, LEAST_OPEN, team.credits), request)
            found.append(decision.agent_id)
        self.assertEqual(found, [1, 2, 3, 1, 2, 3])

    def test_without_a_limit_one_is_measured_by_the_widest(self):
        agents = (Agent(1, open_count=4), Agent(2, capacity=10, open_count=5))
        self.assertEqual(choose(Team(agents, LEAST_OPEN), Request(1))[0].agent_id, 1)

    def test_full_agents_are_passed_over(self):
        agents = (Agent(1, capacity=2), Agent(2, capacity=1), Agent(3, capacity=0))
        decisions, _team = assign(Team(agents), tickets(4))
        self.assertEqual(shares(decisions), {1: 2, 2: 1, None: 1})
        self.assertEqual(
            {refusal.reason for refusal in decisions[-1].refusals}, {"full"}
        )

    def test_all_skills_are_needed(self):
        agents = (
            Agent(1, skills=frozenset(["vi"])),
            Agent(2, skills=frozenset(["vi", "repair"])),
        )
        wanted = Request(1, skills=frozenset(["vi", "repair"]))
        decision, _team = choose(Team(agents), wanted)
        self.assertEqual((decision.agent_id, decision.candidates), (2, (2,)))
        self.assertEqual(decision.refusals[0].detail, frozenset(["repair"]))

    def test_skills_can_be_optional(self):
        wanted = Request(1, skills=frozenset(["fr"]))
        self.assertIsNone(choose(Team(THREE), wanted)[0].agent_id)
        decision, _team = choose(Team(THREE, skills_optional=True), wanted)
        self.assertEqual((decision.agent_id, decision.skills_waived), (1, True))

    def test_the_account_manager_comes_first_if_able(self):
        absent = (THREE[0], THREE[1]._replace(unavailable="absent"), THREE[2])
        decision, _team = choose(Team(THREE), Request(1, manager_id=2))
        self.assertEqual((decision.agent_id, decision.reason), (2, "account_manager"))
        decision, _team = choose(Team(absent), Request(1, manager_id=2))
        self.assertEqual((decision.agent_id, decision.reason), (1, "turn"))

    def test_an_account_manager_outside_the_team_is_told(self):
        decision, _team = choose(Team(THREE), Request(1, manager_id=9))
        self.assertEqual(decision.agent_id, 1)
        self.assertIn((9, "not_member", None), decision.refusals)

    def test_weight_zero_takes_only_their_own_customers(self):
        agents = (Agent(1, weight=0), Agent(2))
        decisions, _team = assign(Team(agents), tickets(3))
        self.assertEqual(shares(decisions), {2: 3})
        self.assertEqual(choose(Team(agents), Request(1, manager_id=1))[0].agent_id, 1)

    def test_who_left_the_team_leaves_the_pointer(self):
        team = Team(THREE[:2], credits={1: 1, 3: -2})
        self.assertEqual(team.credits, {1: 1, 2: 0})
        with self.assertRaises(ValueError):
            Team(THREE, "random")
