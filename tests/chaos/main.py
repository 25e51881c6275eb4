# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything at once on several hosts that are killed, and the database crashed once.

Journeys and reports send mails, tickets escalate, customers are imported, providers
call, chats leave and the history is read, by two web hosts behind a proxy and two cron
hosts. At random, hosts and processes are killed; some die while somebody has just taken
what they hand over. Then all comes to rest, and `checks` says what must hold.
"""

import argparse
import importlib.util
import json
import os
import queue
import random
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg2
import psycopg2.errors

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests")]

from chaos import checks, outside_checks, scene  # noqa: E402
from chaos.killing import Killing  # noqa: E402
from chaos.outside import Callers, Deaths, Importer, Person, Provider  # noqa: E402
from devtool import workspace  # noqa: E402
from devtool.settings import Settings  # noqa: E402
from hosts import Hosts, PrivateServer  # noqa: E402

NAME = "chaos"
#: Jobs that are due again and again; the others have their own intervals.
BUSY = [
    "ir_cron_journey_dispatch_1", "ir_cron_journey_dispatch_2", "ir_cron_sender_lane_1",
    "ir_cron_sender_lane_2", "ir_cron_gateway", "ir_cron_channel_outbox",
    "ir_cron_customer_import", "ir_cron_interaction_backfill",
    "ir_cron_report_delivery", "ir_cron_sla_event", "ir_cron_sla_webhook",
    "ir_cron_interaction_retry", "ir_cron_mail_scheduler_action",
]  # fmt: skip
#: Seconds between two rounds of all jobs, until which all must have come to rest.
ROUND, REST = 8, 1200
#: Questions of `outside_checks`.
OUTSIDE = 15
#: How likely it is that who hands over a mail or a chat is killed before the answer.
DEADLY = 0.01
#: A job's interval is over at once, unless it runs just now.
TICK = """
    UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '1 second'
    WHERE id IN (SELECT id FROM ir_cron WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED)
"""
JOBS = """
    SELECT c.id FROM ir_cron c JOIN ir_model_data d
        ON d.model = 'ir.cron' AND d.res_id = c.id
     WHERE c.active AND d.name = ANY(%s)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", required=True, help="with the addons, to be copied"
    )
    parser.add_argument("--config", help="not used")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))  # hosts end, too
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    say(f"seed {seed}, {options.minutes} minutes")
    work = workspace.prepare(Settings.from_environment(ROOT, dict(os.environ)))
    with PrivateServer(work) as own:
        own.copy(work, options.database, NAME)
        broken = Chaos(own, options.minutes, seed).run()
    for what, found in broken.items():
        say(f"BROKEN {what}: {found}")
    say("all invariants hold" if not broken else f"{len(broken)} invariants broken")
    return 1 if broken else 0


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Database:
    """Asks the database, again when it was away."""

    def __init__(self, server, name=NAME):
        self.server, self.name, self.connection = server, name, None

    def ask(self, query, *values, patience=60):
        end = time.monotonic() + patience
        while True:
            try:
                return self._ask(query, values)
            except psycopg2.Error as error:
                # an error with a code is the server's own, unless it is on its way out
                is_there = error.pgcode and not error.pgcode.startswith("57P")
                if is_there or time.monotonic() > end:
                    raise
                self.connection = None
                time.sleep(0.5)

    def _ask(self, query, values):
        if self.connection is None:
            self.connection = psycopg2.connect(
                host=self.server.host, port=self.server.port, user=self.server.user,
                dbname=self.name, connect_timeout=5,
            )  # fmt: skip
            self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []


