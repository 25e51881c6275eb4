# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host that hands over customers: batch after batch, a commit each."""

import argparse

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

BATCH = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    database = parser.parse_args().database
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=critical"], setup_logging=True
    )
    registry = Registry(database)
    batches = 0
    while step(registry):
        batches += 1
    print(batches, flush=True)


def step(registry):
    """Move one batch in a transaction; tell whether there may be more."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            running = env["crm.handover"].search([("state", "=", "running")])
            moved = [handover._step(BATCH) for handover in running]
            return any(moved)
        except psycopg2.errors.SerializationFailure:
            cr.rollback()  # another process wrote the same just now
            return True


if __name__ == "__main__":
    main()
