# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who earned it: the credit of one conversion, shared among the touches before it.

A *path* is what touched a person before a *conversion*, oldest first; a *weight* says
how much of it a touch earned, and the weights of a path sum to one. Amounts are shared
in whole units of the currency by largest remainder, so that the credits sum exactly to
the amount. The same arithmetic runs over whole tables as SQL
(models/crm_attribution_rebuild.py); this is what it is checked against.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from operator import mul

MODELS = ("first", "last", "linear", "position", "decay", "data")
#: What the first and the last touch earn by position; the rest is shared between.
ENDS = 0.4
#: Remainders nearer than this are equal: then the older touch comes first.
DIGITS = 9


def within(
    touches: Sequence[datetime], converted_at: datetime, days: int
) -> list[datetime]:
    """Return the touches of the look-back window: not after it, not too long before."""
    since = converted_at - timedelta(days=days)
    return [at for at in touches if since <= at <= converted_at]


def first(count: int) -> list[float]:
    """Give everything to the first touch."""
    return [1.0] + [0.0] * (count - 1) if count else []


def last(count: int) -> list[float]:
    """Give everything to the last touch."""
    return [0.0] * (count - 1) + [1.0] if count else []


def linear(count: int) -> list[float]:
    """Give every touch the same."""
    return [1 / count] * count


def position(count: int, ends: float = ENDS) -> list[float]:
    """Give the first and the last touch `ends` each; the ones between share the rest."""
    if count <= 2:
        return linear(count)
    return [ends, *[(1 - 2 * ends) / (count - 2)] * (count - 2), ends]


def decay(ages: Sequence[float], half_life: float) -> list[float]:
    """Give a touch half of what one earns that is a half-life nearer.

    :param ages: days between each touch and the conversion
    """
    nearest = min(ages, default=0.0)
    return _shared([0.5 ** ((age - nearest) / half_life) for age in ages])


def data_driven(effects: Sequence[float]) -> list[float]:
    """Share by removal effect; where nothing would be missed, evenly."""
    return _shared([max(0.0, effect) for effect in effects])


def _shared(raw: Sequence[float]) -> list[float]:
    total = math.fsum(raw)
    return [value / total for value in raw] if total else linear(len(raw))


def credits(
    amount: Decimal, weights: Sequence[float], rounding: Decimal
) -> list[Decimal]:
    """Share an amount by weights, in whole units of the rounding.

    :param amount: may be negative (a refund); a part smaller than the rounding goes to
        the touch with the largest remainder, as the last unit does
    :return: credits that sum exactly to the amount
    """
    if not weights:
        return []
    whole = int(abs(amount) / rounding)
    sign = -1 if amount < 0 else 1
    raw = [weight * whole for weight in weights]
    units = [math.floor(value) for value in raw]
    order = sorted(
        range(len(raw)), key=lambda n: (-round(raw[n] - units[n], DIGITS), n)
    )
    for n in order[: whole - sum(units)]:
        units[n] += 1
    shares = [sign * unit * rounding for unit in units]
    shares[order[0]] += amount - sign * whole * rounding
    return shares


def removal_effects(
    transitions: dict[tuple[str, str], int], start: str, goal: str
) -> dict[str, float]:
    """Return how much of the conversions would be lost without each state.

    Every path is a walk from `start`; `goal` and whatever has no way out absorb. With
    a state removed, whoever comes there is lost: of the walks that reach the goal,
    those that pass it, P(reach it) * P(goal from it) / P(goal), are its effect. One
    inverse gives all: N = (1 - P)^-1 counts the visits, N[s, t] / N[t, t] is the chance
    to come from s to t.

    :param transitions: {(from, to): how often}
    """
    rows: dict[str, dict[str, int]] = {}
    for (source, target), count in transitions.items():
        rows.setdefault(source, {})[target] = count
    names = [start, *sorted(rows.keys() - {start})]
    if start not in rows:
        return dict.fromkeys(names[1:], 0.0)
    visits = _inverse(_leaving(rows, names))
    hits = [rows[name].get(goal, 0) / sum(rows[name].values()) for name in names]
    chance = [math.fsum(map(mul, row, hits)) for row in visits]
    if chance[0] <= 0:
        return dict.fromkeys(names[1:], 0.0)
    return {
        name: min(1.0, visits[0][n] / visits[n][n] * chance[n] / chance[0])
        for n, name in enumerate(names)
        if n
    }


def _leaving(rows, names):
    """Return the matrix 1 - P over the states that do not absorb."""
    index = {name: n for n, name in enumerate(names)}
    matrix = [[0.0] * len(names) for _name in names]
    for name, n in index.items():
        total = sum(rows[name].values())
        matrix[n][n] = 1.0
        for target, count in rows[name].items():
            if target in index:
                matrix[n][index[target]] -= count / total
    return matrix


def _inverse(matrix):
    """Return the inverse by Gauss and Jordan; rows are equations, right side added."""
    size = len(matrix)
    lines = [row + [float(n == m) for m in range(size)] for n, row in enumerate(matrix)]
    for n in range(size):
        pivot = max(range(n, size), key=lambda r: abs(lines[r][n]))
        lines[n], lines[pivot] = lines[pivot], lines[n]
        head = lines[n][n]
        lines[n] = [value / head for value in lines[n]]
        for other in range(size):
            factor = lines[other][n]
            if other != n and factor:
                pairs = zip(lines[other], lines[n], strict=True)
                lines[other] = [value - factor * own for value, own in pairs]
    return [line[size:] for line in lines]
