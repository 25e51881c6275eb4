# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of several rules is for a record, and why.

A rule is a mapping from a criterion to the values it asks for; a record is a mapping
from a criterion to the values it has. A criterion without values asks for nothing. A
rule is for a record that has at least one of the values of every criterion it asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Values = Mapping[str, Collection]


def matches(rule: Values, record: Values) -> bool:
    """Return whether a rule is for a record.

    >>> matches({"tier": {1, 2}, "tag": set()}, {"tier": {2}})
    True
    >>> matches({"tier": {1, 2}, "tag": {9}}, {"tier": {2}, "tag": {8}})
    False
    """
    return all(
        not asked or not set(asked).isdisjoint(record.get(name, ()))
        for name, asked in rule.items()
    )


def reasons(rule: Values, record: Values) -> list[tuple[str, list]]:
    """Return the criteria that a rule asks for, with the values the record has.

    >>> reasons({"tier": {1, 2}, "tag": set()}, {"tier": {2}})
    [('tier', [2])]
    """
    return [
        (name, sorted(set(asked) & set(record.get(name, ()))))
        for name, asked in rule.items()
        if asked
    ]


def first(rules: Iterable[tuple], record: Values):
    """Return the key of the first of (key, rule) that is for a record, else None.

    >>> first([("gold", {"tier": {1}}), ("all", {})], {"tier": {2}})
    'all'
    """
    return next((key for key, rule in rules if matches(rule, record)), None)
