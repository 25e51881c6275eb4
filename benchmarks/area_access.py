# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customers of one salesperson among 100,000, confidential and not.

The salesperson owns a hundredth of them and works beside ten colleagues; a tenth is
nobody's. Every fourth is a person in a company, with the company's salesperson. There
are open opportunities, a led team, shares and a delegation, so that each part of the
rule has something to find. The same call of the same user is measured
with the setting off and on, in alternating blocks: changing it empties caches, which
are filled again before a block is measured.

The ids of a search alone are shown and not judged: without confidentiality they are the
first 80 of an index, a quarter of a millisecond beside which any condition is much. No
page asks for ids alone; the same search is judged as pages make it, with their columns.
"""

from __future__ import annotations

from datetime import date, timedelta

import bulk
from bench import maintain
from erp import new_user
from harness import Series, measured, settle

TITLE = "Confidential customers: 1,000 own ones of 100,000, setting on against off"
OWN = "bench.own"
PARAMETER = "crm_relationship.confidential_customers"
COLLEAGUES = 10
BLOCKS, IN_BLOCK = 4, 8
LIMIT = 2.0
SHOWN = {"search, 80 ids"}
COLUMNS = ("complete_name", "email", "phone", "city", "user_id", "category_id")
LABEL = {"display_name": {}}
SPECIFICATION = {
    name: {"fields": LABEL} if name.endswith("_id") else {} for name in COLUMNS
}


def run(bench, report):
    """Fill the database, measure each question with the setting off and on."""
    fill(bench, bench.sized(100_000, 5_000, 2_000))
    with bench.erp.environment(bench.user_id(OWN)) as env:
        one = env["res.partner"].search([("user_id", "=", env.uid)], limit=1)
        questions = {
            **QUESTIONS,
            "one customer's page": lambda env, n=one.id: (
                env["res.partner"].browse(n).web_read(SPECIFICATION)
            ),
        }
    found = measure(bench, questions)
    report.columns("question", "off, ms", "on, ms", "off, CPU ms", "on, CPU ms", "x")
    ratios = {}
    for label in questions:
        off, on = found[label, False], found[label, True]
        ratios[label] = on.cpu / off.cpu if on.knows_server else on.wall / off.wall
        report.row(label, off.wall, on.wall, off.cpu, on.cpu, ratios[label])
    for label, ratio in ratios.items():
        if label not in SHOWN:
            report.target(f"{label}, on x off", ratio, LIMIT)
    configure(bench, False)


QUESTIONS = {
    "list, first page": lambda env: page(env, []),
    "list, a word searched": lambda env: page(env, [("name", "ilike", "tial 10")]),
    "list, grouped by salesperson": lambda env: env["res.partner"].web_read_group(
        [], ["user_id"], ["__count"]
    ),
    "search_read, 80 rows": lambda env: env["res.partner"].search_read(
        [], list(COLUMNS), limit=80
    ),
    "search, 80 ids": lambda env: env["res.partner"].search([], limit=80),
    "search_count": lambda env: env["res.partner"].search_count([], limit=10001),
    "name_search, many match": lambda env: env["res.partner"].name_search(
        "confidential", limit=8
    ),
    "name_search, few match": lambda env: env["res.partner"].name_search(
        "confidential 700", limit=8
    ),
    "name_search, none matches": lambda env: env["res.partner"].name_search(
        "nowhere", limit=8
    ),
}


def page(env, domain):
    """Read the first page as the web client does."""
    return env["res.partner"].web_search_read(
        domain, SPECIFICATION, limit=80, count_limit=10001
    )


def configure(bench, confidential):
    """Turn confidentiality on or off."""
    with bench.erp.environment() as env:
        env["ir.config_parameter"].set_param(PARAMETER, str(confidential))


def measure(bench, questions):
    """Return {(label, setting): runs}."""
    user_id = bench.user_id(OWN)
    found = {(label, on): Series() for label in questions for on in (False, True)}
    settle()
    for block in range(bench.sized(BLOCKS, 2)):
        for on in (False, True) if block % 2 else (True, False):
            configure(bench, on)
            for label, ask in questions.items():
                once(bench, user_id, ask)
                found[label, on].samples += [
                    once(bench, user_id, ask) for _run in range(IN_BLOCK)
                ]
    return found


def once(bench, user_id, ask):
    """Measure one request: a new transaction with an empty cache."""
    with bench.erp.environment(user_id) as env:
        with measured(env.cr) as sample:
            ask(env)
        env.cr.rollback()
    return sample


# ------------------------------------------------------------
# Data
# ------------------------------------------------------------


#: Of a customer and its person in turn: their number is that of the customer.
FILL = """
    UPDATE res_partner p SET
        name = CASE WHEN c.id < p.id THEN 'Contact ' || p.id ELSE p.name END,
        complete_name = c.name || CASE WHEN c.id < p.id THEN ', Contact ' || p.id ELSE '' END,
        is_company = c.id = p.id,
        parent_id = NULLIF(c.id, p.id),
        commercial_partner_id = c.id,
        search_fold = lower(p.name),
        phone = '09' || p.id,
        email = 'c' || p.id || '@example.com',
        user_id = CASE
            WHEN c.id %% 300 IN (0, 102) THEN %(own)s
            WHEN c.id %% 10 = 2 THEN NULL
            ELSE (%(colleagues)s)[1 + c.id / 7 %% %(many)s] END
    FROM res_partner c
    WHERE p.id = ANY(%(partners)s) AND c.id = ANY(%(partners)s)
      AND c.id = CASE WHEN p.id %% 4 = 1 AND p.id > %(first)s THEN p.id - 1 ELSE p.id END
