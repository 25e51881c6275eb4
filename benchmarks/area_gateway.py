# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gateway: calls taken over HTTP by a server of two processes, and processed.

The provider is a process of its own. A part of the calls is sent again with one of the
server's processes killed on the way: whatever was answered is there, once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from odoo.tools import SQL

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "concurrency"))

import gateway_host  # noqa: E402
from gateway_host import ACCOUNT, COUNTS, GatewayServer, Providers  # noqa: E402

CRON = "crm_relationship.ir_cron_gateway"
TITLE = "Gateway: calls of providers over HTTP, nothing lost under a kill"
CORES = 2
TICK = os.sysconf("SC_CLK_TCK")
WARM = 60
KILLS = 3


def run(bench, report):
    """Measure how fast calls are taken and processed."""
    count, more = bench.sized(4_000, 600), bench.sized(600, 200)
    with bench.erp.environment() as env:
        exec(ACCOUNT, {"env": env})  # noqa: S102
        # on, as everywhere, though this server runs no jobs: each call looks whether
        # the worker was woken already
        env.ref(CRON).active = True
    odoo = Path(sys.executable).with_name("odoo")
    with GatewayServer(odoo, bench.database, dict(os.environ)) as server:
        load(server.port, WARM, 0)
        before, busy = used(bench, server), machine_busy()
        wall, caller = load(server.port, count, WARM)
        cpu, busy = used(bench, server) - before, machine_busy() - busy
        under_kills(report, server.port, server, more, WARM + count)
    tell(report, count, wall, cpu, caller)
    others = 100 * max(0.0, busy - cpu - caller) / (os.cpu_count() * wall)
    report.note(f"other work took {others:.0f} % of the machine's cores meanwhile")
    process(bench, report, WARM + count + more)


def tell(report, count, wall, cpu, caller):
    """Show what taking the calls cost, and judge it."""
    report.columns("calls, each with an event", "events/s, wall", "ms, CPU", "caller's")
    label = f"{count:,} signed calls"
    report.row(label, count / wall, 1000 * cpu / count, 1000 * caller / count)
    report.note(
        "the CPU is that of the server and of its connections' processes; the caller is a "
        "process on the same cores"
    )
    clock, rate = count / wall, CORES * count / (cpu + caller)
    report.target("events/s taken on two cores, by the clock", clock, 200.0, True)
    report.target("events/s taken on two cores, by CPU", rate, 200.0, True)


def load(port, count, first):
    """Send calls from a process of their own; return its seconds, and those of CPU."""
    command = [sys.executable, gateway_host.__file__, *map(str, (port, count, first))]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    seconds, answered, cpu = out.split()
    if int(answered) != count:
        raise RuntimeError(f"{answered.decode()} of {count} calls were answered")
    return float(seconds), float(cpu)


def under_kills(report, port, server, count, first):
    """Send calls while processes that take them are killed."""
    providers = Providers(port, count, first).run()
    killed = 0
    for _kill in range(KILLS):
        threading.Event().wait(0.2)
        killed += server.kill_worker()
    providers.wait()
    good = killed == KILLS and len(providers.answered) == count
    report.holds(f"{count:,} calls answered while {killed} processes were killed", good)


def process(bench, report, count):
    """Process what was taken; everything is there, once."""
    started = time.perf_counter()
    with bench.erp.environment() as env:
        while env["crm.gateway.event"].search_count([("state", "=", "new")], limit=1):
            env["crm.gateway.event"]._cron_process()
    rate = count / (time.perf_counter() - started)
    report.columns("processing by one worker", "events/s, wall")
    report.row(f"{count:,} events onto the timeline", rate)
    with bench.erp.environment() as env:
        [counts] = env.execute_query(SQL("%s", SQL(COUNTS.replace("%", "%%"))))
    report.holds(
        "each event stored and processed once", counts == (count,) * 4 + (0,), counts
    )


def used(bench, server):
    """Return the CPU seconds that the server and its connections have used."""
    with bench.erp.environment() as env:
        query = SQL(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            " AND pid <> pg_backend_pid()",
            bench.database,
        )
        backends = [row[0] for row in env.execute_query(query)]
    return sum(map(cpu_of, [*server.workers(), *backends]))


def machine_busy():
    """Return the CPU seconds that the whole machine has worked."""
    first = Path("/proc/stat").read_text().partition("\n")[0]
    user, nice, system, _idle, _wait, *others = map(int, first.split()[1:9])
    return (user + nice + system + sum(others)) / TICK


def cpu_of(pid):
    """Return the CPU seconds of a process; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK
