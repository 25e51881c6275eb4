# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a customer stands between the first contact and the last order.

A customer's rhythm is the typical time between two orders: the median of their own gaps
when they ordered on at least three days, else what is typical of all customers. All that
is said here compares the silence since the last order with that rhythm.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: Own gaps below which the rhythm of all customers says more.
LEAST_GAPS = 2
#: Days between orders where nothing is known of any customer.
USUAL_GAP = 90.0
#: Nobody is lapsing or lost sooner, however often they ordered.
LEAST_DAYS = {"lapsing": 21, "lost": 90}
#: Silence, in rhythms, from which a customer is lapsing or lost.
RATIOS = {"lapsing": 1.5, "lost": 4.0}
LOYAL_ORDERS = 5

STAGES = ("contact", "lead", "first", "repeat", "loyal", "lapsing", "lost")


def rhythm(gap: float | None, gaps: int, usual: float | None) -> float:
    """Return the days between two orders that count for a customer.

    >>> rhythm(30, 2, 60), rhythm(30, 1, 60), rhythm(None, 0, None)
    (30.0, 60.0, 90.0)
    """
    if gap is not None and gaps >= LEAST_GAPS:
        return max(1.0, float(gap))
    return max(1.0, float(usual or USUAL_GAP))


def stage(orders: int, silent_days: float, days: float, has_lead: bool) -> str:
    """Return the stage of life of a customer.

    :param silent_days: since the last order
    :param days: the customer's rhythm
    :param has_lead: whether an opportunity or a quotation is open

    >>> [stage(orders, 10, 30, False) for orders in (0, 1, 2, 5)]
    ['contact', 'first', 'repeat', 'loyal']
    >>> [stage(3, silent, 30, False) for silent in (45, 46, 121)]
    ['repeat', 'lapsing', 'lost']
    """
    if not orders:
        return "lead" if has_lead else "contact"
    for name in ("lost", "lapsing"):
        if silent_days > max(LEAST_DAYS[name], RATIOS[name] * days):
            return name
    if orders >= LOYAL_ORDERS:
        return "loyal"
    return "repeat" if orders > 1 else "first"


def churn(silent_days: float, days: float) -> float:
    """Return the chance, from 0 to 1, that a customer has left, by the silence alone.

    None within the rhythm, a half when the customer is lapsing.

    >>> churn(30, 30), churn(45, 30), churn(60, 30)
    (0.0, 0.5, 0.75)
    """
    over = max(0.0, silent_days / days - 1)
    return 1 - 0.5 ** (over / (RATIOS["lapsing"] - 1))


def expected_order(last: datetime, days: float) -> datetime:
    """Return when the next order is due by the rhythm."""
    return last + timedelta(days=round(days))
