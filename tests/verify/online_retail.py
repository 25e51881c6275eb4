# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UCI Online Retail: a year of a wholesaler's orders, and their timelines.

How the file becomes records is said in online_retail_load.py. The figures are those
of the data set's README; money is GBP. Revenue to a tenth of a penny is the sum of
quantity x price over order lines; orders, and so timelines, are in whole pennies.
"""

from __future__ import annotations

from decimal import Decimal

import co_purchase
import interactions
import online_retail_load
from erp import exact, scalar
from recompute import differing_fields

TITLE = "UCI Online Retail"
FILE = "online_retail/onlineretail.export.csv.gz"
FILES = [FILE]

TOP_CUSTOMERS = {
    "14646": Decimal("280206.02"),
    "18102": Decimal("259657.30"),
    "17450": Decimal("194550.79"),
    "16446": Decimal("168472.50"),
    "14911": Decimal("143825.06"),
}
ORDERS = 18532
CANCELLATION = "invoice LIKE 'C%%'"
IN_FILE = [  # figure, value in the README, expression over the file's rows
    ("rows in the file", 541909, "count(*)"),
    ("invoice numbers", 25900, "count(DISTINCT invoice)"),
    ("customers in the file", 4372, "count(DISTINCT customer)"),
    ("stock codes", 4070, "count(DISTINCT code)"),
    ("countries", 38, "count(DISTINCT country)"),
    ("rows without a customer", 135080, "count(*) FILTER (WHERE customer IS NULL)"),
    ("rows without a description", 1454, "count(*) FILTER (WHERE description IS NULL)"),
    ("cancellation rows", 9288, f"count(*) FILTER (WHERE {CANCELLATION})"),
    ("cancellations", 3836, f"count(DISTINCT invoice) FILTER (WHERE {CANCELLATION})"),
    ("rows of negative quantity", 10624, "count(*) FILTER (WHERE quantity < 0)"),
    ("rows without a price", 2517, "count(*) FILTER (WHERE price <= 0)"),
    ("sum of quantity x price", Decimal("9747747.934"), "sum(quantity * price)"),
]
DUPLICATES = """
    SELECT (SELECT count(*) FROM retail_raw) - (SELECT count(*) FROM (
        SELECT DISTINCT invoice, code, description, quantity, at, price, customer, country
          FROM retail_raw) u)
"""
#: Customers, orders and lines are read back through the tables of the ERP.
WITH_ORDER = "SELECT count(DISTINCT partner_id) FROM sale_order WHERE state = 'sale'"
LINES = "FROM sale_order_line WHERE state = %s"


def run(erp, folder, report):
    """Load the file, backfill the log from the orders and check both."""
    with erp.environment() as env:
        online_retail_load.load(env, folder / FILE)
        check_file(env, report)
        cancelled = cancellations(env)
        check_orders(env, report, cancelled)
        co_purchase.check(env, report)
    with erp.environment() as env:
        check_through_the_orm(env, report)
        env.cr.rollback()
    # the addons can be imported only now that the database is open
    import rfm_scores

    with erp.environment() as env:
        rfm_scores.check(env, report)
        env.cr.rollback()
    interactions.backfill(erp, report)
    with erp.environment() as env:
        check_log(env, report, cancelled)
        interactions.check_timelines(env, report, TOP_CUSTOMERS)
    interactions.check_second_backfill(erp, report)
    with erp.environment() as env:
        interactions.check_statistics(env, report, "c.ref ~ '^[0-9]{5}$'")


def check_file(env, report):
    """Check that the file was read whole, nothing lost, nothing turned to NULL."""
    for figure, expected, expression in IN_FILE:
        got = exact(env, f"SELECT {expression} FROM retail_raw")
        report.check(figure, expected, got)
    report.check("exact duplicate rows", 5268, scalar(env, DUPLICATES))


def check_orders(env, report, cancelled):
    """Check customers, confirmed orders and cancelled ones as the ERP holds them."""

    def check(figure, expected, query, *args):
        report.check(figure, expected, exact(env, query, *args))

    orders = "SELECT count(*) FROM sale_order WHERE state = %s"
    revenue = f"SELECT sum(product_uom_qty * price_unit) {LINES}"
    check(
        "customers", 4372, "SELECT count(*) FROM res_partner WHERE ref ~ '^[0-9]{5}$'"
    )
    check("customers with a confirmed order", 4338, WITH_ORDER)
    check("confirmed orders", ORDERS, orders, "sale")
    check("lines of confirmed orders", 397884, f"SELECT count(*) {LINES}", "sale")
    check("revenue, GBP", Decimal("8911407.904"), revenue, "sale")
    # read off the file: the README has the net figure (below) and not this one
    check("cancelled orders", cancelled, orders, "cancel")
    net = exact(env, revenue, "sale") - exact(env, revenue, "cancel")
    report.check("net of returns, GBP", Decimal("8300065.81"), round(net, 2))
    for ref, amount in TOP_CUSTOMERS.items():
        check(
            f"orders of customer {ref}, GBP",
            amount,
            "SELECT sum(amount_total) FROM sale_order o JOIN res_partner p"
            " ON p.id = o.partner_id WHERE p.ref = %s AND o.state = 'sale'",
            ref,
        )
    check_countries(env, report)


def check_countries(env, report):
    """Check that only what names no country was left empty."""
    env.cr.execute(
        "SELECT DISTINCT c.country FROM retail_customer c JOIN res_partner p ON p.id = c.id"
        " WHERE p.country_id IS NULL ORDER BY 1"
    )
    without = {name for (name,) in env.cr.fetchall()}
    report.check(
        "country names not resolved", 0, len(without - online_retail_load.NO_COUNTRY)
    )


def cancellations(env):
    """Return the number of cancellations of a known customer in the file."""
    return scalar(
        env,
        "SELECT count(DISTINCT invoice) FROM retail_raw"
        f" WHERE {CANCELLATION} AND customer IS NOT NULL",
    )


def check_through_the_orm(env, report):
    """Recompute a sample: what was put into the tables is what the ERP computes."""
    orders = env["sale.order"]
    sample = orders.search([("state", "=", "sale")], limit=60)
    sample |= orders.search([("state", "=", "cancel")], limit=20)
    sample |= orders.search([("order_line.price_unit", "=", 0.001)])
    sample |= orders.search(
        [("state", "=", "sale")], order="amount_total desc", limit=5
    )
    found = differing_fields(sample) + differing_fields(sample.order_line)
    size = f"{len(sample)} orders, {len(sample.order_line)} lines"
    report.check(
        f"{size} recomputed: fields that differ", "none", ", ".join(found) or "none"
    )


def check_log(env, report, cancelled):
    """Check one interaction per order, at the order's own date."""
    for code, state in (("order_confirmed", "sale"), ("order_cancelled", "cancel")):
        expected = ORDERS if state == "sale" else cancelled
        found = interactions.of_type(env, code)
        report.check(f"interactions {code}", expected, len(found))
        moved = scalar(
            env,
            "SELECT count(*) FROM sale_order o WHERE state = %s AND NOT EXISTS ("
            "SELECT 1 FROM crm_interaction i JOIN crm_interaction_type t ON t.id = i.type_id"
            " WHERE t.code = %s AND i.origin_model = 'sale.order' AND i.origin_id = o.id"
            " AND i.occurred_at = o.date_order AND i.amount = o.amount_total"
            " AND i.commercial_partner_id = o.partner_id"
            " AND i.currency_id = o.currency_id)",
            state,
            code,
        )
        report.check(f"{code}: date, amount or customer differs", 0, moved)
