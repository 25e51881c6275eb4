# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host's refresh job: segment after segment, a commit and a line of output each."""

import argparse
import time

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("rounds", type=int)
    parser.add_argument("--hold", action="store_true", help="stay before a commit")
    options = parser.parse_args()
    config.parse_config(
        ["-d", options.database, "--no-http", "--log-level=critical"],
        setup_logging=True,
    )
    registry = Registry(options.database)
    print("ready", flush=True)
    for _round in range(options.rounds):
        refresh(registry, options.hold)
    print("done", flush=True)


def refresh(registry, is_holding):
    """Refresh every segment, each in a transaction."""
    with registry.cursor() as cr:
        segment_ids = (
            api.Environment(cr, SUPERUSER_ID, {})["crm.segment"].search([]).ids
        )
    for segment_id in segment_ids:
        with registry.cursor() as cr:
            segment = api.Environment(cr, SUPERUSER_ID, {})["crm.segment"]
            try:
                done = segment.browse(segment_id)._refresh(is_confirmed=True)
            except psycopg2.errors.SerializationFailure:
                cr.rollback()  # another process finished it just now
                done = False
            if is_holding:
                cr.flush()
                print("held", flush=True)
                time.sleep(600)
            print("refreshed" if done else "left", flush=True)


if __name__ == "__main__":
    main()
