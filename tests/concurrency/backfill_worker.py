# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host's backfill job: chunk after chunk, a commit and a line of output each."""

import argparse

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

CHUNK = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    database = parser.parse_args().database
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=critical"], setup_logging=True
    )
    registry = Registry(database)
    from odoo.addons.crm_relationship.models import crm_interaction_backfill

    crm_interaction_backfill.CHUNK = CHUNK
    while step(registry):
        print("step", flush=True)
    print("done", flush=True)


def step(registry):
    """Read one chunk in a transaction; tell whether there may be more."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        backfill = env["crm.interaction.backfill"]
        try:
            source = backfill._next_source()
        except psycopg2.errors.SerializationFailure:
            cr.rollback()  # another process finished that chunk just now
            return True
        if source:
            source._step()
            return True
        return bool(backfill.search_count([("state", "in", ("pending", "running"))]))


if __name__ == "__main__":
    main()
