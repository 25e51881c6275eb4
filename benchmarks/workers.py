# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work that several processes share, as the jobs of several hosts do.

Each process warms up first, as a server's process is warm; then all begin at once.
"""

from __future__ import annotations

import os
import traceback

from harness import measured

from odoo import sql_db


def side_by_side(bench, count, work, warm=None):
    """Run a function in so many processes; return the longest seconds, all CPU seconds.

    :param work: function of an environment whose transactions are its own business
    :param warm: what each process runs before; with a commit of its own
    """
    sql_db.close_all()  # a process may not use the connections of another
    gate, opener = os.pipe()
    children = [_start(bench, work, warm, gate, opener) for _number in range(count)]
    for _pid, read in children:
        os.read(read, 1)  # it is warm
    os.close(gate)
    os.close(opener)  # the end of this file is the start for all
    walls, cpu = [], 0.0
    for pid, read in children:
        with os.fdopen(read) as result:
            wall, seconds = (result.read() or "nan nan").split()
        walls.append(float(wall))
        cpu += float(seconds)
        os.waitpid(pid, 0)
    return max(walls), cpu


def _start(bench, work, warm, gate, opener):
    """Start one process; return its id and where it tells what it took."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    status = 1
    try:
        os.close(opener)
        os.write(write, _run(bench, work, warm, gate, write).encode())
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _run(bench, work, warm, gate, write):
    with bench.erp.environment() as env:
        if warm:
            warm(env)
            env.cr.commit()
        os.write(write, b" ")
        os.read(gate, 1)
        with measured(env.cr) as sample:
            work(env)
    return f"{sample.wall / 1000} {sample.cpu / 1000}"
