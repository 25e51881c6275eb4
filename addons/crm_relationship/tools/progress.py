# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The way from a lead to a warranty as a strip of steps, and which one comes next.

A step is known by its last document, or by the one of several that is open and due
first. Its state is

- ``done``: its document is finished;
- ``current``: its document is open, or nothing but this step is missing so far;
- ``late``: its document is open and was due before today;
- ``skipped``: it has none, but a later step has;
- ``hidden``: it has documents, none of which may be read;
- ``todo``: nothing of it is there yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

STEPS = (
    "lead",
    "opportunity",
    "quotation",
    "order",
    "delivery",
    "invoice",
    "payment",
    "care",
    "warranty",
)
#: Steps that wait for somebody; the warranty runs by itself.
WAITING = STEPS[:-1]
#: Steps that begin with the delivery, whether or not the money has come.
BESIDE = ("care", "warranty")


@dataclass(frozen=True)
class Fact:
    """What is known of a step: whether it is finished, when it was or is to be."""

    is_done: bool = True
    due: date | None = None
    is_hidden: bool = False


def states(
    facts: Mapping[str, Fact], today: date, needless: Collection[str] = ()
) -> dict[str, str]:
    """Return {step: state} in the order of the strip.

    :param needless: steps that this way does without, such as the delivery of a service

    >>> found = states({"order": Fact(), "delivery": Fact(False, date(2026, 1, 2))},
    ...                date(2026, 1, 3))
    >>> found["quotation"], found["order"], found["delivery"], found["invoice"]
    ('skipped', 'done', 'late', 'todo')
    >>> states({"order": Fact()}, date(2026, 1, 3))["delivery"]
    'current'
    """
    reached = max(
        (STEPS.index(name) for name in facts if name not in BESIDE), default=-1
    )
    result = {
        name: _state(facts.get(name), place < reached or name in needless, today)
        for place, name in enumerate(STEPS)
    }
    if not {"current", "late"} & set(result.values()):
        waiting = next((name for name in WAITING if result[name] == "todo"), None)
        if waiting:
            result[waiting] = "current"
    return result


def _state(fact: Fact | None, is_passed: bool, today: date) -> str:
    if fact is None:
        return "skipped" if is_passed else "todo"
    if fact.is_hidden:
        return "hidden"
    if fact.is_done:
        return "done"
    return "late" if fact.due and fact.due < today else "current"


def next_step(
    found: Mapping[str, str], facts: Mapping[str, Fact] | None = None
) -> str | None:
    """Return the step that comes next: the late one due first, else the current one.

    >>> next_step({"order": "done", "delivery": "current", "payment": "late"})
    'payment'
    """
    facts = facts or {}

    def urgency(name):
        fact = facts.get(name)
        return (fact and fact.due) or date.max, STEPS.index(name)

    for state in ("late", "current"):
        names = [name for name in STEPS if found.get(name) == state]
        if names:
            return min(names, key=urgency)
    return None
