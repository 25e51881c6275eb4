# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Marketing jobs in real processes, killed or racing: what is sent is sent once, limits
hold, figures come out as if nothing had happened."""

import random
import threading
from contextlib import contextmanager

import pytest
from job_host import PATIENCE, JobHost
from marketing_scene import MAIL_SERVER, TOOLS, load_sink

PEOPLE = 300
#: These are put on the blacklist while their mails wait.
REFUSING = 10
KILLS = 12


@pytest.fixture
def make(work, database_with):
    """Return what makes a database by running a script, and how to ask it."""

    @contextmanager
    def run(script):
        with database_with("marketing", TOOLS + script) as name:
            yield (
                name,
                lambda query: [
                    tuple(row) for row in work.server.sql(query, database=name)
                ],
            )

    return run


# ------------------------------------------------------------
# The sender lane, killed
# ------------------------------------------------------------

QUEUED = f"""{MAIL_SERVER}
crowd, letter = people({PEOPLE}), journey()
letter.action_enrol(crowd.ids)
from odoo import fields
from odoo.addons.crm_marketing_auto.models.crm_journey_trace_dispatch import BATCH
while env["crm.journey.trace"]._dispatch(fields.Datetime.now(), BATCH):
    env.cr.commit()
for person in crowd[:{REFUSING}]:
    env["mail.blacklist"]._add(person.email)
only("ir_cron_sender_lane_1", "ir_cron_sender_lane_2")
"""
LEFT = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
STATES = """
    SELECT m.state, t.state, t.sent_at IS NOT NULL, mt.trace_status, l.state, count(*)
    FROM crm_journey_trace t JOIN mail_mail m ON m.id = t.mail_mail_id_int
    JOIN mailing_trace mt ON mt.id = t.mailing_trace_id
    JOIN crm_contact_log l ON l.trace_id = t.id
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1
"""
MAILS = """
    SELECT g.message_id, m.possible_duplicate IS TRUE FROM mail_mail m
    JOIN mail_message g ON g.id = m.mail_message_id WHERE m.is_in_lane
"""
TIMELINE = """
    SELECT count(*), count(DISTINCT i.origin_id) FROM crm_interaction i
    JOIN crm_interaction_type t ON t.id = i.type_id WHERE t.code = 'campaign_mail'
"""


def test_case_03_two_lanes_killed_again_and_again(work, make):
    chance = random.Random(7)
    # some die while the server takes a mail, some anywhere
    deadly = sorted(chance.sample(range(PEOPLE - REFUSING - 40), KILLS))
    sink = load_sink()
    box = sink.Sink()
    with (
        sink.SinkServer(box) as server,
        make(QUEUED.replace("PORT", str(server.port))) as (name, sql),
    ):
        with JobHost(work, name) as host:

            def behave(number, _mail):
                if deadly and number >= deadly[0] and host.alive:
                    deadly.pop(0)
                    host.kill()

            box.behave = behave
            host.start(2)
            while deadly or not host.killed.empty():
                host.killed.get(timeout=PATIENCE)
                host.start()
                threading.Event().wait(chance.uniform(0, 0.05))
                if chance.random() < 0.3:
                    host.kill()
            host.finish(lambda: not sql(LEFT)[0][0])
        states, doubtful, timeline = sql(STATES), dict(sql(MAILS)), sql(TIMELINE)

    assert states == [
        ("cancel", "skipped", False, "cancel", "cancelled", REFUSING),
        ("sent", "done", True, "sent", "sent", PEOPLE - REFUSING),
    ]
    assert len(box.message_ids) == PEOPLE - REFUSING, "somebody was lost, or refused"
    twice = {key: n for key, n in box.message_ids.items() if n > 1}
    assert all(doubtful[key] for key in twice), "twice, and nobody knows"
    assert len(box.mails) - len(box.message_ids) <= 2 * KILLS
    assert timeline == [(PEOPLE - REFUSING, PEOPLE - REFUSING)]


# ------------------------------------------------------------
# Limits, raced for
# ------------------------------------------------------------

CROWDED = """
crowd = people(40)
env["crm.send.cap"].create({"name": "Two a week", "count": 2, "days": 7})
for priority in (30, 10, 20):
    journey(name=f"P{priority}", priority=priority).action_enrol(crowd.ids)
