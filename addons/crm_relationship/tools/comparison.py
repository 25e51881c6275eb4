# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of a period beside those of the period before.

A *figures* table is ``{key: (value, ...)}``: one value a measure. Keys that only one of
the two periods knows count as nothing in the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

Values = tuple[float, ...]


class Compared(NamedTuple):
    """A key with its values now and before."""

    key: Hashable
    now: Values
    before: Values


def compare(now: dict, before: dict, width: int) -> list[Compared]:
    """Return both tables side by side: most of the first measure first.

    >>> compare({"a": (1,), "b": (5,)}, {"a": (2,), "c": (4,)}, 1)[0]
    Compared(key='b', now=(5,), before=(0,))
    """
    none = (0,) * width
    rows = [
        Compared(key, tuple(now.get(key, none)), tuple(before.get(key, none)))
        for key in dict.fromkeys([*now, *before])
    ]
    # the order of what is equal is that of the tables: sorted() is stable
    return sorted(
        rows, key=lambda row: ([-v for v in row.now], [-v for v in row.before])
    )


def total(rows: Sequence[Compared], width: int) -> Compared:
    """Return the sums of all rows, under the key None."""
    sums = [
        tuple(sum(values) for values in zip(*side, strict=True)) or (0,) * width
        for side in ([row.now for row in rows], [row.before for row in rows])
    ]
    return Compared(None, *sums)


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole, or None when there is no whole."""
    return part / whole if whole else None


def difference(now: float | None, before: float | None) -> float | None:
    """Return how much more it is now, or None when one of the two is not known."""
    return None if now is None or before is None else now - before


def slope(values: Sequence[float]) -> float:
    """Return by how much equally spaced values rise a step, by least squares.

    >>> slope([10, 20, 30])
    10.0
    """
    count = len(values)
    middle = (count - 1) / 2
    mean = sum(values) / count
    spread = sum((place - middle) ** 2 for place in range(count))
    rise = sum((place - middle) * (value - mean) for place, value in enumerate(values))
    return rise / spread if spread else 0.0


#: A trend is a slope of more than this part of the mean, a step.
NOTICEABLE = 0.1


def trend(values: Sequence[float]) -> str:
    """Name the trend of values, oldest first: new, lost, rising, falling or steady.

    >>> trend([0, 0, 5]), trend([5, 3, 0]), trend([10, 10, 11])
    ('new', 'lost', 'steady')
    """
    *earlier, last = values
    if last > 0 and not any(value > 0 for value in earlier):
        return "new"
    if last <= 0 and any(value > 0 for value in earlier):
        return "lost"
    mean = sum(abs(value) for value in values) / len(values)
    step = slope(values)
    if abs(step) <= NOTICEABLE * mean:
        return "steady"
    return "rising" if step > 0 else "falling"
