# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys: letting 100,000 people in, running their steps, and looking for nothing.

Beside: the bare INSERT … SELECT of the same rows, and a loop that creates them one by
one through the ORM, as tools without sets do. automation_oca (OCA) has no release for
Odoo 19.0 on the package index and is not measured.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from harness import Sample, interleave, measured
from workers import side_by_side

from odoo.tools import SQL

TITLE = "Journeys: enrol, claim and advance, idle"
NOW = datetime(2026, 3, 2, 3, 0)
LOOP = 200
WORKERS = 2
#: What each process runs before it is measured: a server's process is warm, too.
WARM = 50
DAY = {"mode": "duration", "amount": 1, "unit": "days"}
PARTS = [{"name": "a", "weight": 1}, {"name": "b", "weight": 1}]
#: The steps that are measured, all but their ways out.
STEPS = {
    "split": ("split", {"parts": PARTS}),
    "condition": (
        "condition",
        {"mode": "domain", "domain": [["is_company", "=", True]]},
    ),
    "wait": ("wait", DAY),
    "field": ("field", {"field": "ref", "value": "bench"}),
}
WAYS = {"split": ("a", "b"), "condition": ("yes", "no")}


def run(bench, report):
    """Measure what journeys cost that send nothing."""
    count = bench.sized(100_000, 20_000)
    people = bench.add_customers(count, "Journey", is_company=True)
    enrol(bench, report, people)
    advance(bench, report, people[: bench.sized(20_000, 4_000)])
    idle(bench, report, bench.sized(1_000_000, 100_000))


# ------------------------------------------------------------
# Enrolling
# ------------------------------------------------------------


def enrol(bench, report, people):
    """Measure letting an audience in, first and again."""
    journey, version = draw(bench, "enrol", {"w": ("wait", DAY, ())}, people)
    ways = {
        "INSERT … SELECT, bare": lambda: insert(bench, journey, version, people),
        "crm.journey": lambda: let_in(bench, journey, people),
        "one by one, ORM": lambda: loop(bench, journey, version, people),
    }
    found = interleave(ways, bench.sized(5, 3))
    bare, ours, orm = found.values()
    bare.units = ours.units = len(people)
    orm.units = LOOP
    again = repeat(bench, journey, people)
    stop(bench, journey)
    report.columns("a participant", "ms", "people/s", "queries")
    for label, series in found.items():
        report.row(label, series.wall, 1000 / series.wall, series.queries)
    each = again.wall / len(people)
    report.row("again, nothing new", each, 1000 / each, again.queries / len(people))
    report.target("x the bare INSERT … SELECT, CPU", ours.cpu / bare.cpu, 2.0)
    report.target("x the rate of the loop, CPU", orm.cpu / ours.cpu, 20.0, True)
    faster = ours.cpu * len(people) / again.cpu
    report.target("x faster when nothing is new, CPU", faster, 5.0, True)
    report.note("automation_oca: no release for Odoo 19.0 on the package index")


def stop(bench, journey):
    """Stop a journey, whose steps would be run with those of the next ones."""
    with bench.erp.environment() as env:
        env["crm.journey"].browse(journey).action_stop()
        env.cr.commit()


def draw(bench, name, steps, people=()):
    """Return the ids of a journey that runs and of its version.

    :param steps: {uid: (kind, config, ways out)}, each leading to the next one, and
        the last one to a wait
    """
    with bench.erp.environment() as env:
        segment = env["crm.segment"].create({"name": name, "kind": "static"})
        env.cr.execute(
            SQL(
                "INSERT INTO crm_segment_member (segment_id, res_id, entered_at)"
                " SELECT %s, id, %s FROM unnest(%s::int[]) AS p(id)",
                segment.id,
                NOW,
                list(people),
            )
        )
        journey = env["crm.journey"].create(
            {
                "name": name,
                "trigger": "segment",
                "segment_id": segment.id,
                "holdout_percent": 10,
            }
        )
        version = journey._get_draft_version()
        uids = [*steps, "later"]
        for (uid, (kind, config, ways)), follower in zip(
            steps.items(), uids[1:], strict=True
        ):
            add_step(version, uid, kind, config, ways or ("next",), follower)
        add_step(version, "later", "wait", DAY, (), None)
        version.entry_uid = uids[0]
        journey.action_start()
        env.cr.execute("UPDATE ir_cron SET active = FALSE")
        env.cr.commit()
        return journey.id, version.id


