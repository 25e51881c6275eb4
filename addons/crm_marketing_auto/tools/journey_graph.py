# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The drawing of a journey as data: steps, their ways out, and what is wrong with it.

A *graph* is the snapshot of a version::

    {"entry": uid, "steps": {uid: {"kind", "name", "config", "branches", "mailing_id"}}}

`branches` leads from the name of a way out to the uid of the next step. A way out that
leads nowhere ends the journey; a step with several ways out says where each of them
leads, if only to an *End*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import step_config

NEXT = "next"
#: Waits that let time pass whenever they are come to; a date may lie in the past.
LASTING = frozenset({"duration", "time", "weekday", "event"})


@dataclass(frozen=True)
class StepNode:
    """A step of a published version, as it is run."""

    uid: str
    kind: str
    name: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    branches: Mapping[str, str | None] = field(default_factory=dict)
    mailing_id: int | None = None
    journey_id: int | None = None
    version_id: int | None = None


@dataclass(frozen=True)
class Problem:
    """Why a graph cannot be published.

    :param code: see crm.journey.version._problem_text
    :param step_uid: None: the drawing as a whole
    :param args: what the text names
    """

    code: str
    step_uid: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


def nodes(graph: Mapping, journey_id=None, version_id=None) -> dict[str, StepNode]:
    """Return the steps of a graph by uid."""
    return {
        uid: StepNode(
            uid=uid,
            kind=step.get("kind") or "",
            name=step.get("name") or "",
            config=step.get("config") or {},
            branches=step.get("branches") or {},
            mailing_id=step.get("mailing_id") or None,
            journey_id=journey_id,
            version_id=version_id,
        )
        for uid, step in (graph.get("steps") or {}).items()
    }


def ways_out(step: StepNode) -> tuple[str, ...]:
    """Return the names of the ways out of a step, in their order."""
    if step.kind in ("goal", "exit"):
        return ()
    if step.kind == "condition":
        return ("yes", "no")
    if step.kind == "split":
        parts = step.config.get("parts")
        parts = parts if isinstance(parts, list) else []
        names = [p.get("name") for p in parts if isinstance(p, dict)]
        return tuple(dict.fromkeys(name for name in names if name))
    if step.kind == "wait" and step.config.get("mode") == "event":
        return ("happened", "timeout")
    return (NEXT,)


def in_order(steps: Mapping[str, StepNode], entry: str | None) -> dict[str, StepNode]:
    """Return steps as they are read: each before those that it leads to.

    Where a way leads back, the step that is come to first is first; what no way leads
    to is last.

    >>> steps = {u: StepNode(u, "tag", branches=b) for u, b in
    ...          {"z": {}, "b": {"next": "z"}, "a": {"next": "b"}}.items()}
    >>> list(in_order(steps, "a"))
    ['a', 'b', 'z']
    """
    left, seen = [], set()
    stack = [(entry, False)]
    while stack:
        uid, is_left = stack.pop()
        if is_left:
            left.append(uid)
        elif uid in steps and uid not in seen:
            seen.add(uid)
            stack.append((uid, True))
            ways = [steps[uid].branches.get(way) for way in ways_out(steps[uid])]
            stack += [(target, False) for target in ways if target]
    order = [*reversed(left), *(uid for uid in steps if uid not in seen)]
    return {uid: steps[uid] for uid in order}


def problems(graph: Mapping) -> list[Problem]:
    """Return everything that keeps a graph from being published."""
    steps = nodes(graph)
    if not steps:
        return [Problem("empty")]
    found = []
    entry = graph.get("entry")
    if entry not in steps:
        found.append(Problem("no_entry"))
    for step in steps.values():
        found += _step_problems(step, steps)
    if entry in steps:
        reached = _reachable(entry, steps)
        found += [Problem("unreachable", uid) for uid in steps if uid not in reached]
    found += [Problem("loop", uid) for uid in _loops(steps)]
    return found


def _step_problems(step, steps) -> Iterator[Problem]:
    if step.kind not in step_config.KINDS:
        yield Problem("unknown_kind", step.uid, {"kind": step.kind})
        return
    for fault in step_config.check(step):
        yield Problem(fault.code, step.uid, fault.args)
    ways = ways_out(step)
    if len(ways) > 1:
        for way in ways:
            if not step.branches.get(way):
                yield Problem("missing_way", step.uid, {"way": way})
    for way, target in step.branches.items():
        if target and way not in ways:
            yield Problem("unknown_way", step.uid, {"way": way})
        elif target and target not in steps:
            yield Problem("unknown_target", step.uid, {"way": way})


def targets(step: StepNode) -> list[str]:
    """Return the uids that the ways out of a step lead to."""
    ways = (step.branches.get(way) for way in ways_out(step))
    return [target for target in ways if target]


def _reachable(entry, steps):
    seen, todo = set(), [entry]
    while todo:
        uid = todo.pop()
        if uid in seen or uid not in steps:
            continue
        seen.add(uid)
        todo += targets(steps[uid])
    return seen


def _lasts(step):
    return step.kind == "wait" and step.config.get("mode") in LASTING


def _loops(steps) -> list[str]:
    """Return one step of each way round on which nobody ever waits."""
    ahead = {
        uid: {t for t in targets(step) if t in steps and not _lasts(steps[t])}
        for uid, step in steps.items()
        if not _lasts(step)
    }
    return [uid for uid in ahead if uid in _beyond(uid, ahead) and _first(uid, ahead)]


def _beyond(uid, ahead):
    """Return what is come to from a step; the step itself only by a way round."""
    seen, todo = set(), list(ahead[uid])
    while todo:
        step = todo.pop()
        if step not in seen:
            seen.add(step)
            todo += ahead[step]
    return seen


def _first(uid, ahead):
    """Tell whether a step is the first, by name, of the loop it is on."""
    ring = {other for other in _beyond(uid, ahead) if uid in _beyond(other, ahead)}
    return uid == min(ring)
