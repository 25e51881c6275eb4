# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All statistics of all customers, beside the bare grouped SQL over the same rows.

Each of 100,000 customers was spoken with about ten times; half of them ordered, about
four times each, and were billed for half of it. A step of ours does what the nightly
jobs do, in their batches. Its floor reads the same rows by GROUP BY and writes the same
figures, as far as a GROUP BY can say them, into a bare table: nothing compared with what
was, no forecast. Tiers, health with its reasons and insights have no such floor; they
are judged with the rest by the time that the whole night takes.

All of it runs a second time, when nothing has changed: the usual night.
"""

from __future__ import annotations

from harness import measured
from sales import fill

from odoo.tools import SQL

TITLE = "Statistics: 100,000 customers, 1,000,000 interactions"
TIMES, SECONDS = 3, 120
BATCH = 50_000  # as the jobs take
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
PURCHASES = """
    WITH steps AS (
        SELECT p.commercial_partner_id AS partner_id, o.date_order,
            o.amount_untaxed / COALESCE(o.currency_rate, 1) AS worth,
            o.date_order::date - lag(o.date_order::date) OVER (
                PARTITION BY p.commercial_partner_id ORDER BY o.date_order) AS gap
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0)
    SELECT s.partner_id, min(date_order) AS first, max(date_order) AS last,
        count(date_order) AS orders, sum(worth) AS revenue,
        sum(worth) FILTER (WHERE date_order > %(now)s - interval '365 days') AS year,
        sum(worth) FILTER (WHERE date_order > %(now)s - interval '90 days') AS recent,
        sum(worth) FILTER (WHERE date_order <= %(now)s - interval '90 days'
            AND date_order > %(now)s - interval '180 days') AS before,
        avg(worth) FILTER (WHERE gap IS NOT NULL) AS repeat_worth,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap
      FROM crm_partner_stat s LEFT JOIN steps b USING (partner_id)
     WHERE s.company_id = %(company)s GROUP BY 1
"""
PROFIT = """
    WITH billed AS (
        SELECT m.commercial_partner_id AS partner_id, sum(-l.balance) AS revenue,
            sum(l.quantity * (p.standard_price->>m.company_id::text)::numeric) AS cost
          FROM account_move m JOIN account_move_line l ON l.move_id = m.id
          LEFT JOIN product_product p ON p.id = l.product_id
         WHERE m.state = 'posted' AND m.company_id = %(company)s
           AND m.move_type IN ('out_invoice', 'out_refund') AND l.display_type = 'product'
           AND m.invoice_date > %(now)s::date - 365 GROUP BY 1),
    spoken AS (
        SELECT i.commercial_partner_id AS partner_id, sum(i.duration) AS seconds
          FROM crm_interaction i WHERE i.company_id = %(company)s AND i.state = 'done'
           AND i.occurred_at > %(now)s - interval '365 days' AND i.duration > 0
         GROUP BY 1)
    SELECT s.partner_id, b.revenue, b.cost, k.seconds
      FROM crm_partner_stat s LEFT JOIN billed b USING (partner_id)
      LEFT JOIN spoken k USING (partner_id) WHERE s.company_id = %(company)s
