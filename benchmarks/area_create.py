# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Creating interactions in batches of 1,000, a transaction each.

Beside: raw SQL (one INSERT of many rows), a bare model of the same shape, the call log
that people install today (crm_phonecall), and the chatter's own `message_post`, which
takes one message at a time.
Judged by CPU time where it is known: the rows are many and small, so that a busy
machine shows in the wall time of whoever waits for the other process most.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from harness import interleave, measured
from psycopg2.extras import execute_values

TITLE = "Create: interactions logged by hand or by an import"
BATCH = 1000
MESSAGES = 100  # message_post is slow: fewer of them show the same cost
START = datetime(2025, 1, 6, 8)


def run(bench, report):
    """Measure every way of logging, interleaved, and judge the targets."""
    rounds = bench.sized(10, 2)
    partners = bench.add_customers(2000, "Created")
    user = bench.user_id("bench.manager")
    ways = [Raw, Bare, Ours, OpenCalls, Calls, Messages]
    candidates = {way.label: way(bench, user, partners) for way in ways}
    for candidate in candidates.values():  # caches warm, sequences and indexes there
        candidate()
    found = interleave(candidates, rounds)
    for label, candidate in candidates.items():
        found[label].units = candidate.rows
    show(report, found)
    same_shape(bench, report)


def show(report, found):
    """Print the table and judge the targets."""
    report.columns("a row", "ms", "CPU ms", "queries", "x bare model", "x bare, CPU")
    base = found[Bare.label]
    for label, series in found.items():
        ratios = (series.wall / base.wall, cost(series) / cost(base))
        report.row(label, series.wall, series.cpu, series.queries, *ratios)
    ours, messages, calls = (cost(found[w.label]) for w in (Ours, Messages, Calls))
    report.target("x the cost of a bare model", ours / cost(base), 2.0)
    report.target("x cheaper than message_post", messages / ours, 30.0, True)
    report.target(
        "x cheaper than a held call of crm_phonecall", calls / ours, 5.0, True
    )
    open_calls = cost(found[OpenCalls.label]) / ours
    report.note(f"x cheaper than crm_phonecall's open calls: {open_calls:.1f}")
    report.target("queries a row", found[Ours.label].queries, 0.05)


def cost(series):
    """Return what to judge by, ms a row: CPU time of both processes if it is known."""
    return series.cpu if series.knows_server else series.wall


def same_shape(bench, report):
    """Check that the bare model still has the columns of the log."""
    with bench.erp.environment() as env:
        sets = [
            {f.name for f in env[name]._fields.values() if f.store and f.column_type}
            for name in ("crm.interaction", "bench.interaction")
        ]
    report.holds(
        "the bare model has the same columns", sets[0] == sets[1], sets[0] ^ sets[1]
    )


class Way:
    """One way of logging a batch; calling it measures one transaction."""

    label = ""
    rows = BATCH

    def __init__(self, bench, user_id, partners):
        self.bench, self.user_id, self.partners = bench, user_id, partners
        self.done = 0

    def __call__(self):
        with self.bench.erp.environment(self.user_id) as env:
            values = self.values(env)
            with measured(env.cr) as sample:
                self.log(env, values)
                env.flush_all()
                env.cr.commit()
        self.done += self.rows
        return sample

    def values(self, env):
        """Return what a person would enter about each call."""
        call = env["crm.interaction.type"].search([("code", "=", "call")])
        outcomes = env["crm.interaction.outcome"].search([]).ids
        return [
            {
                "partner_id": self.partners[n % len(self.partners)],
                "type_id": call.id,
                "direction": "out",
                "occurred_at": START + timedelta(minutes=n % 400_000),
                "duration": 60 + n % 600,
                "outcome_id": outcomes[n % len(outcomes)],
                "subject": f"Call {n}",
            }
            for n in range(self.done, self.done + self.rows)
        ]

    def log(self, env, values):
        """Write the batch."""
        raise NotImplementedError


class Ours(Way):
    """The addon's own create()."""

    label = "crm.interaction"

    def log(self, env, values):
        env["crm.interaction"].create(values)


class Bare(Way):
    """A bare model of the same shape."""

    label = "bare model of the same shape"

    def log(self, env, values):
        env["bench.interaction"].create(values)


class Raw(Way):
    """The floor: one statement, values already in place."""

    label = "raw SQL, one INSERT"

    def values(self, env):
        company = env.company.id
        rows = super().values(env)
        return [
            (
                row["partner_id"], row["partner_id"], row["type_id"], row["direction"],
                "staff", "done", row["occurred_at"], row["duration"], self.user_id, company,
                row["outcome_id"], row["subject"], self.user_id, START, self.user_id, START,
            )
            for row in rows
        ]  # fmt: skip

    def log(self, env, values):
        execute_values(
            env.cr._obj,
            "INSERT INTO bench_interaction (partner_id, commercial_partner_id, type_id,"
            " direction, actor_type, state, occurred_at, duration, user_id, company_id,"
            " outcome_id, subject, create_uid, create_date, write_uid, write_date)"
            " VALUES %s",
            values,
            page_size=len(values),
        )


class OpenCalls(Way):
    """The call log of the OCA: calls as they are created, to be held one day."""

    label = "crm_phonecall (OCA), open"

    def values(self, env):
        return [
            {
                "partner_id": row["partner_id"],
                "name": row["subject"],
                "date": row["occurred_at"],
                "duration": row["duration"] / 60,
                "direction": "out",
            }
            for row in super().values(env)
        ]

    def log(self, env, values):
        env["crm.phonecall"].create(values)


class Calls(OpenCalls):
    """The same calls as its "log a call" leaves them: created, then held.

    An interaction is a call that took place, so this is its equal.
    """

    label = "crm_phonecall (OCA), held"

    def log(self, env, values):
        calls = env["crm.phonecall"].create(values)
        calls.write({"state": "done"})


class Messages(Way):
    """Notes in the chatter of the customer."""

    label = "chatter message_post"
    rows = MESSAGES

    def log(self, env, values):
        for row in values:
            partner = env["res.partner"].browse(row["partner_id"])
            partner.message_post(body=row["subject"])
