# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The clock: one deadline, the job of what is due, and a holiday that is added.

Beside: `plan_hours`, which plans one deadline from the database, and the deadlines of
helpdesk_mgmt_sla (OCA) computed again after the same edit.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from statistics import median

import crowd
import desk
import explain
from area_tickets import Oca, Ours
from erp import QUIET
from harness import measured, settle

from odoo import Command

TITLE = "Ticket clocks: a deadline, what is due, a holiday"
HOUR = 3600
PROMISES = {"first_response": 160, "resolution": 400}  # working hours
MODELS = 50  # tickets that the others are copies of
DUE = 100  # clocks
REPEATS = 10_000
PLANS = 50


def run(bench, report):
    """Measure one deadline, then fill the table and measure the two jobs."""
    data = desk.get(bench)
    deadline(bench, data, report)
    read_once(bench, data, report)
    models = make_models(bench, data)
    few = run_due(bench, models, report, 2_000)
    holiday(bench, data, models, report, bench.sized(50_000, 10_000))
    many = run_due(bench, models, report, bench.sized(200_000, 40_000))
    report.target("x the time among 2,000 open clocks", many / few, 2.0)


# --- one deadline ---


def deadline(bench, data, report):
    """Compare a deadline from warm intervals with `plan_hours`."""
    with bench.erp.environment() as env:
        calendar = env["resource.calendar"].browse(data.calendar)
        start = datetime(2026, 6, 1, 8, 30)
        windows = intervals(env, data).windows
        budgets = [HOUR * (1 + n % 80) for n in range(REPEATS)]
        settle()
        times = []
        for _round in range(7):
            begun = time.process_time()
            for seconds in budgets:
                windows.deadline(start, seconds)
            times.append((time.process_time() - begun) * 1e6 / REPEATS)
        ours = median(times)
        plans, queries = [], 0
        for hours in range(1, PLANS):
            env.invalidate_all()
            with measured(env.cr) as sample:
                calendar.plan_hours(hours, start, compute_leaves=True)
            plans.append(sample.cpu * 1000)
            queries = sample.queries
    report.columns("one deadline", "us of CPU", "queries")
    report.row("from warm intervals", ours, 0)
    report.row("plan_hours", median(plans), queries)
    report.target("us a deadline", ours, 10.0)


def intervals(env, data):
    """Return the working time of the desk."""
    calendars = env["resource.calendar"]
    return calendars._sla_work_calendars({data.calendar}, env.company.id, (2025, 2031))[
        data.calendar
    ]


def read_once(bench, data, report):
    """Check that a calendar's rows are read once, not once a batch of tickets."""
    way = Ours(bench, data)
    bench.erp.registry.clear_all_caches()
    counts = []
    for _batch in range(3):
        with explain.recorded() as statements:
            way()
        tables = ("resource_calendar_attendance", "resource_calendar_leaves")
        counts.append(sum(any(t in text for t in tables) for text in statements))
    report.note(f"reads of a calendar's rows in three batches: {counts}")
    report.target("reads of them once the first batch is made", sum(counts[1:]), 0)


# --- many clocks ---


def make_models(bench, data):
    """Return the ids of tickets with two long promises, opened on a Monday morning."""
    with bench.erp.environment(**QUIET) as env:
        team = env["crm.ticket.team"].create(
            {"name": "Bench crowd", "calendar_id": data.calendar}
        )
        env["crm.sla.policy"].create(
            {
                "name": "Bench crowd",
                "sequence": 0,
                "team_ids": [Command.set(team.ids)],
                "target_ids": [
                    Command.create({"metric": metric, "seconds": hours * HOUR})
                    for metric, hours in PROMISES.items()
                ],
            }
        )
        today = datetime.now().replace(hour=8, minute=1, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday() + 7)
        return open_tickets(env, team.id, data, monday).ids


def open_tickets(env, team, data, since):
    """Open as many tickets as there are models, less than a minute apart."""
    return env["crm.ticket"].create(
        [
            {
                "name": f"Model {n}",
                "team_id": team,
                "partner_id": data.partners[n],
                "opened_at": since + timedelta(seconds=50 * n),
            }
            for n in range(MODELS)
        ]
    )


def fill(bench, ids, clocks):
    """Let there be about so many open clocks; all their misses lie ahead."""
    with bench.erp.environment() as env:
        there = env["crm.ticket.sla"].search_count([("clock", "=", "running")])
        copies = (clocks - there) // len(PROMISES) // len(ids)
        made = there // len(PROMISES) // len(ids)
        if copies > 0:
            crowd.multiply(env["crm.ticket"].browse(ids), copies, made + 1)
    with bench.erp.environment() as env:
        return env["crm.ticket.sla"].search_count([("clock", "=", "running")])