"""


def run(bench, report):
    """Fill, refresh everything twice, and read the busiest customer."""
    company_id, customers = fill(bench, report)
    report.columns("a step", "s", "CPU s", "queries", "floor s", "floor CPU s", "x CPU")
    for when in ("first", "again"):
        judge(bench, report, company_id, customers, when)
    read_forms(bench, report, customers)


def judge(bench, report, company_id, customers, when):
    """Run every step and its floor; judge the statistics and the whole night."""
    ours, floors, night = 0.0, 0.0, 0.0
    for step, floor in STEPS.items():
        sample = measure(bench, company_id, customers, step)
        cost = sample.cpu / 1000
        figures = [sample.wall / 1000, cost, sample.queries]
        night += cost
        if floor:
            bare = measure(bench, company_id, floor, write_bare)
            ours, floors = ours + cost, floors + bare.cpu / 1000
            figures += [bare.wall / 1000, bare.cpu / 1000, sample.cpu / bare.cpu]
        report.row(f"{step.__name__}, {when}", *figures)
    report.target(
        f"{when}: statistics, x the floor in CPU", ours / floors, float(TIMES)
    )
    report.target(f"{when}: seconds of CPU for the night", night, float(SECONDS))


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
    for batch in batches(customers):
        stats._prepare_bulk()
        stats._refresh({(customer, company.id) for customer in batch})
        env.cr.commit()


def scores(env, company, _customers):
    """Compute recency, frequency and monetary value."""
    env["crm.partner.stat"]._refresh_rfm(company)


def purchases(env, company, customers):
    """Compute what was bought, the stage of life and the forecast."""
    in_batches(env, company, customers, "_refresh_purchases")


def profit(env, company, customers):
    """Compute margin, the share of unknown cost, and the cost to serve."""
    in_batches(env, company, customers, "_refresh_profit")


def behaviour(env, company, _customers):
    """Estimate what is typical of all customers, and what is bought together."""
    env["crm.partner.stat"]._learn()
    env["crm.purchase.model"]._of(company)._fit(env.cr.now().replace(microsecond=0))


def standing(env, company, customers):
    """Do all that the night does with a customer: the two steps above, tiers, health
    and its history, insights, and contacts that are due.
    """
    for batch in batches(customers):
        now = env.cr.now().replace(microsecond=0)
        env["crm.partner.stat"]._refresh_standing(company, batch, now, is_night=True)
        env["crm.partner.stat"]._learn()
        env.cr.commit()


def in_batches(env, company, customers, name):
    """Call a method of the statistics for every batch."""
    stats = env["crm.partner.stat"]
    for batch in batches(customers):
        stats._prepare_bulk()
        getattr(stats, name)(company, batch, env.cr.now().replace(microsecond=0))
        env.cr.commit()


def batches(customers):
    """Yield the customers as the jobs take them."""
    for start in range(0, len(customers), BATCH):
        yield customers[start : start + BATCH]


#: What has a floor is a statistic that a GROUP BY can say; the rest is judged by time.
STEPS = {
    contacts: CONTACTS,
    scores: SCORES,
    purchases: PURCHASES,
    profit: PROFIT,
    behaviour: None,
    standing: None,
}


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
    """The form of the busiest customer asks no more when its history has doubled."""
    busiest, usual = customers[:2]
    figures = {"busiest customer": form_sample(bench, busiest)}
    figures["usual customer"] = form_sample(bench, usual)
    with bench.erp.environment() as env:
        double_history(env, busiest)
        env.cr.commit()
    figures["busiest with twice the history"] = form_sample(bench, busiest)
    for name, sample in figures.items():
        report.row(f"form of the {name}", sample.wall / 1000, sample.cpu / 1000,
                   sample.queries)  # fmt: skip
    report.target(
        "queries more for twice the history",
        figures["busiest with twice the history"].queries
        - figures["busiest customer"].queries,
        0,
    )


def form_sample(bench, customer):
    """Return the sample of reading a customer's form, when the caches are warm."""
    with bench.erp.environment(user_id=bench.user_id("bench.manager")) as env:
        partner = env["res.partner"].browse(customer)
        for _round in range(2):
            env.invalidate_all()
            with measured(env.cr) as sample:
                read_form(env, partner)
    return sample


def double_history(env, customer):
    """Add each of a customer's rows again, as a person would have logged it."""
    env.cr.execute(
        """SELECT column_name FROM information_schema.columns
           WHERE table_name = 'crm_interaction' AND column_name NOT IN
               ('id', 'origin_model', 'origin_id', 'origin_event', 'external_uid')"""
    )
    names = SQL(", ").join(SQL.identifier(name) for (name,) in env.cr.fetchall())
    env.cr.execute(
        SQL(
            "INSERT INTO crm_interaction (%s) SELECT %s FROM crm_interaction"
            " WHERE commercial_partner_id = %s",
            names,
            names,
            customer,
        )
    )


def read_form(env, partner):
    """Read what the page of a customer adds to core's, and the timeline on it."""
    names = [name for name in partner._fields if name.startswith("relation_")]
    partner.web_read({name: {} for name in ["display_name", *names]})
    env["crm.interaction"].timeline_header("res.partner", partner.id)
    env["crm.interaction"].timeline_fetch("res.partner", partner.id)
    env["crm.insight"]._brief(partner, 3)
