# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who takes a ticket, and why: a decision with its reasons as data.

Every ticket passes the same gates: who is available, who has the skills, who has room.
Then the customer's own account manager takes it, if asked for, or the method chooses:

- *round_robin*: in turn, by weight. The pointer is a *credit* per agent, kept by the
  team: at each choice everyone who could have taken the ticket gains their weight and
  the one chosen pays all of it. Nobody earns while absent, so nobody is flooded on
  return, and what is assigned by hand moves nothing.
- *least_open*: the smallest share of their capacity in use; equals by their turn.
- *manual*: nobody.

A batch is decided ticket by ticket on the state the one before left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

MANUAL, ROUND_ROBIN, LEAST_OPEN = METHODS = ("manual", "round_robin", "least_open")
#: Why a ticket went to somebody, or to nobody.
ACCOUNT_MANAGER, TURN, LEAST, NOBODY = ("account_manager", "turn", "least", "nobody")
#: Why an agent was passed over.
UNAVAILABLE, SKILL, FULL, NOT_MEMBER = ("unavailable", "skill", "full", "not_member")

Credits = Mapping[int, int]


class Agent(NamedTuple):
    """A member of the team, in the team's order.

    :param weight: share of the turns; 0: none, but the account manager's tickets
    :param capacity: most open tickets at a time; None: no limit
    :param open_count: open tickets; waiting and solved ones are no load
    :param unavailable: a code why not (*absent*, *off_hours*, ...); empty: available
    """

    id: int
    weight: int = 1
    capacity: int | None = None
    open_count: int = 0
    skills: frozenset = frozenset()
    unavailable: str = ""


class Request(NamedTuple):
    """A ticket that needs somebody.

    :param skills: all of them are needed
    :param manager_id: the customer's own account manager, if they are to be asked
    """

    id: int
    skills: frozenset = frozenset()
    manager_id: int | None = None
    due_at: datetime | None = None
    created_at: datetime | None = None


class Refusal(NamedTuple):
    """Why an agent was passed over; `detail` are missing skills, a code, or a limit."""

    agent_id: int
    reason: str
    detail: object = None


@dataclass(frozen=True)
class Decision:
    """Who takes a ticket.

    :param reason: of the choice: *account_manager*, *turn*, *least* or *nobody*
    :param candidates: ids of those who could have taken it, in the team's order
    :param skills_waived: nobody available has the skills, and anybody was allowed
    """

    request_id: int
    agent_id: int | None
    reason: str
    candidates: tuple[int, ...]
    refusals: tuple[Refusal, ...]
    skills_waived: bool = False


@dataclass(frozen=True)
class Team:
    """The state a decision is made on, and leaves behind.

    :param credits: the pointer: persist it with the team, under its row's lock
    :param skills_optional: without a skilled agent anybody may take a ticket
    """

    agents: tuple[Agent, ...]
    method: str = ROUND_ROBIN
    credits: Credits = ()
    skills_optional: bool = False

    def __post_init__(self):
        if self.method not in METHODS:
            raise ValueError(f"no such method: {self.method}")
        known = dict(self.credits)
        kept = {agent.id: known.get(agent.id, 0) for agent in self.agents}
        object.__setattr__(self, "credits", kept)


def assign(team: Team, requests: Iterable[Request]) -> tuple[list[Decision], Team]:
    """Decide requests in the order given; return the decisions and the team after."""
    decisions = []
    for request in requests:
        decision, team = choose(team, request)
        decisions.append(decision)
    return decisions, team


def choose(team: Team, request: Request) -> tuple[Decision, Team]:
    """Decide one request; return the decision and the team after it."""
    able, refusals, waived = _able(team, request)
    ids = tuple(agent.id for agent in able)
    manager = next((one for one in able if one.id == request.manager_id), None)
    if request.manager_id and all(a.id != request.manager_id for a in team.agents):
        refusals = (*refusals, Refusal(request.manager_id, NOT_MEMBER))
    rotating = [agent for agent in able if agent.weight > 0]
    if team.method == MANUAL or not (manager or rotating):
        return Decision(request.id, None, NOBODY, ids, refusals, waived), team
    if manager:
        decision = Decision(
            request.id, manager.id, ACCOUNT_MANAGER, ids, refusals, waived
        )
        return decision, _loaded(team, manager.id)
    chosen, reason = _pick(team, rotating)
    decision = Decision(request.id, chosen.id, reason, ids, refusals, waived)
    return decision, _turned(_loaded(team, chosen.id), rotating, chosen)


def drain_order(requests: Iterable[Request]) -> list[Request]:
    """Return waiting requests oldest due first, those without deadline last."""
    never = datetime.max
    return sorted(
        requests,
        key=lambda one: (one.due_at or never, one.created_at or never, one.id),
    )


def _able(team: Team, request: Request):
    """Return (agents who can take it, why the others cannot, skills were waived)."""
    refusals = [_refusal(agent, request.skills) for agent in team.agents]
    able = _accepted(team, refusals)
    if able or not (team.skills_optional and request.skills):
        return able, tuple(refusal for refusal in refusals if refusal), False
    refusals = [_refusal(agent, frozenset()) for agent in team.agents]
    able = _accepted(team, refusals)
    return able, tuple(refusal for refusal in refusals if refusal), True


def _accepted(team: Team, refusals) -> list[Agent]:
    pairs = zip(team.agents, refusals, strict=True)
    return [agent for agent, refusal in pairs if refusal is None]


def _refusal(agent: Agent, skills: frozenset) -> Refusal | None:
    if agent.unavailable:
        return Refusal(agent.id, UNAVAILABLE, agent.unavailable)
    if missing := skills - agent.skills:
        return Refusal(agent.id, SKILL, frozenset(missing))
    if agent.capacity is not None and agent.open_count >= agent.capacity:
        return Refusal(agent.id, FULL, agent.capacity)
    return None


def _pick(team: Team, agents: list[Agent]) -> tuple[Agent, str]:
    """Return the agent that the method chooses, and the reason."""
    places = {agent.id: place for place, agent in enumerate(team.agents)}

    def turn(agent):
        return -(team.credits[agent.id] + agent.weight), places[agent.id]

    if team.method == ROUND_ROBIN:
        return min(agents, key=turn), TURN
    limits = [agent.capacity for agent in team.agents if agent.capacity]
    widest = max(limits, default=1)

    def share(agent):
        return Fraction(agent.open_count, agent.capacity or widest)

    return min(agents, key=lambda agent: (share(agent), turn(agent))), LEAST


def _turned(team: Team, agents: list[Agent], chosen: Agent) -> Team:
    """Return the team after a turn: all who could gain, the one chosen pays."""
    after = dict(team.credits)
    for agent in agents:
        after[agent.id] += agent.weight
    after[chosen.id] -= sum(agent.weight for agent in agents)
    return replace(team, credits=after)


def _loaded(team: Team, agent_id: int) -> Team:
    """Return the team with one more open ticket on somebody."""
    agents = tuple(
        agent._replace(open_count=agent.open_count + 1)
        if agent.id == agent_id
        else agent
        for agent in team.agents
    )
    return replace(team, agents=agents)
