# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Segments over 1,000,000 contacts: filling, refreshing, counting.

Beside: the bare SQL diff, the same INSERT and DELETE on tables with the same keys and
the ids known. Judged by CPU time where it is known. Each run changes one contact in a
hundred and is rolled back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from area_create import cost
from harness import interleave, measured

from odoo.tools import SQL

TITLE = "Segments: 1,000,000 contacts in one"
SHARE = 100  # one contact in so many changes between two refreshes
OURS, BARE = "crm.segment", "bare SQL diff"
TOUCHED, ALONE = "touched only, 1,000", "touched only, bare"
LIVE, COUNT = "live count", "bare count"
BARE_TABLES = """
    CREATE TABLE bench_segment_member (id serial PRIMARY KEY, segment_id int NOT NULL,
        res_id int NOT NULL, entered_at timestamp NOT NULL, UNIQUE (segment_id, res_id));
    CREATE INDEX ON bench_segment_member (segment_id);
    CREATE INDEX ON bench_segment_member (res_id);
    CREATE TABLE bench_segment_change (id serial PRIMARY KEY, segment_id int NOT NULL,
        res_id int NOT NULL, kind varchar NOT NULL, at timestamp NOT NULL);
    CREATE INDEX ON bench_segment_change (segment_id);
    CREATE INDEX ON bench_segment_change (res_id);
"""
BARE_DIFF = """
    WITH target AS MATERIALIZED (SELECT id FROM res_partner
            WHERE active IS TRUE AND company_id IS NULL AND lang = 'be_NCH'),
        gone AS (DELETE FROM bench_segment_member m WHERE segment_id = 1
            AND NOT EXISTS (SELECT 1 FROM target t WHERE t.id = m.res_id)
            RETURNING res_id),
        come AS (INSERT INTO bench_segment_member (segment_id, res_id, entered_at)
            SELECT 1, id, now() FROM target t WHERE NOT EXISTS (SELECT 1
            FROM bench_segment_member m WHERE m.segment_id = 1 AND m.res_id = t.id)
            RETURNING res_id)
    INSERT INTO bench_segment_change (segment_id, res_id, kind, at)
        SELECT 1, res_id, 'leave', now() FROM gone
        UNION ALL SELECT 1, res_id, 'enter', now() FROM come
"""
#: The same for those who were written since, which nothing but their date tells.
BARE_TOUCHED = """
    WITH touched AS MATERIALIZED (SELECT id FROM res_partner WHERE write_date > %s),
        target AS MATERIALIZED (SELECT id FROM res_partner
            WHERE active IS TRUE AND company_id IS NULL AND lang = 'be_NCH'
            AND id IN (SELECT id FROM touched)),
        gone AS (DELETE FROM bench_segment_member m WHERE segment_id = 1
            AND m.res_id IN (SELECT id FROM touched)
            AND NOT EXISTS (SELECT 1 FROM target t WHERE t.id = m.res_id)
            RETURNING res_id),
        come AS (INSERT INTO bench_segment_member (segment_id, res_id, entered_at)
            SELECT 1, id, now() FROM target t WHERE NOT EXISTS (SELECT 1
            FROM bench_segment_member m WHERE m.segment_id = 1 AND m.res_id = t.id)
            RETURNING res_id)
    INSERT INTO bench_segment_change (segment_id, res_id, kind, at)
        SELECT 1, res_id, 'leave', now() FROM gone
        UNION ALL SELECT 1, res_id, 'enter', now() FROM come
"""
BARE_COUNT = """
    SELECT count(*) FROM res_partner
     WHERE active IS TRUE AND company_id IS NULL AND lang = 'be_NCH'
"""
RULE = {"kind": "fields", "domain": [["lang", "=", "be_NCH"]]}


