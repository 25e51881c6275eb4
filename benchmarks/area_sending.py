# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending: handing mails into the queue, the sender lane beside core's queue and a bare
smtplib loop, and one mailing to a longer list.

The mail server is a process of its own on the loopback that takes every mail.
"""

from __future__ import annotations

import smtplib
import tempfile
from email import policy
from email.message import EmailMessage

import sending
from harness import interleave, measured
from psycopg2.extensions import TransactionRollbackError
from workers import side_by_side

from odoo.tools import SQL, html2plaintext

TITLE = "Sending: hand-off, sender lane, one mailing to a long list"
NOW = sending.NOW
ROUNDS = 3
LANES, BATCH = 2, 500
#: What each lane hands over before it is measured: a server's process is warm, too.
WARM = 20


def run(bench, report):
    """Measure the ways of a mail."""
    chunk = bench.sized(600, 200)
    with tempfile.TemporaryDirectory() as place, sending.counter(place) as server:
        people = chunk * 2 * ROUNDS
        with bench.erp.environment() as env:
            # those of other areas are due, too, at the time of this one
            running = env["crm.journey"].search([("state", "=", "running")])
            running.action_stop()
            env.cr.commit()
            sending.prepare(env, server.port, people)
        hand_off(bench, report, people)
        lanes(bench, report, server.port, chunk)
        few_and_many(bench, report)
        long_list(bench, report)


def hand_off(bench, report, count):
    """Measure the hand-off by two lanes, which share the work by SKIP LOCKED."""
    count -= LANES * WARM
    wall, cpu = side_by_side(bench, LANES, hand_over, lambda env: hand_over(env, WARM))
    with bench.erp.environment() as env:
        query = "SELECT count(*), count(DISTINCT mail_message_id) FROM mail_mail"
        rows = env.execute_query(SQL("%s WHERE is_in_lane", SQL(query)))
    report.columns("hand-off by two lanes", "mails/s", "mails/s, CPU", "")
    report.row(f"{count:,} mails", count / wall, LANES * count / cpu, 0)
    report.holds("a mail for each", rows == [(count + LANES * WARM,) * 2], rows[0][0])
    rate = LANES * count / cpu
    report.target("hand-off: mails/s of two lanes, CPU", rate, 300.0, True)


def hand_over(env, most=None):
    """Hand over what is due, or so much of it, batch by batch; return how many."""
    done = 0
    while most is None or done < most:
        limit = min(BATCH, (most or BATCH + done) - done)
        try:
            count = env["crm.journey.trace"]._dispatch(NOW, limit)
            env.cr.commit()
        except TransactionRollbackError:  # the other lane was faster, as for the job
            env.cr.rollback()
            continue
        done += count
        if not count:
            break
    return done


def handed(bench, most=None):
    """Hand over what is due, or so much of it; return what that cost."""
    with bench.erp.environment() as env, measured(env.cr) as sample:
        hand_over(env, most)
    return sample


def lanes(bench, report, port, chunk):
    """Measure a chunk of the queue by each way, in turn."""
    ways = {
        "smtplib, built by email.message": lambda: bare(bench, port, chunk, True),
        "smtplib, the same bytes again": lambda: bare(bench, port, chunk, False),
        "sender lane": lambda: lane(bench, chunk),
        "core's queue": lambda: core(bench, chunk),
    }
    found = interleave(ways, ROUNDS)
    for series in found.values():
        series.units = chunk
    built, ready, ours, cores = found.values()
    report.columns("a mail", "ms", "ms, CPU", "mails/s", "queries")
    for label, each in found.items():
        report.row(label, each.wall, each.cpu, 1000 / each.wall, each.queries)
    report.target("x the rate of core's queue, CPU", cores.cpu / ours.cpu, 8.0, True)
    report.target(
        "% of the rate of a bare smtplib loop, wall",
        100 * built.wall / ours.wall,
        60.0,
        True,
    )
    report.note(f"the same by CPU: {100 * built.cpu / ours.cpu:.0f} %")
    report.note(
        "beside a loop that builds nothing, asks nobody and writes nothing down:"
        f" {100 * ready.wall / ours.wall:.0f} % of its rate,"
        f" {100 * ready.cpu / ours.cpu:.0f} % by CPU"
    )


def lane(bench, count):
    """Send so many mails by the lane, over a connection it makes itself."""
    from odoo.addons.crm_marketing_auto.models.crm_send_lane import Lane

    with bench.erp.environment() as env, bench.erp.registry.cursor() as cr:
        run = Lane(cr)
        with measured(env.cr) as sample:
            done = 0
            while done < count:
                size = min(200, count - done)
                sent = env["crm.send.lane"]._send_batch(run, NOW, size)
                env.cr.commit()
                if not sent:
                    raise RuntimeError("the queue is empty before its time")
                done += sent
            run.close()
    return sample


def core(bench, count):
    """Send so many mails as core's queue does, a commit a mail."""
    with bench.erp.environment() as env:
        mails = env["mail.mail"].search(
            [("is_in_lane", "=", True), ("state", "=", "outgoing")],
            limit=count,
            order="id desc",
        )
        with measured(env.cr) as sample:
            mails.send(auto_commit=True)
    return sample


