# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dump a database while it works, restore it elsewhere, and let it work on.

A journey writes to people and tickets reach their deadlines while the dump is taken.
Restored with sending held, nothing leaves; what was due is looked at and cancelled, and
nobody gets a mail twice. What would have been sent twice otherwise is told.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests"),
                str(ROOT / "tests" / "concurrency")]  # fmt: skip

from devtool import workspace  # noqa: E402
from devtool.database import Databases  # noqa: E402
from devtool.settings import Settings  # noqa: E402
from hosts.process import Process, wait_until  # noqa: E402
from marketing_scene import MAIL_SERVER, TOOLS, load_sink  # noqa: E402
from restore.invariants import broken, lost_files  # noqa: E402

#: Seconds within which a process that works does what is waited for.
PATIENCE = 240
HOLD = ROOT / "addons/crm_relationship/data/hold_sending.sql"
SCENE = """
import base64
crowd, letter = people(PEOPLE), journey()
letter.action_enrol(crowd.ids)
team = env["crm.ticket.team"].search([], limit=1)
policy = env["crm.sla.policy"].create({
    "name": "Solved in a minute", "company_id": False,
    "target_ids": [(0, 0, {"metric": "resolution", "seconds": 60})],
    "level_ids": [(0, 0, {"name": "Late", "percent": 10, "notify_leader": True})]})
tickets = env["crm.ticket"].create([
    {"name": f"Ticket {n}", "team_id": team.id, "partner_id": crowd[n].id}
    for n in range(20)])
for ticket in tickets:
    env["ir.attachment"].create({
        "name": f"{ticket.number}.txt", "res_model": "crm.ticket", "res_id": ticket.id,
        "raw": (f"photo of {ticket.number} " * 50).encode()})
for n in range(30):
    env["crm.interaction"].create({
        "type_id": env["crm.interaction.type"].search([("code", "=", "call")]).id,
        "partner_id": crowd[n].id, "user_id": env.uid})
env.cr.commit()
"""
#: What runs in this test: all jobs of ours, nothing of others that reaches out.
JOBS = """
UPDATE ir_cron SET active = id IN (
    SELECT res_id FROM ir_model_data WHERE model = 'ir.cron'
        AND module IN ('crm_relationship', 'crm_ticket_sla', 'crm_marketing_auto'))
    OR id = (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron'
        AND module = 'mail' AND name = 'ir_cron_mail_scheduler_action')
"""
RATE = """
INSERT INTO crm_send_server (mail_server_id, per_minute, tokens, failures)
SELECT id, 240, 0, 0 FROM ir_mail_server WHERE active
ON CONFLICT ((COALESCE(mail_server_id, 0))) DO UPDATE SET per_minute = 240
"""
WAITING = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
PLANNED = "SELECT count(*) FROM crm_journey_trace WHERE state = 'ready'"
RUNS = "SELECT min(lastcall) > '{since}'::timestamp FROM ir_cron WHERE id IN (SELECT"
RUNS += " res_id FROM ir_model_data WHERE model = 'ir.cron' AND name IN"
RUNS += " ('ir_cron_sender_lane_1', 'ir_cron_journey_dispatch_1', 'ir_cron_sla_event'))"
RELEASE = "env['crm.health'].sudo().release_sending(True); env.cr.commit()\n"


class Restore:
    """One run: the database that works, and the one that is restored from its dump."""

    def __init__(self, work, origin, people):
        self.work, self.origin, self.people = work, origin, people
        self.copy = f"{origin}_restored"
        self.databases = Databases(work)
        self.folder = Path(tempfile.mkdtemp(prefix="restore-"))

    def sql(self, statement, name=None):
        rows = self.work.server.sql(statement, database=name or self.origin)
        return [tuple(row) for row in rows]

    def shell(self, name, code):
        log = self.folder / "shell.log"
        if self.work.shell(name, code, log):
            raise AssertionError(log.read_text()[-3000:])

    def host(self, name):
        """Return a process that runs the scheduled jobs of a database."""
        command = [self.work.venv.program("odoo"), "-d", name, "--no-http"]
        command += ["--max-cron-threads=2", "--log-level=warn"]
        log = self.folder / f"{name}.log"
        return Process(name, command, self.work.environment(), log)

    # -- the steps

    def fill(self, port):
        script = TOOLS + SCENE.replace("PEOPLE", str(self.people))
        self.shell(self.origin, script + MAIL_SERVER.replace("PORT", str(port))
                   + "env.cr.commit()\n")  # fmt: skip
        for statement in (JOBS, RATE, "UPDATE ir_cron SET nextcall = now()"):
            self.sql(f"{statement} RETURNING 1")

    def dump(self):
        """Dump the database, then copy its files: those that it names are there."""
        program = shutil.which("pg_dump")
        if not program:
            raise AssertionError("pg_dump is not installed: postgresql-client has it")
        file = self.folder / "database.dump"
        self.run(
            program, "--format=custom", "--no-owner", f"--file={file}", self.origin
        )
        shutil.copytree(self.databases.filestore(self.origin), self.folder / "files")
        return file

    def restore(self, file):
        self.databases.drop(self.copy)
        self.work.server.sql(f'CREATE DATABASE "{self.copy}" TEMPLATE template0')
        self.run(
            shutil.which("pg_restore"), "--no-owner", f"--dbname={self.copy}", file
        )
        shutil.copytree(self.folder / "files", self.databases.filestore(self.copy))
        self.sql(HOLD.read_text(), self.copy)

    def run(self, *command):
        subprocess.run(list(map(str, command)), env=self.work.environment(), check=True)

    def clean(self):
        self.databases.drop(self.copy)
        shutil.rmtree(self.folder, ignore_errors=True)


