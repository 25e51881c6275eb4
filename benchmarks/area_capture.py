# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What capture costs the ERP: confirming, delivering, invoicing, beside no addon.

The peer is a copy of the database from which the addon was uninstalled, served by
this same process; a second one is the addon with capture switched off by context.
Transactions of 1, 10 and 100 documents alternate between them, each with a fresh
environment, each really committed (the log is written when a transaction ends).
"""

from __future__ import annotations

from statistics import median

from documents import OPERATIONS, Shop
from harness import Sample, settle

TITLE = "Capture: 500 orders confirmed, delivered and invoiced"
#: {documents a transaction: documents in all}: small transactions need fewer to tell
FULL = {1: 100, 10: 100, 100: 300}
SMALL = {1: 10, 10: 20}
TINY = {1: 3, 10: 20}
OFF_SIZE = 10  # where switching off by context is measured too
WITH, OFF, WITHOUT = "with the addon", "capture off", "without the addon"
SLOWER, MORE_QUERIES = 5.0, 3  # percent; queries a transaction


def run(bench, report):
    """Measure the three operations at each size and judge the overhead."""
    sizes = bench.sized(FULL, SMALL, TINY)
    with bench.peer_without("crm_relationship") as peer:
        shops = {
            WITH: Shop(bench.erp),
            WITHOUT: Shop(peer),
            OFF: Shop(bench.erp, interaction_capture_disable=True),
        }
        for shop in shops.values():
            warm_up(shop)
        settle()
        report.columns(
            "a transaction", "CPU ms", "ms", "queries", "slower %", "queries +"
        )
        found = {}
        for size, count in sizes.items():
            chosen = {n: s for n, s in shops.items() if n != OFF or size == OFF_SIZE}
            orders = {name: shop.quotations(count) for name, shop in chosen.items()}
            for operation in OPERATIONS:
                samples = alternate(chosen, orders, operation, size)
                found[operation, size] = show(report, operation, size, samples)
    judge(report, found, sizes)


def warm_up(shop):
    """Let every cache fill before anything is measured."""
    orders = shop.quotations(3)
    for operation in OPERATIONS:
        shop.perform(operation, orders)


def alternate(shops, orders, operation, size):
    """Run an operation on all orders, transaction by transaction, shops in turn.

    :return: {shop name: samples}, the n-th samples taken one after the other
    """
    samples = {name: [] for name in shops}
    names = list(shops)
    for name, shop in shops.items():
        shop.prepare(operation, orders[name])
    for number, start in enumerate(range(0, len(orders[WITH]), size)):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            chunk = orders[name][start : start + size]
            samples[name].append(shops[name].perform(operation, chunk))
    return samples


def show(report, operation, size, samples):
    """Print the rows of an operation at a size; return its figures."""
    for name, taken in samples.items():
        slower = overhead(taken, samples[WITHOUT])
        more = queries(taken) - queries(samples[WITHOUT])
        report.row(
            f"{operation} {size}, {name}",
            median(s.cpu for s in taken),
            median(s.wall for s in taken),
            queries(taken),
            round(slower, 1),
            more,
        )
    return {
        "documents": size * len(samples[WITH]),
        "ours": median(s.cpu for s in samples[WITH]) / size,
        "peer": median(s.cpu for s in samples[WITHOUT]) / size,
        "queries": queries(samples[WITH]) - queries(samples[WITHOUT]),
    }


def overhead(samples, peer):
    """Return how much more CPU time, in percent: the median over neighbours in time."""
    pairs = zip(samples, peer, strict=True)
    return (median(a.cpu / b.cpu for a, b in pairs) - 1) * 100


def queries(samples: list[Sample]) -> int:
    """Return the median number of queries a transaction."""
    return int(median(s.queries for s in samples))


def judge(report, found, sizes):
    """Judge each operation over all documents; queries by the worst size."""
    for operation in OPERATIONS:
        chosen = [found[operation, size] for size in sizes]
        ours = sum(one["documents"] * one["ours"] for one in chosen)
        peer = sum(one["documents"] * one["peer"] for one in chosen)
        slower = round((ours / peer - 1) * 100, 1)
        more = max(one["queries"] for one in chosen)
        report.target(f"{operation}: % slower, all documents", slower, SLOWER)
        report.target(f"{operation}: more queries, worst size", more, MORE_QUERIES)
