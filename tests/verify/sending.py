# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""20,000 mails of a journey through the sender lane to a mail server that counts.

The server drops the line after taking one mail, is busy at another and slow at a
third: nothing is lost, and only the mail whose line broke arrives twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import bulk
from erp import scalar

TITLE = "20,000 mails to a mail server that counts"
FILES = ()
PEOPLE = 20_000
NOW = datetime(2026, 6, 1, 9, 0)
FAULTS = ("drop=5000", "busy=7000", "slow=9000")


def run(erp, folder, report):
    """Hand 20,000 mails into the queue, send them, and compare every count."""
    with tempfile.TemporaryDirectory() as place, counter(place, FAULTS) as server:
        with erp.environment() as env:
            journey_id = prepare(env, server.port, PEOPLE)
        started = time.monotonic()
        hand_off(erp)
        handed = time.monotonic()
        send(erp)
        sent = time.monotonic()
        counts = server.close()
    with erp.environment() as env:
        compare(env, journey_id, counts, report)
    report.note(f"handed over: {PEOPLE / (handed - started):.0f} mails/s")
    report.note(f"sent: {PEOPLE / (sent - handed):.0f} mails/s, one lane")


def compare(env, journey_id, counts, report):
    """Report what arrived beside what the database says."""
    traces = "FROM crm_journey_trace WHERE journey_id = %s AND step_uid = 'mail'"
    twice = [key for key, number in counts.items() if number > 1]
    report.check("people", PEOPLE, scalar(env, f"SELECT count(*) {traces}", journey_id))
    report.check("Message-IDs that arrived", PEOPLE, len(counts))
    report.check("mails that arrived twice", 1, len(twice))
    report.check(
        "mails that arrived more than twice", 0, sum(counts.values()) - PEOPLE - 1
    )
    doubtful = env["mail.mail"].search([("possible_duplicate", "=", True)])
    report.check("mails marked as possible duplicates", 1, len(doubtful))
    report.check("the marked one is the one", twice, doubtful.mapped("message_id"))
    state = "SELECT count(*) FROM mail_mail WHERE is_in_lane AND state = %s"
    report.check("mails marked as sent", PEOPLE, scalar(env, state, "sent"))
    report.check("mails left in the queue", 0, scalar(env, state, "outgoing"))
    report.check(
        "steps that say when the mail left",
        PEOPLE,
        scalar(env, f"SELECT count(sent_at) {traces}", journey_id),
    )


def prepare(env, port, count, server_name="Counter"):
    """Return the id of a journey that runs, with everybody at its mail."""
    env.cr.execute("UPDATE ir_cron SET active = FALSE")
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {
            "name": server_name,
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
    return draw(env, people(env, count)).id


def people(env, count, prefix="p"):
    """Return the ids of so many new contacts."""
    country = env.ref("base.be").id
    record = env["res.partner"].create({"name": "Person", "country_id": country})
    env.cr.execute(
        "CREATE TEMP TABLE new_person ON COMMIT DROP AS"
        " SELECT nextval('res_partner_id_seq')::int AS id, 'Person ' || n AS name,"
        " %s || n || '@counter.test' AS email FROM generate_series(1, %s) n",
        [prefix, count],
    )
    columns = {
        "id": "n.id",
        "commercial_partner_id": "n.id",
        "name": "n.name",
        "complete_name": "n.name",
        "email": "n.email",
        "email_normalized": "n.email",
    }
    bulk.insert_like(record, columns, "new_person n", "n.id")
    env.cr.execute("SELECT id FROM new_person ORDER BY id")
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("DROP TABLE new_person")
    env.cr.execute("ANALYZE res_partner")
    return ids


def draw(env, ids):
    """Return a journey of one mail, with these contacts inside."""
    mailing = env["mailing.mailing"].create(
        {
            "subject": "For {{ object.name }}",
            "body_html": BODY,
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "email_from": "shop@counter.test",
            "reply_to_mode": "new",
            "reply_to": "answers@counter.test",
        }
    )
    journey = env["crm.journey"].create(
        {"name": "Counted", "trigger": "manual", "quiet_start": 0, "quiet_end": 24}
    )
    version = journey._get_draft_version()
    env["crm.journey.step"].create(
        {
            "version_id": version.id,
            "step_uid": "mail",
            "name": "Mail",
            "kind": "mail",
            "mailing_id": mailing.id,
        }
    )
    version.entry_uid = "mail"
    journey.action_start()
    env.cr.execute("UPDATE ir_cron SET active = FALSE")
    journey.action_enrol(ids)
    env.cr.execute("UPDATE crm_journey_trace SET due_at = %s", [NOW])
    return journey


def hand_off(erp, most=None):
    """Run what is due until nothing is, a transaction a batch."""
    done = 0
    while most is None or done < most:
        with erp.environment() as env:
            count = env["crm.journey.trace"]._dispatch(NOW)
        done += count
        if not count:
            return done
    return done


def send(erp):
    """Run one lane until the queue is empty; the clock goes on where it waits."""
    now, waiting = NOW, [("is_in_lane", "=", True), ("state", "=", "outgoing")]
    for _run in range(20):
        with erp.environment() as env, env["crm.send.lane"]._connections() as lane:
            while env["crm.send.lane"]._send_batch(lane, now):
                env.cr.commit()
            if not env["mail.mail"].search_count(waiting):
                return
        now += timedelta(minutes=10)


class Counter:
    """The counting server, as a process."""

    def __init__(self, place, faults):
        self.target = Path(place) / "counts.json"
        script = Path(__file__).with_name("smtp_counter.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(self.target), *faults],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port = int(self.process.stdout.readline())

    def close(self):
        """Stop the server; return {Message-ID: how often it came}."""
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(30)
        return json.loads(self.target.read_text())


@contextmanager
def counter(place, faults=()):
    server = Counter(place, faults)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


#: Some 3 kB, as a simple newsletter has.
BODY = (
    '<div style="font-family:Arial"><h1>Dear <t t-out="object.name"/></h1>'
    + "".join(
        f'<p style="margin:0 0 12px 0">Our offer number {n}, made with care for those'
        f' who know what they want. <a href="https://shop.test/offer/{n}">Have a look'
        "</a> before the end of the month.</p>"
        for n in range(1, 13)
    )
    + "</div>"
)
