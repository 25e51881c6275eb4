# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows spread over the customers of a database, as copies of one that the ORM made."""

from __future__ import annotations

import bulk

from odoo.tools import SQL

STAGE = """
    CREATE TEMP TABLE load_customer AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS n, id,
               commercial_partner_id AS commercial, user_id AS owner
          FROM res_partner p
         WHERE active AND type = 'contact' AND user_id IS NOT NULL;
    CREATE UNIQUE INDEX ON load_customer (n);
    ANALYZE load_customer;
"""
#: A third of the rows are with one customer in a hundred, who so has a long history.
SPREAD = """
    CREATE TEMP TABLE load_row ON COMMIT DROP AS
        SELECT g.n, nextval(%(sequence)s)::int AS id, c.id AS customer, c.commercial,
               c.owner
          FROM generate_series(1, %(count)s) AS g (n)
          JOIN load_customer c
            ON c.n = CASE WHEN g.n %% 3 = 0
                          THEN g.n::bigint * 7919 %% greatest(%(known)s / 100, 1)
                          ELSE g.n::bigint * 104729 %% %(known)s END;
    CREATE UNIQUE INDEX ON load_row (n);
    ANALYZE load_row;
"""


def stage_customers(env):
    """Number the customers that have an owner; return how many there are."""
    env.flush_all()
    env.cr.execute("DROP TABLE IF EXISTS load_customer")
    env.cr.execute(STAGE)
    return known_customers(env)


def known_customers(env):
    """Return how many customers were numbered."""
    [(count,)] = env.execute_query(SQL("SELECT count(*) FROM load_customer"))
    return count


def spread(record, count, values):
    """Add copies of a record, each for some customer.

    :param values: {column: SQL text over `r`: its number n from 1, id, customer,
        commercial, owner}
    """
    env = record.env
    env.flush_all()
    stage_rows(env, record._table, count)
    bulk.insert_like(record, {"id": "r.id", **values}, "load_row r", "r.id")
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))


def stage_rows(env, table, count):
    """Make `load_row`: numbers and ids of new rows, and whom each is with."""
    env.cr.execute("DROP TABLE IF EXISTS load_row")
    values = {"sequence": f"{table}_id_seq", "count": count}
    env.cr.execute(SPREAD, {**values, "known": known_customers(env)})
