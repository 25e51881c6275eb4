# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What marketing cost and brought, in the words of those who pay for it.

*CAC* is the cost of a new customer, *ROAS* the revenue and *ROI* the gain of each unit
of money spent. What is divided by nothing is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole, or None where there is no whole."""
    return part / whole if whole else None


def figures(cost: float, customers: float, revenue: float, returned: float) -> dict:
    """Return CAC, ROAS and ROI.

    :param returned: margin, or revenue where no margin is known
    """
    gain = ratio(returned - cost, cost)
    return {
        "cac": ratio(cost, customers) if customers > 0 else None,
        "roas": ratio(revenue, cost),
        "roi": None if gain is None else 100 * gain,
    }


def payback_days(days: Iterable[tuple[date, float, float]]) -> int | None:
    """Return how many days after the first cost all of it had come back.

    :param days: (day, cost, returned), in any order
    :return: None while it has not
    """
    ordered = sorted(days)
    costs = [day for day, cost, _returned in ordered if cost]
    if not costs:
        return None
    owed, back = sum(cost for _day, cost, _returned in ordered), 0.0
    for day, _cost, returned in ordered:
        back += returned
        if back >= owed:
            return max(0, (day - costs[0]).days)
    return None


def month_add(month: date, count: int) -> date:
    """Return the first day of a month, so many months later."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def retention(
    rows: Iterable[tuple[date, int, int]], last: date
) -> list[dict[str, object]]:
    """Return cohorts: how many of those who first bought in a month bought again.

    :param rows: (month of the first sale, months after it, customers who bought then)
    :param last: the present month; what lies after it is None, not zero
    """
    cohorts: dict[date, dict[int, int]] = {}
    for month, offset, count in rows:
        if month <= last:
            cohorts.setdefault(month, {})[offset] = count
    width = max((offset for row in cohorts.values() for offset in row), default=0)
    found = []
    for month, counts in sorted(cohorts.items()):
        size = counts.get(0, 0)
        cells = [
            counts.get(n, 0) if month_add(month, n) <= last else None
            for n in range(width + 1)
        ]
        found.append({"month": month, "size": size, "counts": cells})
    return found
