# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a sale was earned by: six models over a million touches, beside one in bare SQL.

Each of 100,000 customers was touched ten times and bought once. The floor is the same
join of touches and sales written into a bare table, for the last touch alone. The
first rebuild writes every credit, the second finds them all right. Memory is that of
this process, before and after; the work is the database's.
"""

from __future__ import annotations

import bulk
from erp import QUIET
from harness import measured, resident_mb

from odoo import Command
from odoo.tools import SQL

TITLE = "Attribution: 1,000,000 touches, 100,000 conversions"
TOUCHES = 10  # a customer
SECONDS, MEMORY = 60, 30
BARE = """
    INSERT INTO bare_credit
    SELECT c.id, t.id, ROW_NUMBER() OVER w, COUNT(*) OVER whole,
        CASE WHEN ROW_NUMBER() OVER w = COUNT(*) OVER whole THEN c.amount ELSE 0 END
    FROM crm_conversion c
    JOIN res_partner p ON p.commercial_partner_id = c.partner_id
    JOIN crm_touchpoint t ON t.partner_id = p.id AND t.company_id = c.company_id
        AND t.at <= c.at AND t.at >= c.at - INTERVAL '90 days'
    WHERE c.company_id = %s
    WINDOW whole AS (PARTITION BY c.id), w AS (PARTITION BY c.id ORDER BY t.at, t.id)
"""


def run(bench, report):
    """Fill the tables and rebuild twice."""
    count = bench.sized(100_000, 5_000)
    company = fill(bench, count)
    report.columns("a step", "s", "CPU s", "queries", "MB more")
    steps = {
        "conversions from orders": lambda env, it: env["crm.conversion"]._rebuild(it),
        "removal effects": lambda env, it: env["crm.attribution"]._rebuild_effects(it),
        "credits, first time": lambda env, it: env["crm.attribution"]._rebuild(it),
        "credits, nothing new": lambda env, it: env["crm.attribution"]._rebuild(it),
    }
    found = {}
    for label, step in steps.items():
        found[label] = measure(bench, company, step)
        show(report, label, *found[label])
    bare = measure(bench, company, bare_join)
    show(report, "bare SQL, last touch only", *bare)
    check(bench, company, count, report)
    sample, grown = found["credits, first time"]
    # what a machine takes that does nothing else: one process works at a time
    report.target("first rebuild, s of CPU", sample.cpu / 1000, SECONDS)
    report.note(f"{sample.wall / 1000:.0f} s by the clock")
    report.target("MB that it grew", grown, MEMORY)
    report.note(f"x bare SQL for one model: {sample.wall / bare[0].wall:.1f}")


def measure(bench, company_id, step):
    """Run a step in a transaction of its own; return its sample and its memory."""
    with bench.erp.environment() as env:
        company = env["res.company"].browse(company_id)
        before = resident_mb()
        with measured(env.cr) as sample:
            step(env, company)
        grown = resident_mb() - before
        env.cr.commit()
    return sample, grown


def bare_join(env, company):
    """Write one model into a table without keys."""
    env.cr.execute(
        "CREATE TEMP TABLE bare_credit (conversion int, touch int, place int, size int,"
        " amount numeric) ON COMMIT DROP"
    )
    env.cr.execute(SQL(BARE, company.id))


def show(report, label, sample, grown):
    """Print what a step cost."""
    wall, cpu = sample.wall / 1000, sample.cpu / 1000
    report.row(label, wall, cpu, sample.queries, max(0.0, grown))


def check(bench, company_id, count, report):
    """The credits of every model sum to the sales."""
    with bench.erp.environment() as env:
        [(sales, rows, *sums)] = env.execute_query(
            SQL(
                """
                SELECT (SELECT SUM(amount) FROM crm_conversion WHERE company_id = %(c)s),
                    COUNT(*), SUM(first_amount), SUM(last_amount), SUM(linear_amount),
                    SUM(position_amount), SUM(decay_amount), SUM(data_amount)
                FROM crm_attribution a JOIN crm_conversion c ON c.id = a.conversion_id
                WHERE c.company_id = %(c)s
                """,
                c=company_id,
            )
        )
    report.holds("a credit for each touch", rows == count * TOUCHES, rows)
    report.holds("every model sums to the sales", set(sums) == {sales}, sales)


# --- what is in the tables ---


def fill(bench, count):
    """Make a company with customers, touches and orders; return its id."""
    customers = bench.add_customers(count, "Touched")
    with bench.erp.environment(**QUIET) as env:
        company = env["res.company"].create({"name": "Measured attribution"})
        company.attribution_basis = "order"
        sources = env["utm.source"].create(
            [{"name": f"Measured source {n}"} for n in range(25)]
        )
        fill_touches(env, company, sources.ids, customers)
        fill_orders(env, company, customers)
        env.cr.commit()
        for table in ("crm_touchpoint", "sale_order"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return company.id


def fill_touches(env, company, sources, customers):
    """Touch each customer so many times within the window, by a source of many."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_touchpoint (event_key, kind, at, company_id, partner_id,
                source_id)
            SELECT 'bench:' || customer || ':' || n, 'utm',
                TIMESTAMP '2026-03-01' + n * INTERVAL '1 day'
                    + MOD(customer::bigint * 7919, 86400) * INTERVAL '1 second',
                %(company)s, customer,
                (%(sources)s)[1 + MOD(customer * 31 + n * n * 17, %(many)s)]
            FROM UNNEST(%(customers)s) AS customer, GENERATE_SERIES(1, %(touches)s) n
            """,
            company=company.id,
            sources=sources,
            many=len(sources),
            customers=customers,
            touches=TOUCHES,
        )
    )


def fill_orders(env, company, customers):
    """Let every customer order once, for odd amounts."""
    product = env["product.product"].create({"name": "Measured tea"})
    order = (
        env["sale.order"]
        .with_company(company)
        .create(
            {
                "partner_id": customers[0],
                "company_id": company.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            "CREATE TEMP TABLE new_order ON COMMIT DROP AS"
            " SELECT nextval('sale_order_id_seq')::int AS id, customer"
            " FROM UNNEST(%s) AS customer",
            customers,
        )
    )
    values = {
        "id": "o.id",
        "name": "'M' || o.id",
        "partner_id": "o.customer",
        "state": "'sale'",
        "amount_untaxed": "MOD(o.customer, 9973) + 1.37",
        "margin": "MOD(o.customer, 9973) * 0.3",
        "date_order": "TIMESTAMP '2026-03-20'",
        "access_token": "NULL",
    }
    bulk.insert_like(order, values, "new_order o", "o.id")
