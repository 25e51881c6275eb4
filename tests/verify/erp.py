# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo inside this process: cursors and environments of one database."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class Erp:
    """A database with the addons installed."""

    def __init__(self, database, configuration=None):
        args = ["-d", database, "--no-http", "--log-level=warn"]
        if configuration:
            args = ["-c", str(configuration), *args]
        config.parse_config(args, setup_logging=True)
        self.registry = Registry(database)

    @contextmanager
    def environment(self, user_id=SUPERUSER_ID, **context):
        """Give an environment on its own cursor; commit when the block ends well."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, context)


def scalar(env, query, *args):
    """Return the single value that a query gives.

    :param query: SQL text with %s for each argument; only for constants of this tool.
    """
    return env.execute_query(SQL(query, *args))[0][0]


def exact(env, query, *args):
    """Return the single number that a query gives as a decimal.

    Odoo's cursors give NUMERIC as float: a sum of pennies would be near, not equal.
    """
    return Decimal(scalar(env, f"SELECT (({query}))::text", *args))


def new_user(env, login, *groups):
    """Create an internal user with just these groups (XML ids), time zone UTC."""
    return (
        env["res.users"]
        .with_context(**QUIET, no_reset_password=True)
        .create(
            {
                "name": login.title(),
                "login": login,
                "email": f"{login}@example.test",
                "tz": "UTC",
                "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
            }
        )
    )
