# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recency, frequency and monetary value of UCI Online Retail's customers.

The README's ten segments break ties of frequency by the customer number; our scores
let ties share. So its counts are checked with its tie rule, by ranks given to our
quantiles and our map, and the stored scores against tools/rfm.py.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from statistics import mean, quantiles

from odoo.addons.crm_relationship.tools import rfm

NOW = datetime(2011, 12, 11)
#: name: customers, mean recency, mean frequency, mean monetary value
SEGMENTS = {
    "hibernating": (1071, "217.61", "1.10", "488.64"),
    "at_risk": (593, "153.79", "2.88", "1084.54"),
    "cant_lose": (63, "132.97", "8.38", "2796.16"),
    "about_to_sleep": (352, "53.31", "1.16", "471.99"),
    "need_attention": (187, "52.43", "2.33", "897.63"),
    "loyal": (819, "33.61", "6.48", "2864.25"),
    "promising": (94, "23.51", "1.00", "294.01"),
    "new": (42, "7.43", "1.00", "388.21"),
    "potential_loyal": (484, "17.40", "2.01", "1041.22"),
    "champion": (633, "6.36", "12.41", "6857.94"),
}


def check(env, report):
    """Compute the scores as of the README's day and compare."""
    stats = env["crm.partner.stat"]
    stats._refresh_rfm(env.company, NOW)
    rows = stats.search([("company_id", "=", env.company.id), ("orders_count", ">", 0)])
    rows = rows.sorted(lambda row: row.partner_id.ref)
    bought = {
        row: rfm.Purchases(row.last_order_at, row.orders_count, row.revenue)
        for row in rows
    }
    check_values(report, list(bought.values()))
    check_stored(report, bought)
    check_published(report, bought)
    check_segments(env, report)


def check_values(report, bought):
    """Check the three figures of the customers, before any score."""
    days = [(NOW - p.last).days for p in bought]
    counts = [p.count for p in bought]
    revenues = [p.revenue for p in bought]
    first, middle, last = quantiles(days, n=4, method="inclusive")
    for figure, expected, got in (
        ("customers with purchases", 4338, len(bought)),
        ("recency, mean", Decimal("93.06"), near(mean(days))),
        ("recency, quartiles", "18 51 142.75", f"{first:g} {middle:g} {last:g}"),
        ("recency, min and max", "1 374", f"{min(days)} {max(days)}"),
        ("frequency, mean", Decimal("4.27"), near(mean(counts))),
        ("frequency, max", 209, max(counts)),
        ("monetary value, mean", Decimal("2054.27"), near(mean(revenues))),
        ("monetary value, median", Decimal("674.48"), near(sorted_middle(revenues))),
        ("monetary value, min", Decimal("3.75"), near(min(revenues))),
        ("monetary value, max", Decimal("280206.02"), near(max(revenues))),
    ):
        report.check(figure, expected, got)


def check_stored(report, bought):
    """Check the stored scores, made by SQL, against the reference in Python."""
    wrong = [
        row
        for row, scores in rfm.score(bought, NOW).items()
        if (row.rfm_recency, row.rfm_frequency, row.rfm_monetary) != scores
        or row.rfm_segment != rfm.segment(*scores[:2])
    ]
    report.check("stored scores that differ from the reference", 0, len(wrong))


def check_published(report, bought):
    """Check the README's ten segments, ties of frequency in the order of customers."""
    values = list(bought.values())
    recencies = [6 - f for f in rfm.fifths([(NOW - p.last).days for p in values])]
    order = sorted(range(len(values)), key=lambda i: values[i].count)
    ranks = [0] * len(values)
    for rank, place in enumerate(order, 1):
        ranks[place] = rank
    frequencies = rfm.fifths(ranks)
    for name, (customers, *means) in SEGMENTS.items():
        inside = [
            p
            for p, r, f in zip(values, recencies, frequencies, strict=True)
            if rfm.segment(r, f) == name
        ]
        report.check(f"{name}: customers", customers, len(inside))
        columns = (
            [(NOW - p.last).days for p in inside],
            [p.count for p in inside],
            [p.revenue for p in inside],
        )
        got = " ".join(str(near(mean(column))) for column in columns)
        report.check(f"{name}: mean R, F, M", " ".join(means), got)


def check_segments(env, report):
    """Count customers by recency through segments: no tie of frequency matters."""
    late = sum(SEGMENTS[n][0] for n in ("hibernating", "at_risk", "cant_lose"))
    for label, scores, expected in (
        ("recency 1 or 2", [1, 2], late),
        ("recency 3 to 5", [3, 5], 4338 - late),
    ):
        segment = env["crm.segment"].create(
            {"name": label, "rule": {"kind": "rfm", "recency": scores}}
        )
        segment._refresh()
        report.check(f"in the segment {label}", expected, segment.member_count)


def near(value):
    """Return a figure as the README prints it."""
    return round(Decimal(repr(float(value))), 2)


def sorted_middle(values):
    """Return the median."""
    return quantiles(values, n=2, method="inclusive")[0]
