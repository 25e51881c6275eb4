# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A host that runs the active jobs of a database in processes of its own, to be killed.

It loads Odoo once and forks, as Odoo's own server does. For each line that it reads,
"start" or "hold", it starts a process and prints "<pid> started"; each process prints
"<pid> batch" when it has run a batch of steps and is about to commit it, "<pid> idle"
whenever it has run what was due, and "<pid> died" when it ends otherwise than by being
killed. One that holds runs a batch of steps, and stays before it commits
the second one, saying "<pid> held". Batches are small, so that many are cut short.
"""

import argparse
import os
import signal
import sys
import threading
from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

BATCH = 20
#: The minute between two runs of a job is over at once, unless it runs just now.
TICK = """
    UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '1 second'
    WHERE id IN (SELECT id FROM ir_cron WHERE active FOR UPDATE SKIP LOCKED)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    database = parser.parse_args().database
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=critical"], setup_logging=True
    )
    registry = Registry(database)
    cut_small(registry)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        sql_db.close_all()  # a process may not use the connections of another
        host, pid = os.getpid(), os.fork()
        if not pid:
            try:
                if line.strip() == "hold":
                    hold_second(registry)
                serve(registry, database, host)
            finally:
                say(os.getpid(), "died")
        say(pid, "started")


def cut_small(registry):
    """Make the batches of the jobs small."""
    from odoo.addons.crm_marketing_auto.models import (
        crm_attribution_rebuild,
        crm_journey_trace_dispatch,
        crm_touchpoint_source,
    )

    crm_touchpoint_source.BATCH = crm_attribution_rebuild.BATCH = BATCH
    crm_journey_trace_dispatch.BATCH = BATCH
    lane, trace = registry["crm.send.lane"], registry["crm.journey.trace"]
    send, dispatch = lane._send_batch, trace._dispatch
    lane._send_batch = lambda self, run, now: send(self, run, now, BATCH)

    def announced(self, now):
        count = dispatch(self, now, BATCH)
        if count:
            say(os.getpid(), "batch")
        return count

    trace._dispatch = announced
    handover = registry["crm.handover"]
    step = handover._step

    def stepped(self, limit=None):
        more = step(self, limit or BATCH)
        if more:
            say(os.getpid(), "batch")
        return more

    handover._step = stepped


def hold_second(registry):
    """Stay, with all that is claimed and made, before the second batch is committed."""
    for model, name in (("crm.journey.trace", "_dispatch"), ("crm.handover", "_step")):
        hold_second_of(registry[model], name)


def hold_second_of(model, name):
    work, done = getattr(model, name), []

    def held(self, *args):
        result = work(self, *args)
        done.append(result)
        if len(done) == 2:
            self.env.cr.flush()
            say(os.getpid(), "held")
            threading.Event().wait(600)
        return result

    setattr(model, name, held)


def serve(registry, database, host):
    """Run jobs until killed, or until the host is gone."""
    while os.getppid() == host:
        with suppress(SerializationFailure), registry.cursor() as cr:
            cr.execute(TICK)
        registry["ir.cron"]._process_jobs(database)
        say(os.getpid(), "idle")
    os._exit(0)


def say(pid, what):
    os.write(sys.stdout.fileno(), f"{pid} {what}\n".encode())


if __name__ == "__main__":
    main()