def bare(bench, port, count, builds):
    """Send one mail so many times by smtplib, built anew each time or not."""
    with bench.erp.environment() as env:
        mime = env["crm.send.mime"]
        mail = env["mail.mail"].search([("is_in_lane", "=", True)], limit=1)
        with smtplib.SMTP("127.0.0.1", port) as session:
            session.from_filter = session.smtp_from = False
            maker = mime._maker(session, 0)
            [envelope] = maker.make(mime._read_queued(mail.ids)[0])
            with measured(env.cr) as sample:
                for _mail in range(count):
                    content = build(mail) if builds else envelope.content
                    session.sendmail(envelope.sender, envelope.receivers, content)
    return sample


def build(mail):
    """Return a mail as the standard library makes it, with a text part."""
    message = EmailMessage(policy=policy.SMTP)
    message["Message-Id"], message["Subject"] = mail.message_id, mail.subject
    message["From"], message["To"] = mail.email_from, mail.email_to
    message["Reply-To"] = mail.reply_to
    message.set_content(html2plaintext(mail.body_html))
    message.add_alternative(mail.body_html, subtype="html")
    return message.as_bytes()


def few_and_many(bench, report):
    """Measure a mail from its step to the server when few and when many are due."""
    found = {}
    for count in (20, bench.sized(20_000, 2_000)):
        with bench.erp.environment() as env:
            sending.draw(env, sending.people(env, count, f"of{count}-"))
        handing = handed(bench)
        sending_ = lane(bench, count)
        found[count] = (handing.cpu / count, sending_.cpu / count, sending_)
    (few, many), most = found.values(), max(found)
    report.columns("a mail, ms of CPU", "handed over", "sent", "sent/s, wall")
    for count, (hand, send, sample) in found.items():
        report.row(f"{count:,} due", hand, send, 1000 * count / sample.wall)
    report.target("hand-off: x the cost with few due", many[0] / few[0], 1.2)
    report.target("sending: x the cost with few due", many[1] / few[1], 1.2)
    with bench.erp.environment() as env:
        left = env["mail.mail"].search_count(
            [("is_in_lane", "=", True), ("state", "=", "outgoing")]
        )
    report.holds(f"{most:,} mails left without a pause", not left, f"{left} wait")


def long_list(bench, report):
    """Measure one mailing of core's to a list, and to one four times as long."""
    short, long = bench.sized(5_000, 500), bench.sized(20_000, 2_000)
    found = {}
    for count in (short, long):
        with bench.erp.environment() as env:
            mailing = list_mailing(env, count)
            with measured(env.cr) as sample:
                mailing._action_send_mail()
        found[count] = count / sample.cpu * 1000
    report.columns("one mailing to a list", "mails/s, CPU", "", "")
    for count, rate in found.items():
        report.row(f"{count:,} on the list", rate, 0, 0)
    report.target(
        "% of the shorter's rate", 100 * found[long] / found[short], 80.0, True
    )


def list_mailing(env, count):
    """Return a mailing to a new list of so many."""
    mailing_list = env["mailing.list"].create({"name": f"{count} people"})
    env.cr.execute(
        SQL(
            "WITH c AS (INSERT INTO mailing_contact (name, email, email_normalized,"
            " create_date, write_date) SELECT 'Reader ' || n, 'r' || n || %(at)s,"
            " 'r' || n || %(at)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'"
            " FROM generate_series(1, %(count)s) n RETURNING id)"
            " INSERT INTO mailing_subscription (contact_id, list_id, opt_out)"
            " SELECT id, %(list)s, id %% 10 = 0 FROM c",
            at=f"@list{count}.test",
            count=count,
            list=mailing_list.id,
        )
    )
    env.cr.execute("ANALYZE mailing_contact, mailing_subscription")
    return env["mailing.mailing"].create(
        {
            "subject": "News",
            "body_html": '<p>Dear <t t-out="object.name"/></p>',
            "mailing_model_id": env["ir.model"]._get_id("mailing.list"),
            "contact_list_ids": [(6, 0, mailing_list.ids)],
            "email_from": "shop@counter.test",
            "reply_to_mode": "new",
            "reply_to": "answers@counter.test",
        }
    )
