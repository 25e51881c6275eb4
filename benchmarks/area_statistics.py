# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All statistics of all customers, beside the bare grouped SQL over the same rows.

Each of 100,000 customers was spoken with about ten times; half of them ordered, about
four times each, and were billed for half of it. A step of ours does what the nightly
jobs do, in their batches. Its floor reads the same rows by GROUP BY, works out the same
figures as far as SQL says them plainly, and writes them into a bare table: no rules, no
tiers, no reasons, no forecast, no history, nothing compared with what was.

Both are run a second time, when nothing has changed: the usual night.
"""

from __future__ import annotations

from harness import measured
from sales import fill

from odoo.tools import SQL

TITLE = "Statistics: 100,000 customers, 1,000,000 interactions"
TIMES, SECONDS = 3, 120
CONTACTS = """
    SELECT i.commercial_partner_id AS partner_id,
        max(i.occurred_at) FILTER (WHERE t.counts_as_touch AND i.direction = 'in') AS last_in,
        max(i.occurred_at) FILTER (WHERE t.counts_as_touch AND i.direction <> 'in') AS last_out,
        max(i.occurred_at) FILTER (WHERE NOT t.counts_as_touch) AS last_auto,
        max(i.occurred_at) FILTER (WHERE t.is_meeting) AS last_meeting,
        max(i.occurred_at) FILTER (WHERE t.counts_as_touch) AS last_touch,
        (array_agg(i.user_id ORDER BY i.occurred_at DESC)
            FILTER (WHERE t.counts_as_touch))[1] AS last_user,
        count(*) FILTER (WHERE t.counts_as_touch
            AND i.occurred_at > %(now)s - interval '30 days') AS count_30,
        count(*) FILTER (WHERE t.counts_as_touch
            AND i.occurred_at > %(now)s - interval '90 days') AS count_90,
        count(*) FILTER (WHERE t.counts_as_touch
            AND i.occurred_at > %(now)s - interval '365 days') AS count_365
      FROM crm_interaction i JOIN crm_interaction_type t ON t.id = i.type_id
     WHERE i.company_id = %(company)s AND i.occurred_at <= %(now)s AND i.state = 'done'
     GROUP BY 1
"""
SCORES = """
    SELECT partner_id, last, orders, revenue, ntile(5) OVER (ORDER BY last) AS recency,
        ntile(5) OVER (ORDER BY orders) AS frequency,
        ntile(5) OVER (ORDER BY revenue) AS monetary
      FROM (SELECT p.commercial_partner_id AS partner_id, max(o.date_order) AS last,
                count(*) AS orders, sum(o.amount_untaxed / COALESCE(o.currency_rate, 1))
                    AS revenue
              FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
             WHERE o.state = 'sale' AND o.company_id = %(company)s
               AND o.amount_untaxed > 0 GROUP BY 1) b
"""
#: What was bought, and when again; debts, margin, mood; products with their rhythm.
STANDING = """
    WITH steps AS (
        SELECT p.commercial_partner_id AS partner_id, o.date_order,
            o.amount_untaxed / COALESCE(o.currency_rate, 1) AS worth, o.margin,
            o.date_order::date - lag(o.date_order::date) OVER (
                PARTITION BY p.commercial_partner_id ORDER BY o.date_order) AS gap
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0),
    bought AS (
        SELECT partner_id, min(date_order) AS first, max(date_order) AS last,
            count(*) AS orders, sum(worth) AS revenue, sum(margin) AS margin,
            sum(worth) FILTER (WHERE date_order > %(now)s - interval '365 days') AS year,
            sum(worth) FILTER (WHERE date_order > %(now)s - interval '90 days') AS recent,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap
          FROM steps GROUP BY 1),
    debts AS (
        SELECT commercial_partner_id AS partner_id, sum(amount_total_signed) AS invoiced,
            sum(amount_residual_signed) FILTER (WHERE invoice_date_due < %(now)s::date)
                AS overdue
          FROM account_move WHERE state = 'posted' AND company_id = %(company)s
           AND move_type IN ('out_invoice', 'out_refund') GROUP BY 1),
    billed AS (
        SELECT m.commercial_partner_id AS partner_id, sum(-l.balance) AS revenue,
            sum(l.quantity * (p.standard_price->>m.company_id::text)::numeric) AS cost
          FROM account_move m JOIN account_move_line l ON l.move_id = m.id
          LEFT JOIN product_product p ON p.id = l.product_id
         WHERE m.state = 'posted' AND m.company_id = %(company)s
           AND m.move_type IN ('out_invoice', 'out_refund') AND l.display_type = 'product'
           AND m.invoice_date > %(now)s::date - 365 GROUP BY 1),
    moods AS (
        SELECT commercial_partner_id AS partner_id, sum(duration) AS seconds,
            count(*) FILTER (WHERE x.tone = 'positive') AS good,
            count(*) FILTER (WHERE x.tone = 'negative') AS bad
          FROM crm_interaction i LEFT JOIN crm_interaction_outcome x ON x.id = i.outcome_id
         WHERE i.company_id = %(company)s AND i.state = 'done'
           AND i.occurred_at > %(now)s - interval '365 days' GROUP BY 1),
    rhythms AS (
        SELECT partner_id, count(*) AS products, min(gap) AS gap
          FROM (SELECT partner_id, product_id, max(day) AS last,
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap,
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity
                  FROM (SELECT p.commercial_partner_id AS partner_id, l.product_id,
                            o.date_order::date AS day, l.product_uom_qty AS quantity,
                            o.date_order::date - lag(o.date_order::date) OVER (
                                PARTITION BY p.commercial_partner_id, l.product_id
                                ORDER BY o.date_order) AS gap
                          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                          JOIN sale_order_line l ON l.order_id = o.id
                         WHERE o.state = 'sale' AND o.company_id = %(company)s) d
                 GROUP BY 1, 2) g GROUP BY 1)
    SELECT s.partner_id, b.first, b.last, b.orders, b.revenue, b.year, b.recent, b.gap,
        b.margin, d.invoiced, d.overdue, i.revenue - i.cost AS profit, m.seconds, m.good,
        m.bad, r.products, r.gap AS product_gap
      FROM crm_partner_stat s LEFT JOIN bought b USING (partner_id)
      LEFT JOIN debts d USING (partner_id) LEFT JOIN billed i USING (partner_id)
      LEFT JOIN moods m USING (partner_id) LEFT JOIN rhythms r USING (partner_id)
     WHERE s.company_id = %(company)s
