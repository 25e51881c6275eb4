# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Put a server under the load of people of every role, with and without the addons.

Two databases of the same company, one without the addons: what Odoo does by itself is
measured on both by the same script, and the whole mix on the one with the addons. Any
error fails the command. Both databases are changed and must be thrown away.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

import figures  # noqa: E402
import fill  # noqa: E402
from bench import Bench  # noqa: E402
from postbox import Mailbox  # noqa: E402
from queueing import predict  # noqa: E402
from server import Meter, Server, machine_seconds, read_log  # noqa: E402

from odoo.modules.registry import Registry  # noqa: E402
from odoo.sql_db import close_all, db_connect  # noqa: E402
from odoo.tools import SQL  # noqa: E402

CORES, QUIET = os.cpu_count(), subprocess.DEVNULL


def main():
    """Fill, run, print and write; return the exit code."""
    options = parse()
    size = fill.FULL if options.full else fill.Size()
    password = secrets.token_urlsafe(12)
    found = {}
    for name, database, scenario in (
        ("base without", options.base, "base"),
        ("base with", options.crm, "base"),
        ("whole mix", options.crm, "crm"),
    ):
        if not database or options.only and scenario != options.only:
            continue
        people = prepare(database, options.config, size, password)
        found[name] = measure(options, database, scenario, people, password)
        print("\n".join(show(name, found[name])), flush=True)
    print("\n".join(compare(found)), flush=True)
    if options.output:
        text = json.dumps({"size": vars(size), "cores": CORES, "runs": found}, indent=1)
        Path(options.output).write_text(text + "\n")
    return (
        1 if any(run["failures"] or run["log_errors"] for run in found.values()) else 0
    )


def parse():
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", help="Odoo's configuration file")
    parser.add_argument("--base", default="", help="the database without the addons")
    parser.add_argument("--crm", default="", help="the database with the addons")
    parser.add_argument("--only", choices=("base", "crm"), default="")
    parser.add_argument("--full", action="store_true", help="of millions of rows")
    parser.add_argument("--users", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=60, help="of each run")
    parser.add_argument("--think", default="2,6", help="seconds between two actions")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--locust", required=True, help="the load tool's program")
    parser.add_argument("--folder", required=True, help="where logs and samples go")
    parser.add_argument("--output", help="write all figures into a JSON file")
    return parser.parse_args()


def prepare(database, configuration, size, password):
    """Fill a database unless it has been filled; return how many of a role there are."""
    bench = Bench(database, configuration, "small")
    with bench.erp.environment() as env:
        users = env["res.users"].search([("login", "like", "load.sales.%")])
        people = len(users) or size.people
        if users:
            fill.people.set_password(users[0], password)
            fill.rest(env)
    if not users:
        started = time.monotonic()
        fill.fill(bench, size, password)
        print(f"{database} filled in {time.monotonic() - started:.0f} s", flush=True)
    Registry.delete(database)
    close_all()
    return people


