# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rule of a segment: a tree of groups and conditions.

A *group* is ``{"kind": "and" | "or" | "not", "rules": [...]}``; *not* means that none
of its rules holds. A *condition* is a dictionary whose ``kind`` is a key of CHECKS in
segment_conditions.py. Facts in time have a *window*: ``days`` (back from now), or
``from`` and ``to`` (days, both included), or nothing, which means ever. An empty rule
is nobody.

This module reads and judges trees; `crm.segment` turns them into SQL.
"""

from __future__ import annotations

from .segment_conditions import CHECKS, SCORES, Problem, parse_domain

__all__ = ["SCORES", "Problem", "RuleError", "parse_domain", "problems"]
GROUPS = ("and", "or", "not")
#: A domain that says so is about the clock: it changes with nothing being written.
CLOCK_WORDS = ("now", "today")
MAX_DEPTH = 20


class RuleError(ValueError):
    """A rule that cannot be turned into SQL: what is wrong with it."""

    def __init__(self, problem):
        super().__init__(problem.code, problem.args)
        self.problem = problem


def problems(rule):
    """Return the problems of a tree, in its order; an empty rule has none."""
    return list(_problems(rule, ())) if rule else []


def is_group(node):
    """Return whether a node is a group of rules."""
    return node.get("kind") in GROUPS


def leaves(rule):
    """Return the conditions of a tree, in its order."""
    if not rule:
        return []
    if not is_group(rule):
        return [rule]
    return [leaf for child in rule["rules"] for leaf in leaves(child)]


def is_empty(rule):
    """Return whether a tree holds no condition."""
    return not leaves(rule)


def segments(rule):
    """Return the ids of the segments that a tree refers to, as a set."""
    named = [leaf["segments"] for leaf in leaves(rule) if leaf["kind"] == "segment"]
    return {segment for ids in named for segment in ids}


def find_cycle(start, references):
    """Return the segments that lead from ``start`` back to it, or None.

    :param references: ``{segment id: ids of the segments it refers to}``
    """
    stack, seen = [(start, (start,))], set()
    while stack:
        current, way = stack.pop()
        for following in references.get(current, ()):
            if following == start:
                return (*way, start)
            if following not in seen:
                seen.add(following)
                stack.append((following, (*way, following)))
    return None


def has_lost(rule):
    """Return whether a tree asks for lost leads, which are archived."""
    return any(
        leaf["kind"] == "stage" and leaf["op"] == "lost" for leaf in leaves(rule)
    )


def is_about_time(domain):
    """Return whether a domain speaks of the clock, as in ``("date", "<", "today")``."""
    return any(
        isinstance(value, str) and (value.startswith(CLOCK_WORDS) or value[:1] in "=+-")
        for term in domain
        if isinstance(term, tuple)
        for value in (term[2] if isinstance(term[2], (list, tuple)) else [term[2]])
    )


# --- problems ---


def _problems(node, path):
    if len(path) > MAX_DEPTH:
        yield Problem("too_deep", path)
        return
    if not isinstance(node, dict):
        yield Problem("no_node", path)
        return
    kind = node.get("kind")
    if kind in GROUPS:
        yield from _group_problems(node, path)
    elif isinstance(kind, str) and kind in CHECKS:
        for problem in CHECKS[kind](node):
            yield Problem(problem.code, path, problem.args)
    else:
        yield Problem("unknown_kind", path, {"kind": str(kind)})


def _group_problems(node, path):
    rules = node.get("rules")
    if not isinstance(rules, list) or (not rules and path):
        yield Problem("empty_group", path)
        return
    for index, child in enumerate(rules):
        yield from _problems(child, (*path, index))