"""


def run(bench, report):
    """Fill, refresh everything twice, and read the busiest customer."""
    company_id, customers = fill(bench, report)
    steps = {
        "contacts": (contacts, CONTACTS),
        "scores": (scores, SCORES),
        "standing": (standing, STANDING),
    }
    report.columns("a step", "s", "CPU s", "queries", "floor s", "floor CPU s", "x CPU")
    for when in ("first", "again"):
        ours, floors = 0.0, 0.0
        for name, (step, floor) in steps.items():
            sample = measure(bench, company_id, customers, step)
            bare = measure(bench, company_id, floor, write_bare)
            ours, floors = ours + sample.cpu / 1000, floors + bare.cpu / 1000
            report.row(
                f"{name}, {when}", sample.wall / 1000, sample.cpu / 1000,
                sample.queries, bare.wall / 1000, bare.cpu / 1000, sample.cpu / bare.cpu,
            )  # fmt: skip
        report.target(f"{when}: x the floor, in CPU", ours / floors, float(TIMES))
        report.target(f"{when}: seconds of CPU for all", ours, float(SECONDS))
    read_forms(bench, report, customers)


def measure(bench, company_id, given, step):
    """Run a step in a transaction of its own; return its sample."""
    with bench.erp.environment() as env:
        company = env["res.company"].browse(company_id)
        with measured(env.cr) as sample:
            step(env, company, given)
            env.cr.commit()
    return sample


def contacts(env, company, customers):
    """Refresh what follows from the log, as the job does: a batch, a commit."""
    stats = env["crm.partner.stat"]
    for start in range(0, len(customers), 2000):
        stats._refresh({(c, company.id) for c in customers[start : start + 2000]})
        env.cr.commit()


def scores(env, company, _customers):
    """Compute recency, frequency and monetary value."""
    env["crm.partner.stat"]._refresh_rfm(company)


def standing(env, company, _customers):
    """Refresh stage of life, tier, health, profit and insights."""
    model = env["crm.purchase.model"]._of(company)
    model._fit(model.create_date or env.cr.now())
    while model._refresh_next(env.cr.now().replace(microsecond=0)):
        env.cr.commit()


def write_bare(env, company, query):
    """Write the rows of a query into a bare table with a key."""
    now = SQL("%s::timestamp", env.cr.now().replace(microsecond=0))
    env.cr.execute("DROP TABLE IF EXISTS bare_statistics")
    names = {
        key: value
        for key, value in {"now": now, "company": company.id}.items()
        if f"%({key})s" in query
    }
    env.cr.execute(SQL("CREATE TABLE bare_statistics AS %s", SQL(query, **names)))
    env.cr.execute("CREATE UNIQUE INDEX ON bare_statistics (partner_id)")


def read_forms(bench, report, customers):
    """The form of the busiest customer asks no more than that of a quiet one."""
    queries = {}
    for name, customer in (("busiest", customers[0]), ("quiet", customers[-1])):
        with bench.erp.environment(user_id=bench.user_id("bench.manager")) as env:
            partner = env["res.partner"].browse(customer)
            for _round in range(2):
                env.invalidate_all()
                with measured(env.cr) as sample:
                    read_form(env, partner)
        queries[name] = sample.queries
        report.row(f"form of the {name} customer", sample.wall / 1000, sample.cpu / 1000,
                   sample.queries)  # fmt: skip
    report.holds(
        "the form of the busiest asks no more",
        queries["busiest"] <= queries["quiet"],
        queries,
    )


def read_form(env, partner):
    """Read what the page of a customer adds to core's, and the timeline on it."""
    names = [name for name in partner._fields if name.startswith("relation_")]
    partner.web_read({name: {} for name in ["display_name", *names]})
    env["crm.interaction"].timeline_header("res.partner", partner.id)
    env["crm.interaction"].timeline_fetch("res.partner", partner.id)
    env["crm.insight"]._brief(partner, 3)
