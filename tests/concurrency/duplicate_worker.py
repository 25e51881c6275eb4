# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host that looks for duplicates, batch after batch, a commit each.

With --hold it stays, with everything claimed and written, before it commits the batch
after so many, says "held" and waits to be killed.
"""

import argparse
import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

KEYS, BLOCKS, CHANGES = 100, 60, 40
WAITING = {
    "scan": "SELECT count(*) FROM crm_duplicate_scan WHERE state IN ('pending','running')",
    "follow": "SELECT count(*) FROM crm_duplicate_queue",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("what", choices=("scan", "follow"))
    parser.add_argument("--hold", type=int)
    options = parser.parse_args()
    config.parse_config(
        ["-d", options.database, "--no-http", "--log-level=critical"],
        setup_logging=True,
    )
    registry = Registry(options.database)
    from odoo.addons.crm_relationship.models import crm_duplicate_scan

    crm_duplicate_scan.KEYS_BATCH = KEYS
    crm_duplicate_scan.BLOCKS_BATCH = BLOCKS
    done = 0
    while is_waiting(registry, options.what):
        done += step(registry, options.what, options.hold == done)
    print("done", done, flush=True)


def is_waiting(registry, what):
    with registry.cursor() as cr:
        cr.execute(WAITING[what])
        return cr.fetchone()[0]


def step(registry, what, is_holding):
    """Do one batch in a transaction; return whether there was one to claim."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            if what == "scan":
                scan = env["crm.duplicate.scan"]._next_scan()
                if scan:
                    scan._step()
                found = len(scan)
            else:
                found = bool(env["crm.duplicate.pair"]._follow_changes(CHANGES))
            cr.flush()
        except psycopg2.errors.SerializationFailure:
            cr.rollback()  # another process finished that batch just now
            found = 0
        if found and is_holding:
            print("held", flush=True)
            threading.Event().wait(600)
    if not found:
        threading.Event().wait(0.05)  # another process has it
    return int(found)


if __name__ == "__main__":
    main()
