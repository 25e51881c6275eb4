# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which target wins on a ticket, for each metric, and why the others did not.

Policies are tried in their order (``sequence``, then id). For each metric the first
policy that applies to the ticket and has a target for its priority wins; later ones lose
to it, whatever they say. Order is the only rule: a policy without criteria that stands
first wins everywhere, and `shadows` says so before it is saved.

A *criterion* is a name with the ids it accepts, and a ticket has ids for each name: its
team, its category with the parents, its tags, the customer's tier. One in common is
enough; a policy meets all of its criteria or does not apply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

Ids = frozenset[int]

WON = "won"
ARCHIVED, COMPANY, NOT_YET, EXPIRED = "archived", "company", "not_yet_valid", "expired"
CRITERION, DOMAIN, NO_TARGET = "criterion", "domain", "no_target"
PRIORITY, OUTRANKED = "priority", "outranked"


class TargetLine(NamedTuple):
    """One promise of a policy.

    :param priorities: of the tickets it holds for; empty: of all
    """

    id: int
    metric: str
    priorities: frozenset[str] = frozenset()


class Policy(NamedTuple):
    """What matching needs of a policy.

    :param company_id: None: for every company
    :param valid_from: first day, None: since ever
    :param valid_to: last day, None: for ever
    :param criteria: accepted ids by name
    :param has_domain: a domain of its own must match as well
    """

    id: int
    sequence: int
    targets: tuple[TargetLine, ...]
    company_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    criteria: Mapping[str, Ids] = {}
    has_domain: bool = False
    active: bool = True


class Ticket(NamedTuple):
    """What matching needs of a ticket.

    :param day: the day it is judged by, in the zone of its company
    :param facts: its ids by the names of the criteria
    :param domains: ids of the policies whose own domain matches it
    """

    company_id: int | None
    day: date
    priority: str
    facts: Mapping[str, Ids] = {}
    domains: Collection[int] = ()


class Verdict(NamedTuple):
    """How a policy did for a metric.

    :param reason: *won*, or the first reason why not
    :param detail: name of the criterion, or id of the policy that won instead
    """

    policy_id: int
    metric: str
    target_id: int | None
    reason: str
    detail: object = None

    @property
    def won(self) -> bool:
        """Tell whether this is the winner."""
        return self.reason == WON


def in_order(policies: Iterable[Policy]) -> list[Policy]:
    """Return policies in the order in which they are tried."""
    return sorted(policies, key=lambda policy: (policy.sequence, policy.id))


def match(policies: Iterable[Policy], ticket: Ticket, metrics: Iterable[str]):
    """Return {metric: (policy, target line)} for the metrics that have a winner."""
    found = explain(policies, ticket, metrics)
    return {
        verdict.metric: (verdict.policy_id, verdict.target_id)
        for verdict in found
        if verdict.won
    }


def explain(
    policies: Iterable[Policy], ticket: Ticket, metrics: Iterable[str]
) -> list[Verdict]:
    """Return how every policy did, by metric and then in the order they were tried."""
    ordered = in_order(policies)
    refusals = {policy.id: _refusal(policy, ticket) for policy in ordered}
    verdicts = []
    for metric in metrics:
        winner = None
        for policy in ordered:
            verdict = _judge(policy, ticket, metric, refusals[policy.id], winner)
            winner = policy.id if verdict.won else winner
            verdicts.append(verdict)
    return verdicts


def shadows(policies: Iterable[Policy]) -> list[tuple[int, int]]:
    """Return (policy, policy before it) where the first can never win anything.

    Only what is certain: the one before accepts every ticket that the later accepts,
    for each metric and priority that the later one has.
    """
    ordered, found = [policy for policy in in_order(policies) if policy.active], []
    for index, later in enumerate(ordered):
        for earlier in ordered[:index]:
            if _covers(earlier, later):
                found.append((later.id, earlier.id))
                break
    return found


def _refusal(policy: Policy, ticket: Ticket) -> tuple[str, object] | None:
    """Return why a policy does not apply to a ticket; None: it does."""
    if not policy.active:
        return ARCHIVED, None
    if policy.company_id not in (None, ticket.company_id):
        return COMPANY, policy.company_id
    if policy.valid_from and ticket.day < policy.valid_from:
        return NOT_YET, policy.valid_from
    if policy.valid_to and ticket.day > policy.valid_to:
        return EXPIRED, policy.valid_to
    for name, accepted in policy.criteria.items():
        if accepted and not accepted & ticket.facts.get(name, frozenset()):
            return CRITERION, name
    if policy.has_domain and policy.id not in ticket.domains:
        return DOMAIN, None
    return None


def _judge(policy, ticket: Ticket, metric: str, refusal, winner) -> Verdict:
    """Return how a policy does for one metric, given who has won already."""
    if refusal:
        return Verdict(policy.id, metric, None, *refusal)
    lines = [line for line in policy.targets if line.metric == metric]
    if not lines:
        return Verdict(policy.id, metric, None, NO_TARGET)
    line = _line_for(lines, ticket.priority)
    if line is None:
        return Verdict(policy.id, metric, None, PRIORITY, ticket.priority)
    if winner is not None:
        return Verdict(policy.id, metric, line.id, OUTRANKED, winner)
    return Verdict(policy.id, metric, line.id, WON)


def _line_for(lines: list[TargetLine], priority: str) -> TargetLine | None:
    """Return the line of a priority: one that names it before one for all."""
    named = [line for line in lines if priority in line.priorities]
    general = [line for line in lines if not line.priorities]
    return next(iter([*named, *general]), None)


def _covers(earlier: Policy, later: Policy) -> bool:
    """Tell whether every ticket that a policy accepts is taken by one before it."""
    if earlier.has_domain or earlier.company_id not in (None, later.company_id):
        return False
    since, until = (earlier.valid_from, earlier.valid_to)
    if since and (later.valid_from is None or later.valid_from < since):
        return False
    if until and (later.valid_to is None or later.valid_to > until):
        return False
    for name, accepted in earlier.criteria.items():
        asked = later.criteria.get(name) or frozenset()
        if accepted and not (asked and asked <= accepted):
            return False
    return all(_has_line_like(earlier, line) for line in later.targets)


def _has_line_like(policy: Policy, wanted: TargetLine) -> bool:
    """Tell whether a policy has lines for the metric and priorities of another's."""
    lines = [line for line in policy.targets if line.metric == wanted.metric]
    if any(not line.priorities for line in lines):
        return True
    named = frozenset().union(*(line.priorities for line in lines))
    return bool(wanted.priorities) and wanted.priorities <= named
