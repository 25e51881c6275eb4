# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates, listening and dry runs of journeys, over very many contacts.

Birthdays of 1,000,000 contacts: finding those of the days around, again with nothing
new, and telling the journey. What a listening journey costs the ERP: the log of a
transaction of order confirmations with and without one. A dry run of 100,000 people
through two mails and a wait. Each is rolled back.
"""

from __future__ import annotations

from datetime import datetime

from area_segment import analyze
from documents import Shop
from harness import interleave, measured

TITLE = "Journeys in time: birthdays, listening, dry run"
NOW = datetime(2027, 5, 1, 3)
SILENT, LISTENING = "no journey listens", "one journey listens"
ORDERS = 20


def run(bench, report):
    """Measure the three, the cheap one first."""
    report.columns("what", "ms", "CPU ms", "queries", "count")
    listening(bench, report)
    count = bench.sized(1_000_000, 100_000)
    people = bench.add_customers(count, "Born")
    with bench.erp.environment() as env:
        env.cr.execute(
            "UPDATE res_partner SET birthdate = date '1940-01-01' + id %% 25000,"
            " tz = 'Asia/Ho_Chi_Minh', email_normalized = 'born' || id || '@bench.test',"
            " email = 'born' || id || '@bench.test' WHERE id = ANY(%s)",
            [people],
        )
    analyze(bench, "res_partner")
    birthdays(bench, report, count)
    dry_run(bench, report, people[: bench.sized(100_000, 10_000)])


def make_journey(env, steps, **values):
    """Return a journey of steps in a row, running unless a mail is among them."""
    journey = env["crm.journey"].create({"name": "Bench", **values})
    uids = [f"s{index}" for index in range(len(steps))]
    env["crm.journey.step"].create(
        [
            {
                "version_id": journey._get_draft_version().id,
                "step_uid": uid,
                "name": uid,
                "kind": kind,
                "config": config,
                "mailing_id": mailing,
                "branches": {"next": after} if after else {},
            }
            for uid, after, (kind, config, mailing) in zip(
                uids, [*uids[1:], None], steps, strict=True
            )
        ]
    )
    journey.draft_version_id.entry_uid = uids[0]
    return journey


WAIT = ("wait", {"mode": "duration", "amount": 1, "unit": "days", "at": "09:00"}, False)


def birthdays(bench, report, count):
    """Find and tell the birthdays of everybody, and again with nothing new."""
    with bench.erp.environment() as env:
        occasions = env["crm.journey.occurrence"]
        journey = make_journey(
            env, [WAIT], trigger="date", trigger_config={"source": "birthday"}
        )
        journey.action_start()
        found = {}
        for name in ("found", "again, nothing new"):
            with measured(env.cr) as sample:
                found[name] = occasions._plan(journey, NOW)
            show(report, f"birthdays of {count:,}: {name}", sample, found[name])
        told = 0
        with measured(env.cr) as sample:
            while some := occasions._tell(NOW):
                told += some
        show(report, "told to the journey", sample, told)
        once = told and not found["again, nothing new"]
        report.holds("birthdays are found once, and told", bool(once))
        env.cr.rollback()


def listening(bench, report):
    """Measure the log of order confirmations, with and without a journey."""
    shop = Shop(bench.erp)
    with bench.erp.environment() as env:
        journey = make_journey(
            env,
            [WAIT],
            trigger="interaction",
            trigger_config={"types": ["order_confirmed"]},
        )
        journey.action_start()
        journey_id = journey.id
        env.cr.execute(
            "UPDATE crm_journey SET state = 'paused' WHERE id = %s", [journey_id]
        )
    orders = iter(shop.quotations(ORDERS * 10))

    def confirm(state):
        def once():
            with bench.erp.environment() as env:
                env["crm.journey"].browse(journey_id).state = state
                env["crm.journey"]._listening_types()
                env["crm.journey"]._event_waits()
                some = env["sale.order"].browse([next(orders) for _n in range(ORDERS)])
                some.action_confirm()
                env.flush_all()
                with measured(env.cr) as sample:
                    env.cr.precommit.run()
                env.cr.rollback()
            return sample

        return once

    samples = interleave({SILENT: confirm("stopped"), LISTENING: confirm("running")}, 5)
    for name, sample in samples.items():
        show(report, f"log of {ORDERS} orders, {name}", sample, ORDERS)
    extra = samples[LISTENING].queries - samples[SILENT].queries
    report.target("statements that listening adds", extra, 6)


def dry_run(bench, report, people):
    """Measure a dry run of two mails with a wait between."""
    with bench.erp.environment() as env:
        mailing = env["mailing.mailing"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            }
        )
        segment = env["crm.segment"].create({"name": "Bench", "kind": "static"})
        env.cr.execute(
            "INSERT INTO crm_segment_member (segment_id, res_id, entered_at)"
            " SELECT %s, unnest(%s), %s",
            [segment.id, people, NOW],
        )
        mail = ("mail", {}, mailing.id)
        journey = make_journey(
            env, [mail, WAIT, mail], trigger="segment", segment_id=segment.id
        )
        with measured(env.cr) as sample:
            found = journey._dry_run(now=NOW)
        show(report, f"dry run of {len(people):,}", sample, found["messages"])
        report.target("seconds of a dry run", sample.wall / 1000, 60)
        env.cr.rollback()


def show(report, name, sample, count):
    """Print one measurement."""
    report.row(name, sample.wall, sample.cpu, sample.queries, count)
