# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products that are bought together, counted once more in plain Python.

The file's own invoices and stock codes are the baskets; nothing of the addon's counting
is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations

NOW = datetime(2011, 12, 11)
LEAST = 50
CONFIDENCE, LIFT = 0.1, 1.2


def check(env, report):
    """Compare every pair, with its three measures."""
    expected = counted(env)
    pairs = env["crm.product.pair"]
    pairs._refresh(
        env.company,
        NOW,
        least=LEAST,
        confidence=CONFIDENCE,
        lift=LIFT,
        companions=10**6,
    )
    found = {
        (pair.product_id.default_code, pair.other_id.default_code): (
            pair.orders,
            round(pair.support, 5),
            round(pair.confidence, 3),
            round(pair.lift, 1),
        )
        for pair in pairs.search([("company_id", "=", env.company.id)])
    }
    report.check("pairs bought together", len(expected), len(found))
    report.check("pairs that only one side has", 0, len(expected.keys() ^ found.keys()))
    differing = sum(
        any(abs(one - two) > step for one, two, step in zip(*both, STEPS, strict=True))
        for both in (
            (expected[key], found[key]) for key in expected.keys() & found.keys()
        )
    )
    report.check("pairs whose measures differ", 0, differing)
    (one, two), (orders, *_measures) = max(
        expected.items(), key=lambda item: item[1][0]
    )
    report.note(f"most often together: {one} and {two}, on {orders} orders")


#: Half of the last digit that is kept: orders, support, confidence, lift.
STEPS = (0, 0.00002, 0.002, 0.1)


def counted(env):
    """Return ``{(code, other code): (orders, support, confidence, lift)}``."""
    env.cr.execute(
        "SELECT DISTINCT invoice, code FROM retail_raw WHERE customer IS NOT NULL"
        " AND quantity > 0 AND price > 0"
    )
    baskets = defaultdict(set)
    for invoice, code in env.cr.fetchall():
        baskets[invoice].add(code)
    sold = Counter(code for basket in baskets.values() for code in basket)
    common = {code for code, orders in sold.items() if orders >= LEAST}
    both = Counter(
        pair
        for basket in baskets.values()
        for pair in combinations(sorted(basket & common), 2)
    )
    found = {}
    for pair, orders in both.items():
        if orders < LEAST:
            continue
        for one, two in (pair, pair[::-1]):
            confidence = orders / sold[one]
            lift = orders * len(baskets) / (sold[one] * sold[two])
            if confidence >= CONFIDENCE and lift >= LIFT:
                found[one, two] = (orders, orders / len(baskets), confidence, lift)
    return found
