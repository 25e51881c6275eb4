# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the configuration of a step is checked: the faults and the plain questions.

One function per kind, registered by its name; a satellite that adds a kind registers
its own. A check looks at the step alone: whether a record that it names still exists
is for the model to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the configuration of a step."""

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


#: kind: function of the step that yields faults
CHECKS: dict[str, Callable[[Any], Iterable[Fault]]] = {}
#: The kinds there are; a view of what has been registered.
KINDS = CHECKS.keys()


def register(*kinds: str):
    """Let a function check the steps of some kinds."""

    def decorate(function):
        CHECKS.update(dict.fromkeys(kinds, function))
        return function

    return decorate


def missing(key: str) -> Fault:
    """Return the fault that something is not filled in."""
    return Fault("missing", {"key": key})


def wrong(key: str, value: Any) -> Fault:
    """Return the fault that something is filled in that makes no sense."""
    return Fault("wrong", {"key": key, "value": str(value)[:80]})


def ids(config: Mapping, key: str) -> list[Fault]:
    """Check a list of record ids that may not be empty."""
    value = config.get(key)
    if not value:
        return [missing(key)]
    if not isinstance(value, list) or not all(is_id(item) for item in value):
        return [wrong(key, value)]
    return []


def one_of(
    config: Mapping, key: str, values: Iterable[str], default=None
) -> list[Fault]:
    """Check a choice; without a default it has to be made."""
    value = config.get(key, default)
    if value is None:
        return [missing(key)]
    return [] if value in values else [wrong(key, value)]


def text(config: Mapping, key: str) -> list[Fault]:
    """Check a text that may not be blank."""
    value = config.get(key)
    if not value or isinstance(value, str) and not value.strip():
        return [missing(key)]
    return [] if isinstance(value, str) else [wrong(key, value)]


def number(
    config: Mapping, key: str, least=0, most=10_000, default=None
) -> list[Fault]:
    """Check a whole number within bounds."""
    value = config.get(key, default)
    if value is None:
        return [missing(key)]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return [] if whole and least <= value <= most else [wrong(key, value)]


def is_id(value: Any) -> bool:
    """Tell whether a value can be the id of a record."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_positive(value: Any) -> bool:
    """Tell whether a value is a number above zero."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return plain and 0 < value < float("inf")
