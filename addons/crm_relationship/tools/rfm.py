# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recency, frequency and monetary value as scores from 1 to 5.

A score is the fifth of the customers in which a value lies: the four values that
divide them (quantiles, interpolated) are computed, and a value above k of them scores
k + 1. Customers with the same value share a score, so the fifths need not be equal in
number. Few days since the last purchase are the best recency. Who never bought has no
score.

This is the reference of the SQL in `crm.partner.stat`; they are tested against each
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FIFTHS = (0.2, 0.4, 0.6, 0.8)
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


def score(purchases, now):
    """Return ``{key: (recency, frequency, monetary)}`` of ``{key: Purchases}``."""
    days = fifths([(now - p.last).days for p in purchases.values()])
    counts = fifths([p.count for p in purchases.values()])
    revenues = fifths([p.revenue for p in purchases.values()])
    return {
        key: (6 - recency, frequency, monetary)
        for key, recency, frequency, monetary in zip(
            purchases, days, counts, revenues, strict=True
        )
    }


def fifths(values):
    """Return for each value the fifth, 1 to 5, in which it lies."""
    edges = dividers(values)
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
