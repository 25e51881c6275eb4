# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a load test needs in a database: people of each role, and full tables.

Works on any database, with and without the addons: what is there already is left, and
only what is missing is added, by one INSERT … SELECT for a table.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path += [str(BENCHMARKS), str(BENCHMARKS.parent / "tests" / "verify")]

import campaigns  # noqa: E402
import people  # noqa: E402
import rows  # noqa: E402
import support  # noqa: E402
from bench import maintain, without_indexes  # noqa: E402
from erp import QUIET  # noqa: E402

from odoo.tools import SQL  # noqa: E402

#: code, direction, who acted: of a hundred rows of the log
KINDS = (
    *[("mail_out", "out", "staff")] * 30,
    *[("mail_in", "in", "customer")] * 25,
    *[("call", "out", "staff")] * 15,
    *[("order_confirmed", "in", "customer")] * 10,
    *[("invoice_posted", "out", "system")] * 10,
    *[("meeting_held", "out", "staff")] * 6,
    *[("note", "internal", "staff")] * 4,
)
YEARS = 5
LOG = """
    INSERT INTO crm_interaction (id, partner_id, commercial_partner_id, lead_id, type_id,
        direction, actor_type, state, occurred_at, duration, user_id, company_id, subject,
        create_uid, create_date, write_uid, write_date)
    SELECT r.id, r.customer, r.commercial, CASE WHEN r.n %% 5 = 0 THEN l.id END,
           (%(types)s::int[])[1 + r.n %% 100], (%(directions)s::text[])[1 + r.n %% 100],
           (%(actors)s::text[])[1 + r.n %% 100], 'done', at,
           CASE WHEN r.n %% 7 = 0 THEN 60 + r.n %% 900 ELSE 0 END, r.owner, %(company)s,
           'About the delivery of week ' || r.n %% 52, 1, at, 1, at
      FROM load_row r
      LEFT JOIN (SELECT partner_id, max(id) AS id FROM crm_lead GROUP BY 1) l
        ON l.partner_id = r.customer
     CROSS JOIN LATERAL (SELECT now()::timestamp(0) - %(years)s * interval '1 year'
        * power(r.n::float / %(count)s, 1.5) AS at) moment
"""
TOKEN, SECRET = "load-token", "load secret"  # of a database that lives for a test


@dataclass(frozen=True)
class Size:
    """How many of each there are at least; people: of each role."""

    people: int = 5
    customers: int = 5_000
    orders: int = 2_000
    leads: int = 2_000
    interactions: int = 100_000
    tickets: int = 5_000


FULL = Size(20, 100_000, 100_000, 50_000, 2_000_000, 200_000)


def fill(bench, size, password):
    """Fill a database; return {role: logins}."""
    customers = people.customers_of(bench, size.customers)
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        logins = people.hire(env, size.people, password, customers)
        people.own(env, logins["sales"], customers)
        rows.stage_customers(env)
        fill_orders(env, size.orders)
        fill_leads(env, size.leads)
        if "crm.interaction" in env:
            fill_log(env, size.interactions)
        if "crm.ticket" in env:
            support.fill(env, size.tickets, logins)
        rest(env)
    finish(bench, customers)
    return logins


def fill_orders(env, count):
    """Add orders of two lines, one in five a quotation."""
    missing = count - env["sale.order"].search_count([])
    if missing <= 0:
        return
    product = env["product.product"].create({"name": "Load product", "type": "consu"})
    lines = [(0, 0, {"product_id": product.id, "price_unit": 10 + n}) for n in (0, 1)]
    partner = env.execute_query(SQL("SELECT id FROM load_customer WHERE n = 0"))[0][0]
    order = env["sale.order"].create({"partner_id": partner, "order_line": lines})
    values = {
        "name": "'L' || r.n",
        "state": "CASE WHEN mod(r.n, 5) = 0 THEN 'draft' ELSE 'sale' END",
        "date_order": "now()::timestamp(0) - mod(r.n * 97, 1000) * interval '1 day'",
        "user_id": "r.owner",
        "access_token": "NULL",
    }
    names = ("partner_id", "partner_invoice_id", "partner_shipping_id")
    rows.spread(order, missing, values | dict.fromkeys(names, "r.customer"))
    env.cr.execute("CREATE TEMP TABLE load_order AS SELECT * FROM load_row")
    for line in order.order_line:
        values = {"id": f"nextval('{line._table}_id_seq')", "order_id": "o.id"}
        values |= {"order_partner_id": "o.customer", "salesman_id": "o.owner"}
        rows.bulk.insert_like(line, values, "load_order o", "o.id")
    env.cr.execute("ANALYZE sale_order_line")


