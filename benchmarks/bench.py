# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the areas share: the database, its users and customers, fast bulk loads."""

from __future__ import annotations

from contextlib import contextmanager

import bulk
from erp import QUIET, Erp, new_user

from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import SQL

GROUPS = {
    "bench.manager": ("base.group_user", "sales_team.group_sale_manager"),
    "bench.own": ("base.group_user", "sales_team.group_sale_salesman"),
    # on both sides somebody who works on the tickets of all teams and manages none
    "bench.agent": (
        "base.group_user",
        "crm_ticket_sla.group_crm_ticket_sla_user",
        "helpdesk_mgmt.group_helpdesk_user",
    ),
    "bench.lead": (
        "base.group_user",
        "crm_ticket_sla.group_crm_ticket_sla_manager",
        "helpdesk_mgmt.group_helpdesk_manager",
    ),
}


class Bench:
    """A database to measure in, and how much to measure."""

    def __init__(self, database, configuration, scale):
        self.database = database
        self.configuration = configuration
        self.scale = scale
        self.erp = Erp(database, configuration)

    def sized(self, full, small, tiny=None):
        """Return a size by the scale that was asked for.

        Tiny only shows that all of it works: a tenth of small where nothing is said.
        """
        if self.scale == "tiny":
            return max(small // 10, min(small, 2)) if tiny is None else tiny
        return full if self.scale == "full" else small

    def user_id(self, login):
        """Return a user of GROUPS, made on first use."""
        with self.erp.environment() as env:
            user = env["res.users"].search([("login", "=", login)])
            return (user or new_user(env, login, *GROUPS[login])).id

    def add_customers(self, count, prefix, **values):
        """Add customers by SQL; return their ids in order."""
        with self.erp.environment(**QUIET) as env:
            record = env["res.partner"].create({"name": "Customer", **values})
            env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE new_customer ON COMMIT DROP AS"
                    " SELECT nextval('res_partner_id_seq')::int AS id,"
                    " %s || ' ' || n AS name FROM generate_series(1, %s) n",
                    prefix,
                    count,
                )
            )
            columns = {
                "id": "c.id",
                "commercial_partner_id": "c.id",
                "name": "c.name",
                "complete_name": "c.name",
            }
            bulk.insert_like(record, columns, "new_customer c", "c.id")
            record.unlink()
            rows = env.execute_query(SQL("SELECT id FROM new_customer ORDER BY id"))
            return [row[0] for row in rows]

    @contextmanager
    def peer_without(self, addon):
        """Give a copy of the database from which an addon was uninstalled."""
        name = f"{self.database}_peer"
        recreate(name, self.database)
        try:
            peer = Erp(name, self.configuration)
            with peer.environment() as env:
                module = env["ir.module.module"].search([("name", "=", addon)])
                module.button_immediate_uninstall()
            peer.registry = Registry(name)
            yield peer
        finally:
            Registry.delete(name)
            drop(name)


def recreate(name, template):
    """Copy a database, replacing an older copy."""
    drop(name)
    close_db(template)
    _run(SQL("CREATE DATABASE %s TEMPLATE %s", *map(SQL.identifier, (name, template))))


def drop(name):
    """Remove a database, whoever is connected."""
    close_db(name)
    _run(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))


def maintain(name, *statements):
    """Run statements on a database that no transaction may hold."""
    with db_connect(name).cursor() as cr:
        cr._cnx.autocommit = True
        for statement in statements:
            cr.execute(statement)


def _run(statement):
    maintain("postgres", statement)


@contextmanager
def without_indexes(cr, table, valid=False):
    """Drop a table's indexes and foreign keys for a bulk load, then put them back.

    :param valid: check the keys; else they come back NOT VALID, where what is loaded
        is known to be sound
    """
    cr.execute(
        "SELECT pg_get_indexdef(indexrelid), indexrelid::regclass::text FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')",
        [table],
    )
    indexes = cr.fetchall()
    cr.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    keys = cr.fetchall()
    for name, _definition in keys:
        _alter(cr, table, SQL("DROP CONSTRAINT %s", SQL.identifier(name)))
    for _definition, name in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for definition, _name in indexes:
        cr.execute(definition)
    for name, definition in keys:
        new = SQL(
            "ADD CONSTRAINT %s %s%s",
            SQL.identifier(name),
            SQL(definition),
            SQL("" if valid else " NOT VALID"),
        )
        _alter(cr, table, new)
    cr.commit()
    cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _alter(cr, table, action):
    cr.execute(SQL("ALTER TABLE %s %s", SQL.identifier(table), action))
