# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a participant goes on: the next step, or the end.

A participant is at one step at a time. A step that is come to again is visited again,
up to a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .journey_graph import StepNode
from .step_outcome import DONE, FAILED, READY, SKIPPED, Outcome


@dataclass(frozen=True)
class Go:
    """The next visit."""

    step_uid: str
    visit: int


@dataclass(frozen=True)
class End:
    """How a participant ends; the state is one of crm.journey.participant."""

    state: str
    reason: str | None = None


def follow(
    step: StepNode,
    outcome: Outcome,
    visits: Mapping[str, int],
    max_visits: int,
) -> Go | End | None:
    """Return where a participant goes from a step that was run.

    :param visits: how often the participant has been at each step so far
    :return: None: it stays where it is, the step is put off
    """
    if outcome.state == READY:
        return None
    if outcome.state == FAILED and step.config.get("on_error", "stop") == "stop":
        return End("error", outcome.reason or "error")
    if outcome.state == SKIPPED and step.config.get("on_skip", "next") == "exit":
        return End("exited", outcome.reason)
    if outcome.state == DONE and step.kind == "goal":
        return End("goal", "goal")
    target = step.branches.get(outcome.branch)
    if step.kind == "exit" or not target:
        return End("done")
    visit = visits.get(target, 0) + 1
    if visit > max_visits:
        return End("exited", "max_visits")
    return Go(target, visit)