def run(bench, report):
    """Fill both, then refresh and count in turn."""
    count = bench.sized(1_000_000, 100_000)
    partners = bench.add_customers(count, "Segmented")
    with bench.erp.environment() as env:
        # a language that nobody speaks tells them from all other contacts
        env.cr.execute(
            "UPDATE res_partner SET lang = 'be_NCH', write_date = now() - interval '9 days'"
            " WHERE id = ANY(%s)",
            [partners],
        )
        # contacts that other areas have just made are no news to this one
        env.cr.execute(
            "UPDATE res_partner SET write_date = now() - interval '9 days'"
            " WHERE write_date > now() - interval '1 day'"
        )
        env.cr.execute(BARE_TABLES)
        segment = env["crm.segment"].create(
            {"name": "Bench", "rule": RULE, "jump_percent": 0}
        )
    analyze(bench, "res_partner")
    report.columns(f"{count:,} contacts", "ms", "CPU ms", "queries", "x bare, CPU")
    fill(bench, report, segment.id)
    analyze(bench, "crm_segment_member", "bench_segment_member")
    refresh(bench, report, segment.id, partners)


def analyze(bench, *tables):
    """Tell PostgreSQL what is in tables."""
    with bench.erp.environment() as env:
        for table in tables:
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def fill(bench, report, segment_id):
    """Measure the first filling of both, which stays."""
    with bench.erp.environment() as env:
        with measured(env.cr) as bare:
            env.cr.execute(BARE_DIFF)
    with bench.erp.environment() as env:
        with measured(env.cr) as ours:
            env["crm.segment"].browse(segment_id)._refresh()
    for name, sample in ((BARE, bare), (OURS, ours)):
        ratio = sample.cpu / bare.cpu
        report.row(
            f"first filling, {name}", sample.wall, sample.cpu, sample.queries, ratio
        )
    report.target("first filling: x the bare diff", ours.cpu / bare.cpu, 2.0)


def refresh(bench, report, segment_id, partners):
    """Measure refreshes and counts, rolled back each."""
    leaving = partners[::SHARE]
    actions = {
        BARE: lambda env: env.cr.execute(BARE_DIFF),
        OURS: lambda env: env["crm.segment"].browse(segment_id)._refresh(),
        COUNT: lambda env: env.cr.execute(BARE_COUNT),
        LIVE: lambda env: env["crm.segment"].preview("res.partner", RULE),
    }
    candidates = {
        name: changed(bench, leaving, action) for name, action in actions.items()
    }
    some = leaving[:1000]
    candidates[TOUCHED] = touched(
        bench,
        some,
        lambda env, later: (
            env["crm.segment"].browse(segment_id)._refresh(now=later, is_full=False)
        ),
    )
    candidates[ALONE] = touched(
        bench,
        some,
        lambda env, later: env.cr.execute(BARE_TOUCHED, [later - timedelta(hours=1)]),
    )
    found = interleave(candidates, bench.sized(5, 5))
    judge(bench, report, found)


def changed(bench, leaving, action):
    """Return a function that measures an action after some contacts left."""

    def once():
        with bench.erp.environment() as env:
            env.cr.execute(
                "UPDATE res_partner SET lang = NULL WHERE id = ANY(%s)", [leaving]
            )
            with measured(env.cr) as sample:
                action(env)
            env.cr.rollback()
        return sample

    return once


def judge(bench, report, found):
    """Print the table and judge the targets."""
    base = cost(found[BARE])
    for name, series in found.items():
        report.row(
            name, series.wall, series.cpu, int(series.queries), cost(series) / base
        )
    for label, ours, bare in (
        ("refresh: x the bare diff", OURS, BARE),
        ("touched only: x the bare diff of the same", TOUCHED, ALONE),
        ("live count: x the bare count", LIVE, COUNT),
    ):
        report.target(label, cost(found[ours]) / cost(found[bare]), 2.0)
    cheaper = cost(found[OURS]) / cost(found[TOUCHED])
    report.note(
        f"looking at the touched only: {cheaper:.1f} x cheaper than at everybody"
    )
    report.target("refresh, seconds", found[OURS].wall / 1000, 10.0)


def touched(bench, partners, action):
    """Return a function that measures an action after some contacts were written."""

    def once():
        later = datetime.now() + timedelta(hours=1)
        with bench.erp.environment() as env:
            env.cr.execute(
                "UPDATE res_partner SET lang = NULL, write_date = %s WHERE id = ANY(%s)",
                [later, partners],
            )
            with measured(env.cr) as sample:
                action(env, later)
            env.cr.rollback()
        return sample

    return once
