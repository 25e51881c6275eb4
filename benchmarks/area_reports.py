# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Canned reports of a year beside the year before, as a sales manager, and bare SQL.

The customers, interactions, orders and invoices are those of the statistics. Each report
is built whole: every table, under record rules, with names. The floor of traffic and of
revenue is one GROUP BY over the same rows without rules, run once for each table and
period of the report; it knows neither names nor changes.
"""

from __future__ import annotations

from harness import interleave, measured
from sales import fill

from odoo.tools import SQL

TITLE = "Canned reports: a year beside the year before"
ROUNDS = 3
#: Seconds that the slowest report may take, and times its floor that others may.
SECONDS, TIMES = 20.0, 12.0
CODES = (
    *("meetings", "contact_traffic", "care_index", "revenue", "purchase_trends"),
    *("pipeline", "sources", "productivity", "adoption", "receivables"),
)
FLOORS = {
    "contact_traffic": """
        SELECT t.channel, count(*) FROM crm_interaction i
          JOIN crm_interaction_type t ON t.id = i.type_id
         WHERE i.company_id = %(company)s AND i.state = 'done' AND t.counts_as_touch
           AND i.occurred_at > now() - interval '1 year' GROUP BY 1
    """,
    "revenue": """
        SELECT m.commercial_partner_id, sum(-l.balance) FROM account_move m
          JOIN account_move_line l ON l.move_id = m.id
         WHERE m.company_id = %(company)s AND m.state = 'posted'
           AND m.move_type IN ('out_invoice', 'out_refund') AND l.display_type = 'product'
           AND m.invoice_date > now() - interval '1 year' GROUP BY 1
    """,
}


def run(bench, report):
    """Fill, build every report some times, and judge the slowest and two floors."""
    company_id, _customers = fill(bench, report)
    user_id = bench.user_id("bench.manager")
    report.columns("report", "rows", "ms", "queries", "floor ms", "x")
    slowest = 0.0
    for code in CODES:
        candidates = {"ours": lambda code=code: build(bench, company_id, user_id, code)}
        if code in FLOORS:
            candidates["floor"] = lambda code=code: bare(
                bench, company_id, FLOORS[code]
            )
        found = interleave(candidates, ROUNDS)
        ours = found["ours"]
        slowest = max(slowest, ours.wall / 1000)
        figures = [build.rows, ours.wall, ours.queries]
        if code in FLOORS:
            floor = found["floor"].wall * build.tables * 2
            figures += [floor, ours.wall / floor]
            report.target(f"{code}: times bare SQL", ours.wall / floor, TIMES)
        report.row(code, *figures)
    report.target("seconds of the slowest report", slowest, SECONDS)


def build(bench, company_id, user_id, code):
    """Build a report as a manager; return its sample."""
    with bench.erp.environment() as env:
        env["res.users"].browse(user_id).company_ids += env["res.company"].browse(
            company_id
        )
        report = env["crm.report"].search([("code", "=", code)])
        report = report.with_user(user_id).with_context(
            allowed_company_ids=[company_id]
        )
        with measured(env.cr) as sample:
            _period, tables = report._build({"period": "last_365_days"})
        build.tables = len(tables)
        build.rows = sum(len(table.rows) for table in tables)
        env.cr.rollback()
    return sample


def bare(bench, company_id, query):
    """Run a bare query; return its sample."""
    with bench.erp.environment() as env:
        with measured(env.cr) as sample:
            env.execute_query(SQL(query, company=company_id))
    return sample