def add_step(version, uid, kind, config, ways, follower):
    """Add a step whose ways out all lead to the same one."""
    version.env["crm.journey.step"].create(
        {
            "version_id": version.id,
            "step_uid": uid,
            "name": uid,
            "kind": kind,
            "config": config,
            "branches": dict.fromkeys(ways, follower),
        }
    )


def insert(bench, journey, version, people):
    """Insert the rows that an enrolment makes, and no more; undone."""
    with bench.erp.environment() as env:
        query = SQL(
            "WITH p AS (INSERT INTO crm_journey_participant (journey_id, version_id,"
            " company_id, res_model, res_id, partner_id, entry_seq, entered_at, arm,"
            " state, create_uid, create_date, write_uid, write_date)"
            " SELECT %(j)s, %(v)s, 1, 'res.partner', m.res_id, m.res_id, 1, %(now)s,"
            " 'main', CASE WHEN m.res_id %% 10 = 0 THEN 'holdout' ELSE 'active' END,"
            " 1, %(now)s, 1, %(now)s FROM crm_segment_member m"
            " JOIN crm_journey j ON j.segment_id = m.segment_id WHERE j.id = %(j)s"
            " RETURNING id, state)"
            " INSERT INTO crm_journey_trace (participant_id, journey_id, version_id,"
            " step_uid, visit, planned_at, due_at, state, attempt, create_uid,"
            " create_date, write_uid, write_date) SELECT id, %(j)s, %(v)s, 'w', 1,"
            " %(now)s, %(now)s, 'ready', 0, 1, %(now)s, 1, %(now)s FROM p"
            " WHERE state = 'active'",
            j=journey,
            v=version,
            now=NOW,
        )
        with measured(env.cr) as sample:
            env.cr.execute(query)
        env.cr.rollback()
    return sample


def let_in(bench, journey, people, keep=False):
    """Let an audience in as the job does; undone unless it is to be kept."""
    with bench.erp.environment() as env:
        journeys = env["crm.journey"]
        journeys.browse(journey).enrol_after_id = 0
        env.flush_all()
        with measured(env.cr) as sample:
            while journeys._enrol_members(NOW):
                pass
        if not keep:
            env.cr.rollback()
    return sample


def repeat(bench, journey, people):
    """Measure the second time, when everybody is inside."""
    let_in(bench, journey, people, keep=True)
    with bench.erp.environment() as env:
        env.cr.execute("ANALYZE crm_journey_participant, crm_journey_trace")
        env.cr.commit()
    return min((let_in(bench, journey, people) for _turn in range(3)), key=_cpu)


def _cpu(sample):
    return sample.cpu


def loop(bench, journey, version, people):
    """Let people in one by one: look, create, plan; undone."""
    with bench.erp.environment() as env:
        participants = env["crm.journey.participant"]
        with measured(env.cr) as sample:
            for person in people[:LOOP]:
                key = {"journey_id": journey, "res_id": person}
                known = [(name, "=", value) for name, value in key.items()]
                if participants.search_count(known):
                    continue
                made = participants.create(
                    {
                        **key,
                        "version_id": version,
                        "company_id": 1,
                        "res_model": "res.partner",
                        "partner_id": person,
                        "entered_at": NOW,
                    }
                )
                env["crm.journey.trace"].create(
                    {
                        "participant_id": made.id,
                        "journey_id": journey,
                        "version_id": version,
                        "step_uid": "w",
                        "due_at": NOW,
                    }
                )
                env.flush_all()
        env.cr.rollback()
    return sample