def run_due(bench, ids, report, clocks):
    """Measure the job with some clocks due among many; return its milliseconds."""
    there = fill(bench, ids, clocks)
    times, rows = [], []
    for _round in range(3):
        with bench.erp.environment(**QUIET) as env:
            model = env["crm.ticket"].browse(ids[0])
            make_due(env, model)
        with bench.erp.environment() as env:
            before = written(env)
            with measured(env.cr) as sample:
                env["crm.ticket.sla"]._cron_run_events()
            env.cr.commit()
            rows.append(written(env) - before)
        times.append(sample.cpu if sample.knows_server else sample.wall)
    report.note(
        f"{DUE} due among {there:,} open clocks: {median(times):,.0f} ms of CPU,"
        f" {sample.queries} queries, {median(rows):,.0f} rows of clocks written"
    )
    report.target("rows of clocks written for 100 due", int(median(rows)), 2 * DUE)
    return median(times)


def make_due(env, model):
    """Open tickets whose first promise is over, and nobody has noted it yet."""
    since = model.opened_at - timedelta(days=35)
    made = env["crm.ticket"].create(
        [
            {
                "name": f"Late {n}",
                "team_id": model.team_id.id,
                "opened_at": since + timedelta(seconds=7 * n),
            }
            for n in range(DUE)
        ]
    )
    env.flush_all()
    now = env.cr.now()
    due = made.clock_ids.filtered(lambda c: c.next_event_at and c.next_event_at <= now)
    if len(due) != DUE:
        raise RuntimeError(f"{len(due)} clocks are due, not {DUE}")


def written(env):
    """Return how many rows of clocks have been written since the statistics began."""
    env.cr.commit()
    env.cr.execute("SELECT pg_stat_force_next_flush()")
    env.cr.commit()
    env.cr.execute("SELECT pg_stat_clear_snapshot()")
    env.cr.execute(
        "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'crm_ticket_sla'"
    )
    return env.cr.fetchone()[0]


# --- a holiday ---


def holiday(bench, data, ids, report, clocks):
    """Measure how long a new holiday takes until every deadline is right again."""
    there = fill(bench, ids, clocks)
    with bench.erp.environment(**QUIET) as env:
        model = env["crm.ticket"].browse(ids[0])
        first, last = sorted(model.clock_ids.mapped("deadline_at"))
        at = first + (last - first) / 2  # the first promise of each is over by then
        at += timedelta(days=(7 - at.weekday()) % 7)  # a Monday
        day = at.replace(hour=0, minute=0, second=0)
        drain(env)
    before = snapshot(bench)
    with bench.erp.environment(**QUIET) as env:
        env["resource.calendar.leaves"].create(
            {
                "name": "Bench holiday",
                "calendar_id": data.calendar,
                "date_from": day,
                "date_to": day + timedelta(hours=23),
            }
        )
    with bench.erp.environment() as env:
        with measured(env.cr) as sample:
            drain(env)
    after = snapshot(bench)
    moved = sum(after[i][1] != row[1] for i, row in before.items())
    rewritten = sum(after[i][0] != row[0] for i, row in before.items())
    report.note(f"{moved:,} of {there:,} open clocks moved, {rewritten:,} rows written")
    report.holds(
        "every moved deadline is later, and there are some",
        moved and all(after[i][1] >= row[1] for i, row in before.items()),
    )
    report.target("rows written that did not change", rewritten - moved, 0)
    check_rebuilt(bench, report, list(before)[:: len(before) // 500 or 1])
    cost = sample.cpu if sample.knows_server else sample.wall
    full = cost / 1000 * 50_000 / there
    report.note(
        f"{there:,} clocks: {sample.wall / 1000:.2f} s, {cost / 1000:.2f} of CPU"
    )
    report.target("s of CPU for 50,000 open clocks", full, 5.0)
    oca = oca_again(bench, data) * 50_000 / 1000
    report.note(f"OCA, in proportion: {oca:,.0f} s, {oca / full:,.0f} x as long")


def drain(env):
    """Do the work that is queued after edits of working hours."""
    env["crm.sla.recount"]._cron_recount()


def snapshot(bench):
    """Return {clock id: (version of the row, deadline)} of what runs."""
    with bench.erp.environment() as env:
        env.cr.execute(
            "SELECT id, ctid::text, deadline_at FROM crm_ticket_sla"
            " WHERE clock = 'running' AND deadline_at IS NOT NULL"
        )
        return {row[0]: row[1:] for row in env.cr.fetchall()}


def check_rebuilt(bench, report, ids):
    """Check that some clocks made again from their ledgers are as they are stored."""
    with bench.erp.environment() as env:
        different = len(env["crm.ticket.sla"].browse(ids)._rebuild())
        env.cr.rollback()
    report.target(f"of {len(ids)} clocks, differ when rebuilt", different, 0)


def oca_again(bench, data):
    """Return the milliseconds that OCA's deadline takes, computed again."""
    Oca(bench, data)()
    with bench.erp.environment() as env:
        lines = env["helpdesk.ticket.sla"].search(
            [("state", "=", "in_progress")], order="id desc", limit=200
        )
        with measured(env.cr) as sample:
            env.add_to_compute(lines._fields["deadline"], lines)
            env.flush_all()
        env.cr.rollback()
        return (sample.cpu if sample.knows_server else sample.wall) / len(lines)