"""


def fill(bench, count):
    """Add customers, their owners and what else gives access to some."""
    partners = bench.add_customers(count, "Confidential", is_company=True)
    own = bench.user_id(OWN)
    with bench.erp.environment() as env:
        group = ("base.group_user", "sales_team.group_sale_salesman")
        colleagues = [
            new_user(env, f"bench.colleague{n}", *group).id for n in range(COLLEAGUES)
        ]
        env.cr.execute(
            FILL,
            {
                "own": own,
                "colleagues": colleagues,
                "many": COLLEAGUES,
                "partners": partners,
                "first": partners[0],
            },
        )
        add_leads(env, partners, own, colleagues)
        add_access(env, own, colleagues)
    maintain(bench.database, "VACUUM ANALYZE res_partner", "VACUUM ANALYZE crm_lead")


def add_leads(env, partners, own, colleagues):
    """Add an opportunity for every fifth customer, two hundred of them one's own."""
    lead = env["crm.lead"].create(
        {"name": "Opportunity", "type": "opportunity", "partner_id": partners[0]}
    )
    values = {
        "id": "nextval('crm_lead_id_seq')::int",
        "partner_id": "p.id",
        "user_id": f"CASE WHEN mod(p.id, 500) = 0 THEN {own}"
        f" ELSE {colleagues[0]} + mod(p.id, {COLLEAGUES}) END",
    }
    source = "(SELECT id FROM res_partner WHERE starts_with(name, 'Confidential ')) p"
    bulk.insert_like(lead, values, f"{source} WHERE mod(p.id, 5) = 0")
    lead.unlink()


def add_access(env, own, colleagues):
    """Lead a small team, be shared with, stand in for a colleague's chosen customers."""
    theirs = env["res.partner"].search([("user_id", "=", colleagues[1])], limit=60)
    env["crm.team"].create(
        {
            "name": "Benchmark",
            "user_id": own,
            "crm_team_member_ids": [(0, 0, {"user_id": own})],
        }
    )
    env["crm.customer.share"].create(
        [
            {"partner_id": partner.id, "user_id": own, "reason": "Measured"}
            for partner in theirs[:50]
        ]
    )
    env["crm.customer.delegation"].create(
        {
            "user_id": colleagues[1],
            "delegate_id": own,
            "scope": "some",
            "partner_ids": theirs[50:].ids,
            "date_from": date.today() - timedelta(days=1),
            "date_to": date.today() + timedelta(days=30),
        }
    )