def until(holds, what):
    wait_until(holds, lambda: what, PATIENCE, pause=0.5)


def work_while_dumping(restore, box):
    """Let the origin work, and dump it in the middle; return the dump."""
    host = restore.host(restore.origin)
    host.start()
    try:
        until(lambda: len(box.mails) >= restore.people // 10, "no mail leaves")
        began = len(box.mails)
        file = restore.dump()
        ended = len(box.mails)
        print(
            f"mails that had left: {began} when the dump began, {ended} when it ended"
        )
        restore.sql("UPDATE crm_send_server SET per_minute = 0 RETURNING 1")
        until(lambda: len(box.mails) >= restore.people, "not all mails leave")
    finally:
        host.stop()
    return file


def let_work(restore):
    """Let the restored database work until each of its jobs has run."""
    [(since,)] = restore.sql(
        "SELECT clock_timestamp() AT TIME ZONE 'UTC'", restore.copy
    )
    restore.sql("UPDATE ir_cron SET nextcall = now() - interval '1 day' RETURNING 1",
                restore.copy)  # fmt: skip
    host = restore.host(restore.copy)
    host.start()
    try:
        query = RUNS.format(since=since)
        until(lambda: restore.sql(query, restore.copy)[0][0], "the jobs do not run")
        until(lambda: not restore.sql(PLANNED + " AND due_at < now()", restore.copy)[0][0],
              "steps stay due")  # fmt: skip
    finally:
        host.stop()


def check(restore, box, file):
    """Restore, let it work held and then released; return what went wrong."""
    problems = []
    restore.restore(file)
    sent_before = len(box.mails)

    def ask(statement):
        return restore.sql(statement, restore.copy)

    files = restore.databases.filestore(restore.copy)
    problems += [f"{name}: {rows}" for name, rows in broken(ask).items()]
    problems += [f"file is lost: {name}" for name in lost_files(ask, files)]
    let_work(restore)
    waiting = ask(WAITING)[0][0]
    print(f"restored and held: {waiting} mails wait and none leaves")
    if len(box.mails) != sent_before:
        problems.append(f"{len(box.mails) - sent_before} mails left while held")
    restore.shell(restore.copy, RELEASE)
    let_work(restore)
    problems += [f"{name}: {rows}" for name, rows in broken(ask).items()]
    receivers = [mail.envelope.rcpt_tos[0] for mail in box.mails]
    receivers = [to for to in receivers if to.endswith("@crowd.test")]
    twice = len(receivers) - len(set(receivers))
    print(f"mails to people: {len(receivers)}, twice: {twice}, lost files: "
          f"{len(lost_files(ask, files))}")  # fmt: skip
    if twice or len(set(receivers)) != restore.people:
        problems.append(
            f"{twice} twice, {len(set(receivers))} of {restore.people} told"
        )
    return problems


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", required=True)
    options.add_argument("--config", required=True)
    options.add_argument("--people", type=int, default=200)
    chosen = options.parse_args()
    work = workspace.prepare(Settings.from_environment(ROOT))
    restore = Restore(work, chosen.database, chosen.people)
    sink = load_sink()
    box = sink.Sink()
    started = time.monotonic()
    try:
        with sink.SinkServer(box) as server:
            restore.fill(server.port)
            file = work_while_dumping(restore, box)
            problems = check(restore, box, file)
    finally:
        restore.clean()
    for problem in problems:
        print(f"BROKEN: {problem}")
    word = "failed" if problems else "passed"
    print(f"restore test {word} in {time.monotonic() - started:.0f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
