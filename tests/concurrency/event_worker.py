# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hosts that do what is due on clocks, each a process that may kill itself.

Each line of the input is the hosts of a round, one number each: at which step, a
statement or a commit, the host dies by SIGKILL; 0 means never. When all of them have
ended, a line says how: 0, or -9 for a host that was killed.
"""

import argparse
import itertools
import os
import signal
import sys

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor, close_all
from odoo.tools import config

BATCH = 5
#: Hosts that meet in a row try again, as the scheduler does, and not for ever.
ATTEMPTS = 200


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    database = parser.parse_args().database
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=critical"], setup_logging=True
    )
    registry = Registry(database)
    clocks = registry["crm.ticket.sla"]
    whole = clocks._run_due_events
    clocks._run_due_events = lambda self, now: whole(self, now, BATCH)
    print("ready", flush=True)
    for line in sys.stdin:
        close_all()  # a connection belongs to one process
        hosts = [start(registry, int(step)) for step in line.split()]
        ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in hosts]
        print(*ends, flush=True)


def start(registry, step):
    """Start a host; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if step:
            die_at(step)
        done = any(run(registry) for _attempt in range(ATTEMPTS))
        code = 0 if done else 2
    finally:
        os._exit(code)


def run(registry):
    """Do the job once; tell whether it ended by itself."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            env["crm.ticket.sla"]._cron_run_events()
        except psycopg2.errors.SerializationFailure:
            cr.rollback()  # the other host was there first: the scheduler tries again
            return False
    return True


def die_at(step):
    """Let this process be killed at its so-many-th statement or commit."""
    left = itertools.count(step - 1, -1)

    def counted(method):
        def call(cr, *args, **kwargs):
            if next(left) <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(cr, *args, **kwargs)

        return call

    Cursor.execute = counted(Cursor.execute)
    Cursor.commit = counted(Cursor.commit)


if __name__ == "__main__":
    main()