def measure(options, database, scenario, people, password):
    """Run one scenario against one database; return its figures."""
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    log, samples = folder / f"{database}-{scenario}.log", folder / "samples.json"
    odoo = Path(sys.executable).with_name("odoo")
    environment = {
        **os.environ,
        "LOAD_SCENARIO": scenario,
        "LOAD_DATABASE": database,
        "LOAD_PEOPLE": str(people),
        "LOAD_PASSWORD": password,
        "LOAD_THINK": options.think,
        "LOAD_TOKEN": fill.TOKEN,
        "LOAD_SECRET": fill.SECRET,
        "LOAD_SAMPLES": str(samples),
    }
    with Mailbox() as box, Server(odoo, database, options.workers, log, box) as server:
        meter = Meter(python=server.processes, postgresql=lambda: connections(database))
        warm(server, options, environment)
        meter.look()
        before, started = len(log.read_bytes()), time.monotonic()
        machine = machine_seconds()
        command = locust(options, server, options.seconds)
        with (
            (folder / "locust.log").open("w") as words,
            subprocess.Popen(
                command, env=environment, stdout=words, stderr=words
            ) as load,
        ):
            while load.poll() is None:
                time.sleep(1)
                meter.look()
        seconds = time.monotonic() - started
        machine = machine_seconds() - machine
        tail = folder / "tail.log"
        tail.write_bytes(log.read_bytes()[before:])
    calls, times, errors = read_log(tail)
    rows = json.loads(samples.read_text())
    cpu = meter.seconds()
    requests = sum(1 for row in rows if row[0] == "call" or row[1] == "webhook")
    actions = sum(1 for row in rows if row[0] == "action")
    ours = sum(cpu.values())
    others = max(machine - ours, 0.0) / seconds
    prediction = predict(
        people=options.users,
        workers=options.workers,
        cores=(CORES, others),
        demands=(times, ours / max(requests, 1)),
        thinks=[float(part) * actions / requests for part in options.think.split(",")],
    )
    return {
        "users": options.users,
        "workers": options.workers,
        "think": options.think,
        "seconds": round(seconds, 1),
        "requests": requests,
        "requests_per_second": round(requests / seconds, 2),
        "actions": figures.by_action(rows),
        "calls": calls,
        "cpu_seconds": {name: round(part, 1) for name, part in cpu.items()},
        "cpu_ms_per_request": round(1000 * sum(cpu.values()) / max(requests, 1), 1),
        "memory_mb": sorted(round(mb) for mb in meter.memory["python"].values()),
        "mails": box.count,
        "cores_of_others": round(others, 2),
        "request_ms": figures.both([row[2] for row in rows if row[0] == "call"]),
        "predicted_ms": prediction,
        "limit": figures.limit_of(cpu, seconds, CORES, others),
        "failures": figures.failures(rows),
        "log_errors": errors,
    }


def warm(server, options, environment):
    """Let every worker load what it keeps, as on a server that has run for a while."""
    environment = {**environment, "LOAD_THINK": "0,0.5"}
    command = locust(options, server, min(30, options.seconds))
    subprocess.run(command, env=environment, stdout=QUIET, stderr=QUIET, check=False)


def locust(options, server, seconds):
    """Return the command of the load tool."""
    return [
        *(options.locust, "-f", HERE / "locustfile.py", "--headless"),
        *("--users", str(options.users), "--spawn-rate", "5"),
        *("--run-time", f"{seconds}s", "--host", server.url),
        *("--stop-timeout", "30", "--loglevel", "ERROR", "--reset-stats"),
        *("--exit-code-on-error", "0"),
    ]


def connections(database):
    """Return the server processes behind the connections to a database."""
    with db_connect("postgres").cursor() as cr:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        cr.execute(SQL(query, database))
        return [row[0] for row in cr.fetchall()]


def show(name, run):
    """Return the lines that tell of a run."""
    rows = [
        (action, r["count"], r["median"], r["p95"], r["errors"])
        for action, r in run["actions"].items()
    ]
    return [
        "",
        f"{name}: {run['users']} people, {run['workers']} workers, {run['seconds']} s,"
        f" {run['requests']} requests, {run['requests_per_second']} a second",
        *figures.table(("action", "count", "median ms", "p95 ms", "errors"), rows),
        f"CPU seconds {run['cpu_seconds']}, {run['cpu_ms_per_request']} ms a request;"
        f" limited by {run['limit']}; MB of the processes {run['memory_mb']}",
        f"a request: median and p95 {run['request_ms']} ms measured; simulated"
        f" {run['predicted_ms']}; others used {run['cores_of_others']} cores",
        *(f"ERROR {text}" for text in run["failures"][:20]),
        *([f"{run['log_errors']} errors in the log"] if run["log_errors"] else []),
    ]


def compare(found):
    """Return the lines that tell what the addons add to what Odoo does by itself."""
    without, beside = (found.get(name, {}) for name in ("base without", "base with"))
    if not (without and beside):
        return []
    rows = [
        (name, one["median"], two["median"], one["p95"], two["p95"])
        for name, one in without["actions"].items()
        if (two := beside["actions"].get(name))
    ]
    header = ("the same action", "median", "with addons", "p95", "with addons")
    return ["", *figures.table(header, rows)]


if __name__ == "__main__":
    sys.exit(main())