class Chaos:
    """One run."""

    def __init__(self, own, minutes, seed):
        self.own, self.minutes = own, minutes
        self.random, self.seed = random.Random(seed), seed
        self.database = Database(own.work.server)
        self.ask = self.database.ask
        self.bell = Database(own.work.server, "postgres")  # where jobs are listened for
        self.deaths = Deaths(seed, DEADLY)
        self.jobs = []

    def run(self):
        """Play, rest, and return what does not hold."""
        sink = load_sink()
        self.box = sink.Sink(lambda _number, _mail: self.deaths.maybe("mail"))
        with Provider(self.deaths) as self.provider, sink.SinkServer(self.box) as post:
            self._prepare(post.port)
            environment = {"CRM_INTERNAL_HOSTS": "127.0.0.1"}
            with Hosts(self.own.work, NAME, environment=environment) as self.hosts:
                say("hosts are up")
                self._play()
                self._rest()
            return self._judge()

    def _prepare(self, mail_port):
        code = scene.code(self.minutes, mail_port, self.provider.server_port)
        log = self.own.work.settings.logs / "chaos-scene.log"
        log.unlink(missing_ok=True)
        if self.own.work.shell(NAME, code, log) or "Traceback" in log.read_text():
            raise SystemExit(f"the scene cannot be made:\n{log.read_text()[-3000:]}")
        self.jobs = [job for (job,) in self.ask(JOBS, BUSY)]
        say(f"scene: {scene.sizes(self.minutes)}")

    # -- while hosts are killed

    def _play(self):
        self.callers = Callers(self.hosts.port).start()
        person = Person(self.hosts.url, NAME)
        self.importer = Importer(person, scene.IMPORTS)
        self.importer.start()
        self.killing = Killing(self.hosts, self.random)
        begin = time.monotonic()
        crash_at = begin + self.minutes * 60 * self.random.uniform(0.4, 0.6)
        end, tick_at, told_at = begin + self.minutes * 60, begin, begin
        while (now := time.monotonic()) < end:
            if crash_at and now > crash_at:
                crash_at = None
                self._crash()
            self._heed(0.5)
            self.killing.go_on()
            if now > tick_at:
                self._tick()
                tick_at = now + ROUND
            if now > told_at:
                say(f"kills {dict(self.killing.done)}, left {self._left()}")
                told_at = now + 30
        self.deaths.is_over = True
        self._heed(0)

    def _heed(self, seconds):
        """Kill whoever handed over what was just taken."""
        try:
            while True:
                kind, done = self.deaths.asked.get(timeout=seconds)
                self.killing.kill_jobs(kind)
                done.set()
                seconds = 0.01
        except queue.Empty:
            pass

    def _crash(self):
        say("the database is crashed")
        self.own.crash()
        time.sleep(self.random.uniform(1, 5))
        self.own.start()
        self.killing.done["database"] += 1

    def _tick(self):
        try:
            self.ask(TICK, self.jobs)
            self.bell.ask("SELECT pg_notify('cron_trigger', %s)", NAME)
        except psycopg2.errors.SerializationFailure:
            pass  # a job just ends: next time

    def _left(self):
        return {what: n for what, query in checks.LEFT.items()
                if (n := self.ask(query)[0][0])}  # fmt: skip

    # -- at rest

    def _rest(self):
        """Let everything be done; fail when it is not in time."""
        say(f"nobody is killed any more: {dict(self.killing.done)}")
        self.hosts.revive()
        self.hosts.wait()
        self.callers.stop(120)
        begin, later_at = time.monotonic(), time.monotonic() + 60
        while left := self._left():
            assert time.monotonic() < begin + REST, f"not at rest: {left}"
            if time.monotonic() > later_at:
                say(f"time goes by; left {left}")
                for statement in checks.LATER:
                    self.ask(statement)
                later_at = time.monotonic() + 30
            self._tick()
            self.hosts.revive()
            time.sleep(ROUND)
        self.importer.join(60)
        say(f"at rest after {time.monotonic() - begin:.0f} s")

    def _judge(self):
        found = (self.box.mails, self.provider, self.callers)
        kills = sum(self.killing.done.values())
        sizes = scene.sizes(self.minutes)
        broken = checks.inside(self.ask, sizes, self.jobs)
        broken |= outside_checks.outside(self.ask, *found, kills)
        if self.importer.failure or self.importer.is_alive():
            broken["imports"] = self.importer.failure or "not pressed to the end"
        figures = outside_checks.figures(self.ask, *found)
        counts = {what: self.ask(query)[0][0] for what, query in checks.ALL.items()}
        report = {
            "seed": self.seed, "minutes": self.minutes,
            "kills": dict(self.killing.done), "started anew": self.killing.started,
            **figures, **counts,
            "invariants": len(checks.NOTHING) + len(checks.ALL) + OUTSIDE,
            "broken": len(broken),
        }  # fmt: skip
        say(json.dumps(report, indent=2))
        self._tell_errors()
        return broken

    def _tell_errors(self):
        """Show what the hosts complained of, for a person to look at."""
        lines = Counter()
        for name in self.hosts.names():
            log = self.hosts.log(name)
            for line in log.read_text(errors="replace").splitlines():
                match = re.match(r"\S+ \S+ \d+ (ERROR|CRITICAL) \S+ (.*)", line)
                if match:
                    lines[re.sub(r"\d+", "N", match[2])[:110]] += 1
        for text, count in lines.most_common(15):
            say(f"logged {count} times: {text}")


def load_sink():
    """Return the module of the mail server that counts."""
    path = ROOT / "addons/crm_marketing_auto/tests/smtp_sink.py"
    spec = importlib.util.spec_from_file_location("smtp_sink", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
