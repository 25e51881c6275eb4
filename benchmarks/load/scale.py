# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Does a page of the timeline cost more in a log a hundred times as long?

The log is replaced by one of so many rows, read as a salesperson reads it, and put back:
all in one transaction that is rolled back. Each customer has 40 rows, one in a thousand
4,000. Prints CPU of PostgreSQL, pages of memory touched, and bytes a row.

    python scale.py DATABASE 200000 2000000 20000000
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

import fill  # noqa: E402, F401
from erp import Erp  # noqa: E402
from explain import recorded  # noqa: E402
from figures import table  # noqa: E402
from harness import measured  # noqa: E402

from odoo.tools import SQL  # noqa: E402

INDEXES = """
    ALTER TABLE crm_interaction ADD PRIMARY KEY (id);
    CREATE INDEX ON crm_interaction (commercial_partner_id, occurred_at DESC, id DESC);
    CREATE INDEX ON crm_interaction (commercial_partner_id)
     WHERE promise IS NOT NULL AND promise_kept_at IS NULL;
    ANALYZE crm_interaction;
"""
ROWS = """
    INSERT INTO crm_interaction (id, partner_id, commercial_partner_id, type_id, direction,
        actor_type, state, occurred_at, duration, user_id, company_id, subject, create_uid,
        create_date, write_uid, write_date)
    SELECT n, c, c, %(type)s, 'out', 'staff', 'done', at, 60, %(user)s, %(company)s,
           'About the delivery of week ' || n %% 52, 1, at, 1, at
      FROM (SELECT n, CASE WHEN n %% 10 = 0 THEN %(mine)s + (n / 10) %% %(long)s
                ELSE %(mine)s + n %% %(all)s END AS c,
              now()::timestamp(0) - (%(rows)s - n) * interval '7 seconds' AS at
              FROM generate_series(1, %(rows)s) n) s
"""
SETTINGS = "SET LOCAL jit = off; SET LOCAL maintenance_work_mem = '512MB'"
COLUMNS = ("rows", "page", "CPU ms", "pages touched", "queries", "bytes a row")


def main(database, *sizes):
    """Print the table."""
    erp, found = Erp(database), []
    with erp.environment() as env:
        user = env["res.users"].search([("login", "=", "load.manager.0")])
    for rows in map(int, sizes):
        with erp.environment(user.id) as env:
            customer = replace(env, rows)
            found += [(f"{rows:,}", *line) for line in read(env, customer)]
            env.cr.rollback()
        print("\n".join(table(COLUMNS, found)), flush=True)


def replace(env, rows):
    """Put a log of so many rows in the place of what is there; return who has many."""
    [(first,)] = env.execute_query(
        SQL("SELECT min(id) FROM res_partner WHERE id > 100")
    )
    values = {
        "rows": rows,
        "type": env["crm.interaction.type"].search([("code", "=", "call")]).id,
        "user": env.uid,
        "company": env.company.id,
        "mine": first,
        "all": rows // 40,
        "long": max(rows // 40_000, 1),
    }
    env.cr.execute(SETTINGS)
    env.cr.execute("ALTER TABLE crm_interaction RENAME TO crm_interaction_kept")
    env.cr.execute(
        "CREATE UNLOGGED TABLE crm_interaction (LIKE crm_interaction_kept"
        " INCLUDING DEFAULTS)"
    )
    env.cr.execute(ROWS, values)
    env.cr.execute(INDEXES)
    return first


def read(env, customer):
    """Yield (page, CPU ms, pages touched, queries, bytes a row) of a busy customer."""
    log = env["crm.interaction"]
    cursor = None
    for label in ("first", "second"):
        best = None
        for _turn in range(5):
            env.invalidate_all()
            with recorded() as statements, measured(env.cr) as sample:
                page = log.timeline_fetch("res.partner", customer, cursor=cursor)
            best = min(best or sample, sample, key=lambda one: one.cpu)
        pages = sum(
            touched(env, one) for one in statements if '"crm_interaction"' in one
        )
        size = env.execute_query(
            SQL(
                "SELECT pg_total_relation_size('crm_interaction') / max(id)"
                " FROM crm_interaction"
            )
        )[0][0]
        yield label, f"{best.cpu:.1f}", pages, best.queries, size
        cursor = page["cursor"]


def touched(env, statement):
    """Return how many pages of tables and indexes a statement touches."""
    env.cr._obj.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
    plan = env.cr._obj.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


if __name__ == "__main__":
    main(*sys.argv[1:])
