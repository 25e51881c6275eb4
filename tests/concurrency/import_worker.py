# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host that imports: chunk after chunk, a commit each.

It does the work that is left, then that of each button it is told to press. With
`--hold checking 2` it stays before it commits its second chunk of checking, with all of
that done, saying "held". Chunks are small, so that many are cut short. At the end it
says "done" and how many chunks it has committed.
"""

import argparse
import threading
import time

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

CHUNK = 50
#: Seconds after which the work of others is not waited for any more.
PATIENCE = 150
RUNNING = """
    SELECT count(*) FROM crm_customer_import
    WHERE state IN ('reading', 'checking', 'importing', 'undoing')
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument(
        "--press", nargs=2, metavar=("BUTTON", "IMPORT"), action="append", default=[]
    )
    parser.add_argument("--hold", nargs=2, metavar=("STATE", "CHUNK"))
    options = parser.parse_args()
    config.parse_config(
        ["-d", options.database, "--no-http", "--log-level=critical"],
        setup_logging=True,
    )
    host = Host(Registry(options.database), options.hold or ("", 0))
    cut_small()
    host.work()
    for button, name in options.press:
        host.press(button, name)
        host.work()
    print("done", host.chunks, flush=True)


def cut_small():
    from odoo.addons.crm_relationship.models import (
        crm_customer_import_check,
        crm_customer_import_job,
        crm_customer_import_run,
        crm_customer_import_undo,
    )

    crm_customer_import_job.READ_CHUNK = CHUNK
    crm_customer_import_check.CHECK_CHUNK = CHUNK
    crm_customer_import_run.IMPORT_CHUNK = CHUNK
    crm_customer_import_undo.UNDO_CHUNK = CHUNK


class Host:
    """Works as long as there is work, its own or that of another."""

    def __init__(self, registry, hold):
        self.registry, self.chunks = registry, 0
        self.state, self.left = hold[0], int(hold[1])

    def press(self, button, name):
        with self.registry.cursor() as cr:
            imports = api.Environment(cr, SUPERUSER_ID, {})["crm.customer.import"]
            getattr(imports.search([("name", "=", name)]), button)()

    def work(self):
        end = time.monotonic() + PATIENCE
        while self.is_running():
            assert time.monotonic() < end, f"not done in {PATIENCE} s"
            with self.registry.cursor() as cr:
                imports = api.Environment(cr, SUPERUSER_ID, {})["crm.customer.import"]
                try:
                    imports._run(commit=lambda cr=cr: self.commit(cr))
                except psycopg2.errors.SerializationFailure:
                    cr.rollback()  # another process has done that chunk just now
            threading.Event().wait(0.02)  # another process may have it

    def is_running(self):
        with self.registry.cursor() as cr:
            cr.execute(RUNNING)
            return cr.fetchone()[0]

    def commit(self, cr):
        cr.flush()
        cr.execute("SELECT 1 FROM crm_customer_import WHERE state = %s", [self.state])
        self.left -= cr.rowcount
        if cr.rowcount and not self.left:
            print("held", flush=True)
            threading.Event().wait(600)
        cr.commit()
        self.chunks += 1


if __name__ == "__main__":
    main()
