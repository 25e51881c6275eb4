# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows on which the database itself refuses to work, whatever the code does.

A trigger raises for one record: at the statement, at flush, in a set with thousands of
others. It is gone with the transaction of the test.
"""

import itertools
from contextlib import nullcontext

from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger

WORDS = "poison of the test"
_numbers = itertools.count(1)


def poison(env, table, condition, on="INSERT OR UPDATE"):
    """Let writing rows of a table that meet a condition (on NEW) fail every time."""
    env.flush_all()
    name = SQL.identifier(f"poison_{next(_numbers)}")
    env.cr.execute(
        SQL(
            "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION %s; END$$",
            name,
            SQL(f"'{WORDS}'"),
        )
    )
    env.cr.execute(
        SQL(
            "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW WHEN (%s)"
            " EXECUTE FUNCTION %s()",
            name,
            SQL(on),
            SQL.identifier(table),
            condition,
            name,
        )
    )
    return name


def cure(env, table, name):
    """Take a poison away again."""
    env.cr.execute(SQL("DROP TRIGGER %s ON %s", name, SQL.identifier(table)))


class PoisonMixin:
    """What the tests of poisoned queues share."""

    #: {key of a queue: why nothing is poisoned there}
    excused = {}

    def poison(self, table, condition, *values):
        name = poison(self.env, table, SQL(condition, *values))
        return lambda: cure(self.env, table, name)

    def run_job(self, name, times=1):
        """Run a scheduled job as the scheduler does; it must not fail."""
        cron = self.env.ref(name)
        self.env.flush_all()
        is_http = isinstance(self, HttpCase)  # is in test mode already
        with nullcontext() if is_http else self.enter_registry_test_mode():
            for _time in range(times):
                with mute_logger("odoo.sql_db", "odoo.addons.crm_relationship.models"):
                    problem = cron.method_direct_trigger()
                self.assertIs(problem, True, problem)
        self.env.invalidate_all()
        self.assertFalse(cron.failure_count)

    def parked(self, queue):
        """Return what is parked of a queue, each with the reason."""
        rows = self.env["crm.parked.row"].search([("queue", "=", queue)])
        for row in rows:
            self.assertIn(WORDS, row.error)
        return rows

    def assert_each_queue_is_poisoned(self, keys):
        """Fail for queues of the health page that no test of this class poisons."""
        missing = [
            key
            for key in keys
            if not hasattr(self, f"test_poison_{key}") and key not in self.excused
        ]
        self.assertFalse(missing, "queues without a test: write test_poison_<key>")