only("ir_cron_journey_dispatch_1", "ir_cron_journey_dispatch_2")
"""
#: A minute goes by, as often as something waits for the next one.
SOON = """
    UPDATE crm_journey_trace SET due_at = due_at - interval '1 minute'
    WHERE state = 'ready' AND due_at < (now() AT TIME ZONE 'UTC') + interval '1 hour'
    RETURNING id
"""
HELD = """
    SELECT j.priority, t.state, r.code, count(*),
        min(t.due_at) > (now() AT TIME ZONE 'UTC') + interval '6 days'
    FROM crm_journey_trace t JOIN crm_journey j ON j.id = t.journey_id
    LEFT JOIN crm_journey_reason r ON r.id = t.reason_id
    GROUP BY 1, 2, 3 ORDER BY 1
"""
MOST = """
    SELECT max(n), min(n) FROM (SELECT count(*) AS n FROM crm_contact_log
    WHERE state <> 'cancelled' GROUP BY identity) x
"""


def test_case_41_two_processes_race_for_one_limit(work, make):
    with make(CROWDED) as (name, sql):
        with JobHost(work, name) as host:
            host.start(2)
            host.finish(lambda: not sql(SOON))
        most, found = sql(MOST), sql(HELD)

    assert most == [(2, 2)]
    assert [row[:2] + row[3:4] for row in found] == [
        (10, "done", 40),
        (20, "done", 40),
        (30, "ready", 40),
    ]
    assert found[2][2] == "cap", "and it says why"
    assert found[2][4], "until the week is over"


# ------------------------------------------------------------
# What it earned, killed
# ------------------------------------------------------------

EARNED = """
env.company.attribution_basis = "order"
crowd = people(300)
source = env["utm.source"].create({"name": "Search"})
lead = env["crm.lead"].create({
    "name": "Tea", "type": "opportunity", "partner_id": crowd[0].id,
    "source_id": source.id})
env.flush_all()
env.cr.execute("UPDATE crm_lead SET create_date = create_date - interval '3 days'"
    " WHERE id = %s", [lead.id])
env.invalidate_all()
who = "(ARRAY[{}])[g]".format(", ".join(map(str, crowd[1:].ids)))
copies(lead, 299, partner_id=who)
product = env["product.product"].create({"name": "Tea", "list_price": 10})
order = env["sale.order"].create({
    "partner_id": crowd[0].id, "order_line": [(0, 0, {"product_id": product.id})]})
order.action_confirm()
copies(order, 299, partner_id=who, name="'T' || g", access_token="NULL")
only("ir_cron_touchpoint_collect", "ir_cron_attribution_rebuild")
"""
BUILT = """
    SELECT count(*) FROM crm_attribution_round
    WHERE built_at IS NOT NULL AND COALESCE(done_id, 0) = 0
        AND NOT EXISTS (SELECT FROM crm_touchpoint_source WHERE began_at IS NOT NULL)
        AND (SELECT count(*) FROM crm_touchpoint_source) = 5
"""
TOUCHES = "SELECT count(*), count(DISTINCT event_key) FROM crm_touchpoint"
CREDITS = """
    SELECT count(*), count(DISTINCT conversion_id), sum(linear_amount), sum(first_amount)
    FROM crm_attribution
"""
SALES = "SELECT count(*), sum(amount_untaxed) FROM sale_order WHERE state = 'sale'"
#: The next round is due at once.
AGAIN = "UPDATE crm_attribution_round SET built_at = NULL RETURNING id"


def test_figures_come_out_the_same_however_often_the_jobs_die(work, make):
    chance = random.Random(3)
    with make(EARNED) as (name, sql):
        with JobHost(work, name) as host:
            host.start(2)
            for _kill in range(10):
                threading.Event().wait(chance.uniform(0, 0.15))
                host.kill()
                host.start()
            host.finish(lambda: sql(BUILT) == [(1,)])
            # the rebuild may have been ahead of the touches: once more, on all of them
            assert sql(AGAIN)
            host.finish(lambda: sql(BUILT) == [(1,)])
        touches, credits, [(orders, amount)] = sql(TOUCHES), sql(CREDITS), sql(SALES)

    assert touches == [(300, 300)]
    assert orders == 300
    assert credits == [(300, 300, amount, amount)]
