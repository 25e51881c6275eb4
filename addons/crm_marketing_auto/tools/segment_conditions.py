# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The conditions of a segment's rule: which values each kind needs.

`CHECKS` gives for each kind a function that yields the problems of a condition.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from datetime import date

DIRECTIONS = ("any", "in", "out", "internal")
COUNTS = ("at_least", "at_most", "none")
SCORES = ("recency", "frequency", "monetary")
MAX_DAYS = 36500


@dataclass(frozen=True)
class Problem:
    """Why a rule cannot be used; ``path`` are the indexes that lead to the place."""

    code: str
    path: tuple = ()
    args: dict = field(default_factory=dict)


def parse_domain(domain):
    """Return a domain, written as text or as a list, as a list.

    :raise ValueError: when it is neither
    """
    if isinstance(domain, str):
        try:
            domain = ast.literal_eval(domain.strip() or "[]")
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
            raise ValueError(domain) from None
    if not isinstance(domain, (list, tuple)):
        raise ValueError(domain)
    return [tuple(term) if isinstance(term, list) else term for term in domain]


def _missing(name):
    return Problem("missing", args={"name": name})


def _wrong(name, value):
    return Problem("wrong", args={"name": name, "value": str(value)})


def _is_number(value, minimum=0):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and value == value and value >= minimum


def _is_whole(value, minimum=0, maximum=MAX_DAYS):
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and minimum <= value <= maximum


def _choice(node, name, allowed):
    if not node.get(name):
        yield _missing(name)
    elif node[name] not in allowed:
        yield _wrong(name, node[name])


def _list(node, name, kind, is_required=False):
    value = node.get(name)
    if not value:
        if is_required:
            yield _missing(name)
    elif not isinstance(value, list) or not all(
        isinstance(one, kind) and not isinstance(one, bool) and one for one in value
    ):
        yield _wrong(name, value)


def _window(node):
    days = node.get("days")
    if days is not None and not _is_whole(days, 1):
        yield _wrong("days", days)
    ends = {}
    for name in ("from", "to"):
        if node.get(name):
            try:
                ends[name] = date.fromisoformat(node[name])
            except (TypeError, ValueError):
                yield _wrong(name, node[name])
    if days is not None and ends:
        yield Problem("two_windows")
    if len(ends) == 2 and ends["from"] > ends["to"]:
        yield Problem("window_backwards", args={"from": node["from"], "to": node["to"]})


def _check_fields(node):
    if "domain" not in node:
        yield _missing("domain")
        return
    try:
        parse_domain(node["domain"])
    except ValueError:
        yield _wrong("domain", node["domain"])


def _check_interaction(node):
    yield from _choice(node, "op", COUNTS)
    yield from _list(node, "types", str)
    for name in ("outcomes", "media", "campaigns"):
        yield from _list(node, name, int)
    if node.get("direction"):
        yield from _choice(node, "direction", DIRECTIONS)
    if node.get("op") in ("at_least", "at_most"):
        if node.get("count") is None:
            yield _missing("count")
        elif not _is_whole(node["count"], 1):
            yield _wrong("count", node["count"])
    yield from _window(node)


def _check_bought(node):
    yield from _choice(node, "op", ("bought", "not_bought"))
    for name in ("products", "categories"):
        yield from _list(node, name, int)
    for name in ("min_quantity", "min_amount"):
        if node.get(name) is not None and not _is_number(node[name]):
            yield _wrong(name, node[name])
    yield from _window(node)


def _check_rfm(node):
    given = [name for name in SCORES if node.get(name)]
    for name in given:
        value = node[name]
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(_is_whole(end, 1, 5) for end in value)
            or value[0] > value[1]
        ):
            yield _wrong(name, value)
    yield from _list(node, "segments", str)
    if not given and not node.get("segments"):
        yield _missing("segments")


def _check_stage(node):
    yield from _choice(node, "op", ("open", "won", "lost", "stage"))
    yield from _list(node, "stages", int, is_required=node.get("op") == "stage")


def _check_tag(node):
    yield from _choice(node, "of", ("partner", "lead"))
    yield from _choice(node, "op", ("any", "all", "none"))
    yield from _list(node, "tags", int, is_required=True)


def _check_geography(node):
    yield from _list(node, "countries", int)
    yield from _list(node, "states", int)
    yield from _list(node, "cities", str)
    if not any(node.get(name) for name in ("countries", "states", "cities")):
        yield _missing("countries")


def _check_birthday(node):
    months, days = node.get("months"), node.get("within_days")
    if days is not None:
        if not _is_whole(days, 0, 366):
            yield _wrong("within_days", days)
    elif not months:
        yield _missing("months")
    elif not isinstance(months, list) or not all(_is_whole(m, 1, 12) for m in months):
        yield _wrong("months", months)


def _check_satisfaction(node):
    yield from _choice(node, "measure", ("last", "average"))
    yield from _choice(node, "op", (">=", "<="))
    if node.get("value") is None:
        yield _missing("value")
    elif not _is_number(node["value"], 1) or node["value"] > 5:
        yield _wrong("value", node["value"])
    yield from _window(node)


def _check_segment(node):
    yield from _choice(node, "op", ("in", "not_in"))
    yield from _list(node, "segments", int, is_required=True)


#: kind of a condition: what finds its problems.
CHECKS = {
    "fields": _check_fields,
    "interaction": _check_interaction,
    "bought": _check_bought,
    "rfm": _check_rfm,
    "stage": _check_stage,
    "tag": _check_tag,
    "geography": _check_geography,
    "birthday": _check_birthday,
    "satisfaction": _check_satisfaction,
    "segment": _check_segment,
}
