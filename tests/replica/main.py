# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A web host beside a real replica of PostgreSQL: who is read, how late, what if it ends.

Everything that says it only reads is called; the replica must do that work and nothing
may have to be repeated on the primary. Then the replica is held back, and stopped.
"""

import argparse
import json
import os
import signal
import sys
import time
import urllib.error
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests")]

from devtool import workspace  # noqa: E402
from devtool.settings import Settings  # noqa: E402
from hosts import Hosts, PrivateServer, reads  # noqa: E402
from hosts.process import wait_until  # noqa: E402

NAME, ROUNDS, PATIENCE = "replica", 5, 60
WORK = f"""
    SELECT xact_commit + xact_rollback, tup_returned FROM pg_stat_database
    WHERE datname = '{NAME}'
"""
WROTE = "retrying with a read/write cursor"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", required=True, help="with the addons, to be copied"
    )
    parser.add_argument("--config", help="not used")
    database = parser.parse_args().database
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))  # hosts end, too
    work = workspace.prepare(Settings.from_environment(ROOT, dict(os.environ)))
    with PrivateServer(work) as own:
        own.copy(work, database, NAME)
        log = own.work.settings.logs / "replica-setup.log"
        log.unlink(missing_ok=True)
        if own.work.shell(NAME, reads.SETUP, log) or "Traceback" in log.read_text():
            raise SystemExit(log.read_text()[-2000:])
        replica = own.replicate()
        options = ["--db_replica_host", replica.host, "--db_replica_port", replica.port]
        with Hosts(own.work, NAME, http=1, cron=0, options=options) as hosts:
            play(own, replica, hosts)


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def play(own, replica, hosts):
    primary = own.work.server
    known = json.loads(primary.sql(reads.KNOWN, database=NAME)[0][0])
    admin = reads.Browser(hosts.url, NAME, "admin", "admin")
    read_all(admin, known)  # caches are filled
    before = counts(primary, replica)
    for _round in range(ROUNDS):
        calls = read_all(admin, known)
    after = counts(primary, replica)
    for name in ("primary", "replica"):
        [work] = [[b - a for a, b in zip(before[name], after[name], strict=True)]]
        say(f"{name}: {work[0]} transactions, {work[1]} rows in {ROUNDS * calls} calls")
    log = hosts.log("web1").read_text()
    assert WROTE not in log, log[-3000:]
    assert after["replica"][0] - before["replica"][0] >= ROUNDS * calls
    held_back(primary, replica, admin, known)
    gone(own, admin, known)
    say("the replica is read, nothing that only reads wrote")


def read_all(admin, known):
    """Call everything that only reads; return how many calls that was."""
    count = 0
    for method, calls in reads.CALLS.items():
        for model, args in calls:
            answer = admin.call(model, method, reads.filled(args, known))
            assert "result" in answer or method in reads.REFUSED, (method, answer)
            count += 1
    return count


def counts(primary, replica):
    time.sleep(2)  # servers note what they did once a second
    found = {}
    for name, server in (("primary", primary), ("replica", replica)):
        [row] = server.sql(WORK, database="postgres")
        found[name] = [int(value) for value in row]
    return found


def name_of(admin, known):
    args = [[known["partner"]], {"name": {}}]
    return admin.call("res.partner", "web_read", args)["result"][0]["name"]


def held_back(primary, replica, admin, known):
    """What was just written is not seen where the replica is late."""
    replica.sql("SELECT pg_wal_replay_pause()")
    answer = admin.call("res.partner", "write", [[known["partner"]], {"name": "New"}])
    assert answer["result"] is True, answer
    [[written]] = primary.sql(
        f"SELECT name FROM res_partner WHERE id = {known['partner']}", database=NAME
    )
    assert written == "New", "a write goes to the primary"
    say(f"replica held back: read {name_of(admin, known)!r}, written {written!r}")
    started = time.monotonic()
    replica.sql("SELECT pg_wal_replay_resume()")
    wait_until(lambda: name_of(admin, known) == "New", lambda: "seen", PATIENCE)
    say(f"seen {time.monotonic() - started:.2f} s after the replica went on")


def answers(admin):
    """Tell whether a call that reads is answered."""
    try:
        return "result" in admin.call("crm.report", "get_reports", [])
    except urllib.error.HTTPError:
        return False


def gone(own, admin, known):
    """Without the replica the primary is read."""
    own.stop_replica()
    failed = 0
    started = time.monotonic()
    while not answers(admin):
        failed += 1
        assert time.monotonic() < started + PATIENCE, "no answer without the replica"
    read_all(admin, known)
    say(f"replica stopped: {failed} calls failed until the primary was read")


if __name__ == "__main__":
    main()