def fill_leads(env, count):
    """Add opportunities, one in ten open, the others lost."""
    leads = env["crm.lead"].with_context(active_test=False)
    missing = count - leads.search_count([])
    if missing <= 0:
        return
    stages = env["crm.stage"].search([("is_won", "=", False)], order="sequence").ids
    partner = env.execute_query(SQL("SELECT id FROM load_customer WHERE n = 0"))[0][0]
    lead = leads.create(
        {
            "name": "Machines for the second hall",
            "type": "opportunity",
            "partner_id": partner,
            "expected_revenue": 9_000,
        }
    )
    is_open = "mod(hashint4(r.n) & 1023, 10) = 0"
    values = {
        "partner_id": "r.customer",
        "user_id": "r.owner",
        "stage_id": f"({_array(stages)})[1 + mod(r.n / 10, {len(stages)})]",
        "active": is_open,
        "won_status": f"CASE WHEN {is_open} THEN 'pending' ELSE 'lost' END",
        "probability": f"CASE WHEN {is_open} THEN 30 ELSE 0 END",
        "create_date": "now()::timestamp(0) - mod(r.n * 89, 1000) * interval '1 day'",
    }
    if (
        "commercial_partner_id" in lead._fields
        and lead._fields["commercial_partner_id"].store
    ):
        values["commercial_partner_id"] = "r.commercial"
    rows.spread(lead, missing, values)


def _array(numbers):
    return f"ARRAY[{', '.join(map(str, map(int, numbers)))}]"


def fill_log(env, count):
    """Add contacts of the last years, more of them of late."""
    missing = count - env["crm.interaction"].search_count([])
    if missing <= 0:
        return
    types = {t.code: t.id for t in env["crm.interaction.type"].search([])}
    rows.stage_rows(env, "crm_interaction", missing)
    codes, directions, actors = zip(*KINDS, strict=True)
    with without_indexes(env.cr, "crm_interaction"):
        env.cr.execute(
            LOG,
            {
                "types": [types[code] for code in codes],
                "directions": list(directions),
                "actors": list(actors),
                "company": env.company.id,
                "years": YEARS,
                "count": missing,
            },
        )


def rest(env):
    """Let no job begin by its hour: only what happens in the test wakes one."""
    env.cr.execute("UPDATE ir_cron SET nextcall = now() + interval '1 day'")
    env.cr.execute("DELETE FROM ir_cron_trigger")


def finish(bench, customers):
    """Let the night's work be done: statistics, segments, PostgreSQL's own."""
    tables = ["res_partner", "sale_order", "crm_lead", "mail_message"]
    with bench.erp.environment(**QUIET) as env:
        if "crm.partner.stat" in env:
            refresh_statistics(env, customers)
            open_gateway(env)
            tables += ["crm_interaction", "crm_partner_stat"]
        if "crm.ticket" in env:
            tables += ["crm_ticket", "crm_ticket_sla", "crm_ticket_sla_segment"]
        if "crm.segment" in env:
            campaigns.fill(env, customers)
            tables += ["crm_segment_member", "crm_journey_participant"]
        rest(env)
    maintain(
        bench.database, *(SQL("VACUUM ANALYZE %s", SQL.identifier(t)) for t in tables)
    )


def refresh_statistics(env, customers, batch=50_000):
    """Do what the night does with every customer, batch by batch."""
    stats, company = env["crm.partner.stat"], env.company
    query = SQL("SELECT DISTINCT commercial FROM load_customer ORDER BY 1")
    rows.stage_customers(env)
    found = [row[0] for row in env.execute_query(query)]
    for start in range(0, len(found), batch):
        some = found[start : start + batch]
        stats._prepare_bulk()
        stats._refresh({(customer, company.id) for customer in some})
        env.cr.commit()
    stats._refresh_rfm(company)
    for start in range(0, len(found), batch):
        now = env.cr.now().replace(microsecond=0)
        some = found[start : start + batch]
        stats._refresh_standing(company, some, now, is_night=True)
        env.cr.commit()


def open_gateway(env):
    """Make an account of a known address and secret, for the test only."""
    import hashlib

    account = env["crm.channel.account"].create(
        {
            "name": "Load",
            "kind": "generic",
            "rate_limit": 60_000,
            "new_secret": SECRET,
        }
    )
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    account.write({"token": TOKEN, "token_digest": digest})