# ------------------------------------------------------------
# Running steps
# ------------------------------------------------------------


def advance(bench, report, people):
    """Measure claiming, running and following steps with two processes."""
    report.columns("a step, two processes", "people/s, wall", "people/s, CPU")
    for name, (kind, config) in STEPS.items():
        steps = {"step": (kind, config, WAYS.get(name, ()))}
        journey, _version = draw(bench, name, steps, people)
        let_in(bench, journey, people, keep=True)
        with bench.erp.environment() as env:
            env.cr.execute("ANALYZE crm_journey_participant, crm_journey_trace")
            env.cr.commit()
            query = "SELECT count(*) FROM crm_journey_trace WHERE journey_id = %s"
            [(count,)] = env.execute_query(SQL(query, journey))
        wall, cpu = work_off(bench, journey, count)
        count -= WORKERS * WARM
        report.row(name, count / wall, count / (cpu / WORKERS))
        report.target(f"{name}: people/s, CPU", count / (cpu / WORKERS), 3000.0, True)


def work_off(bench, journey, count):
    """Run one step of everybody in two processes; return seconds and CPU seconds."""
    wall, cpu = side_by_side(
        bench,
        WORKERS,
        batches,
        lambda env: env["crm.journey.trace"]._dispatch(NOW, WARM),
    )
    with bench.erp.environment() as env:
        query = (
            "SELECT count(*) FROM crm_journey_trace WHERE journey_id = %s"
            " AND step_uid = 'step' AND state = 'done' OR journey_id = %s"
            " AND step_uid = 'step' AND state = 'ready' AND due_at > %s"
        )
        [(done,)] = env.execute_query(SQL(query, journey, journey, NOW))
    if done != count:
        raise AssertionError(f"{done} of {count} steps were run")
    return wall, cpu


def batches(env):
    """Run batches until nothing is due that was due at the beginning."""
    from odoo.addons.crm_marketing_auto.models.engine_loop import run_batches

    traces, size = env["crm.journey.trace"], 500
    run_batches(env, lambda: traces._dispatch(NOW, size), 1)


# ------------------------------------------------------------
# Nothing to do
# ------------------------------------------------------------


def idle(bench, report, count):
    """Measure a run of the dispatch that finds nothing due."""
    journey, version = draw(bench, "idle", {"w": ("wait", DAY, ())})
    with bench.erp.environment() as env:
        env.cr.execute(
            SQL(
                "WITH p AS (INSERT INTO crm_journey_participant (journey_id, version_id,"
                " company_id, res_model, res_id, entry_seq, entered_at, arm, state)"
                " SELECT %(j)s, %(v)s, 1, 'res.partner', n, 1, %(now)s, 'main',"
                " 'active' FROM generate_series(1, %(count)s) n RETURNING id)"
                " INSERT INTO crm_journey_trace (participant_id, journey_id, version_id,"
                " step_uid, visit, planned_at, due_at, state, attempt)"
                " SELECT id, %(j)s, %(v)s, 'w', 1, %(now)s,"
                " %(now)s + interval '1 day', 'ready', 0 FROM p",
                j=journey,
                v=version,
                now=NOW,
                count=count,
            )
        )
        env.cr.commit()
        env.cr.execute("ANALYZE crm_journey_participant, crm_journey_trace")
        env.cr.commit()
    found = interleave({"tick": lambda: tick(bench)}, 20)["tick"]
    report.columns("a run that finds nothing", "participants", "ms", "queries")
    report.row("dispatch", count, found.wall, found.queries)
    report.target("ms to find nothing due", found.wall, 20.0)


def tick(bench) -> Sample:
    """Look for what is due when nothing is."""
    with bench.erp.environment() as env:
        with measured(env.cr) as sample:
            ran = env["crm.journey.trace"]._dispatch(NOW - timedelta(days=1))
    if ran:
        raise AssertionError("something was due")
    return sample
