# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CDNOW's customers: the published parameters of BG/NBD and Gamma-Gamma.

The parameters are compared to the digits that are printed. The summary of 39 weeks is
also made anew from the transactions, and what the model expects of the 39 weeks that
follow is compared with what was bought in them.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from decimal import Decimal

TITLE = "CDNOW, one customer in ten"
SUMMARY = "cdnow_sample/cdnow_customers_summary.csv"
SPENDING = "cdnow_sample/cdnow_customers_summary_with_transactions.csv"
TRANSACTIONS = "cdnow_sample/CDNOW_sample.txt.gz"
FILES = [SUMMARY, SPENDING, TRANSACTIONS]
END = date(1997, 9, 30)
WEEKS = 39


def run(erp, folder, report):
    """Estimate both models and compare."""
    from odoo.addons.crm_relationship.tools import purchase_model

    customers = [
        (float(row["frequency"]), float(row["recency"]), float(row["T"]))
        for row in read(folder / SUMMARY)
    ]
    report.check("customers", 2357, len(customers))
    report.check("repeated purchases", 2457, round(sum(c[0] for c in customers)))
    model = purchase_model.fit_bg_nbd(customers)
    for name, expected in (
        ("r", "0.243"),
        ("alpha", "4.414"),
        ("a", "0.793"),
        ("b", "2.426"),
    ):
        report.check(f"BG/NBD {name}", Decimal(expected), near(getattr(model, name), 3))
    report.check(
        "BG/NBD log-likelihood", Decimal("-9582.4"), near(model.log_likelihood, 1)
    )
    check_spending(purchase_model, folder, report)
    check_transactions(purchase_model, folder, report)


def check_spending(purchase_model, folder, report):
    """Compare the parameters of Gamma-Gamma on who bought again."""
    spending = [
        (float(row["x"]), float(row["zbar"])) for row in read(folder / SPENDING)
    ]
    report.check("customers who bought again", 946, sum(x > 0 for x, _mean in spending))
    model = purchase_model.fit_gamma_gamma(spending)
    for name, expected in (("p", "6.25"), ("q", "3.74"), ("gamma", "15.45")):
        got = near(getattr(model, name), 2)
        report.check(f"Gamma-Gamma {name}", Decimal(expected), got)


def check_transactions(purchase_model, folder, report):
    """Make the summary anew from the purchases, and look into the weeks after it."""
    days = defaultdict(set)
    with gzip.open(folder / TRANSACTIONS, "rt", encoding="ascii") as stream:
        for line in stream:
            _master, customer, day, _number, _amount = line.split()
            days[customer].add(date(int(day[:4]), int(day[4:6]), int(day[6:])))
    summary = [customer_of(purchases) for purchases in days.values()]
    model = purchase_model.fit_bg_nbd([row[:3] for row in summary])
    got = " ".join(str(near(v, 3)) for v in (model.r, model.alpha, model.a, model.b))
    report.check("BG/NBD of the transactions", "0.243 4.414 0.793 2.426", got)
    x, t_x, t, later = zip(*summary, strict=True)
    expected = sum(x) + float(model.expected(WEEKS, x, t_x, t).sum())
    bought = sum(x) + sum(later)
    # the paper's own test on these customers: it expects a little less than was bought
    report.check(
        f"{bought:.0f} repeats in 78 weeks, {expected:.0f} expected: 0 to 10 % less",
        True,
        0 <= 1 - expected / bought < 0.1,
    )


def customer_of(purchases):
    """Return repeats, recency and age in weeks, and the purchases after the end."""
    ordered = sorted(day for day in purchases if day <= END)
    first = ordered[0]
    return (
        len(ordered) - 1,
        (ordered[-1] - first).days / 7,
        (END - first).days / 7,
        sum(day > END for day in purchases),
    )


def read(path):
    """Return the rows of a CSV file, as dicts."""
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def near(value, places):
    """Return a figure with as many decimals as are printed."""
    return round(Decimal(repr(float(value))), places)
