# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recency, frequency and monetary value as scores from 1 to 5.

A score is the fifth of the customers in which a value lies: the four values that
divide them (quantiles, interpolated) are computed, and a value above k of them scores
k + 1. Customers with the same value share a score, so the fifths need not be equal in
number. Few days since the last purchase are the best recency. Who never bought has no
score. Where there are too few customers to compare, fixed numbers divide the values.

Days are those of the calendar, where the company is: a run at 23:59 finds the same as
one in the morning. Revenue is net of credit notes, and never below nothing.

This is the reference of the SQL in `crm.partner.stat`; they are tested against each
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FIFTHS = (0.2, 0.4, 0.6, 0.8)
#: Fewer customers than this are not compared with each other: fixed numbers score them.
LEAST_CUSTOMERS = 20
#: What about a dollar is in currencies that are counted in much larger numbers.
UNITS = {
    "VND": 25_000, "IDR": 15_000, "LAK": 20_000, "KHR": 4_000, "MMK": 2_000,
    "KRW": 1_300, "JPY": 150, "HUF": 350, "CLP": 900, "COP": 4_000, "PYG": 7_500,
    "INR": 80, "THB": 35, "PHP": 55, "TWD": 30, "RUB": 90,
}  # fmt: skip
#: The usual map of recency and frequency: (recencies, frequencies) of a name. The table
#: of segments, which people may edit, starts as this.
SEGMENTS = {
    "champion": ((5,), (4, 5)),
    "loyal": ((3, 4), (4, 5)),
    "potential_loyal": ((4, 5), (2, 3)),
    "new": ((5,), (1,)),
    "promising": ((4,), (1,)),
    "need_attention": ((3,), (3,)),
    "about_to_sleep": ((3,), (1, 2)),
    "cant_lose": ((1, 2), (5,)),
    "at_risk": ((1, 2), (3, 4)),
    "hibernating": ((1, 2), (1, 2)),
}


@dataclass(frozen=True)
class Purchases:
    """What a customer bought in all, in the currency of the company."""

    last: datetime
    count: int
    revenue: float


def score(purchases, now, edges=None):
    """Return ``{key: (recency, frequency, monetary)}`` of ``{key: Purchases}``.

    :param now: in the time zone of the company, as the purchases are
    :param edges: the fixed numbers, for when there are few customers
    """
    few = edges if edges and len(purchases) < LEAST_CUSTOMERS else {}
    values = {
        "recency": [(now.date() - p.last.date()).days for p in purchases.values()],
        "frequency": [p.count for p in purchases.values()],
        "monetary": [max(0.0, p.revenue) for p in purchases.values()],
    }
    places = {name: fifths(of, few.get(name)) for name, of in values.items()}
    return {
        key: (6 - recency, frequency, monetary)
        for key, recency, frequency, monetary in zip(
            purchases, *places.values(), strict=True
        )
    }


def usual_edges(currency):
    """Return ``{dimension: four numbers}`` that suit a currency.

    >>> usual_edges("EUR")["monetary"], usual_edges("VND")["monetary"][0]
    ([100, 500, 2000, 10000], 2500000)
    """
    unit = UNITS.get(currency, 1)
    return {
        "recency": [30, 90, 180, 365],
        "frequency": [1, 2, 4, 8],
        "monetary": [unit * edge for edge in (100, 500, 2_000, 10_000)],
    }


def fifths(values, edges=None):
    """Return for each value the fifth, 1 to 5, in which it lies.

    >>> fifths([1, 2, 3, 100], edges=[1, 2, 4, 8])
    [1, 2, 3, 5]
    """
    edges = edges or dividers(values)
    return [1 + sum(value > edge for edge in edges) for value in values]


def dividers(values):
    """Return the four values that divide the values into fifths."""
    ordered = sorted(values)
    return [_quantile(ordered, share) for share in FIFTHS] if ordered else []


def segment(recency, frequency):
    """Return the name of the segment of two scores."""
    return next(
        name
        for name, (recencies, frequencies) in SEGMENTS.items()
        if recency in recencies and frequency in frequencies
    )


def _quantile(ordered, share):
    """Return a quantile, interpolated between the two values around it."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
