# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Columns of numbers as PostgreSQL reads them fastest.

A list given to the driver becomes an expression of a node for each element, which takes
longer to parse and plan than the work that is done with it. A literal is read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def array_text(values: Iterable[float | None]) -> str:
    """Return the literal of an array of numbers, to be cast where it is used.

    >>> array_text([1, None, 0.25])
    '{1,NULL,0.25}'
    >>> array_text([])
    '{}'
    """
    texts = ("NULL" if value is None else repr(value) for value in values)
    return "{" + ",".join(texts) + "}"


def span(ids: Sequence[int], least_share: float = 0.1) -> tuple[int, int] | None:
    """Return the first and the last of ids, where few others lie between.

    A range is told by two comparisons, however many the ids are.

    >>> span([7, 3, 5]), span([1, 1000]), span([])
    ((3, 7), None, None)
    """
    if not ids:
        return None
    low, high = min(ids), max(ids)
    return (low, high) if len(ids) >= least_share * (high - low + 1) else None
