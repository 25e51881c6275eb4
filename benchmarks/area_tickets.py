# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Creating tickets in batches of 200 with two live clocks each, a transaction a batch.

Beside: raw SQL, a bare model with the columns of a ticket, one with a chatter, and
helpdesk_mgmt with helpdesk_mgmt_sla (OCA) with the same two promises.
"""

from __future__ import annotations

import desk
from area_create import cost
from harness import interleave, measured
from psycopg2.extras import execute_values

TITLE = "Tickets: created in batches of 200 with two clocks each"
BATCH = 200


def run(bench, report):
    """Measure every way of opening tickets, interleaved, and judge the targets."""
    rounds = bench.sized(7, 3)
    data = desk.get(bench)
    candidates = {way.label: way(bench, data) for way in WAYS}
    for candidate in candidates.values():  # caches warm, sequences there
        candidate()
    found = interleave(candidates, rounds)
    for series in found.values():
        series.units = BATCH
    report.columns("a ticket", "ms", "CPU ms", "queries", "x chatter, CPU")
    base = found[Thread.label]
    for label, series in found.items():
        ratio = cost(series) / cost(base)
        report.row(label, series.wall, series.cpu, series.queries, ratio)
    ours, oca = found[Ours.label], found[Oca.label]
    report.target("queries a ticket", ours.queries, 1.0)
    report.target("x the rate of OCA", cost(oca) / cost(ours), 12.0, True)
    check_clocks(bench, report, data)


def check_clocks(bench, report, data):
    """Check that both sides have two live clocks on each ticket."""
    with bench.erp.environment() as env:
        tickets = env["crm.ticket"].search_count([("team_id", "=", data.team)])
        clocks = env["crm.ticket.sla"].search_count(
            [("team_id", "=", data.team), ("clock", "=", "running")]
        )
        lines = env["helpdesk.ticket.sla"].search_count(
            [("ticket_id.team_id", "=", data.oca_team), ("state", "=", "in_progress")]
        )
        theirs = env["helpdesk.ticket"].search_count([("team_id", "=", data.oca_team)])
    each = f"{clocks / tickets:.3g} and {lines / theirs:.3g}"
    report.holds("running clocks a ticket, ours and OCA's", each == "2 and 2", each)


class Way:
    """One way of opening a batch; calling it measures one transaction."""

    label = ""
    model = ""

    def __init__(self, bench, data):
        self.bench, self.data = bench, data
        self.done = 0

    def __call__(self):
        with self.bench.erp.environment(self.data.user) as env:
            values = self.values(env)
            with measured(env.cr) as sample:
                self.open(env, values)
                env.flush_all()
                env.cr.commit()
        self.done += BATCH
        return sample

    def values(self, env):
        """Return what is known of each ticket."""
        partners = self.data.partners
        return [
            {
                "name": f"Printer {n} is on fire",
                "description": "<p>It burns. What now?</p>",
                "partner_id": partners[n % len(partners)],
                "team_id": self.data.team,
                "priority": str(n % 4),
            }
            for n in range(self.done, self.done + BATCH)
        ]

    def open(self, env, values):
        """Make the tickets."""
        env[self.model].create(values)


class Ours(Way):
    """The addon's own create()."""

    label = "crm.ticket, two clocks"
    model = "crm.ticket"


class Bare(Way):
    """The columns of a ticket, and nothing else."""

    label = "bare model"
    model = "bench.ticket"

    def values(self, env):
        stage = self.data.stages["new"]
        return [{**row, "stage_id": stage} for row in super().values(env)]


class Thread(Bare):
    """A bare ticket with a chatter."""

    label = "bare model with a chatter"
    model = "bench.thread"


class Oca(Way):
    """What the Odoo community association offers."""

    label = "helpdesk_mgmt + sla (OCA), two SLAs"
    model = "helpdesk.ticket"

    def values(self, env):
        team = self.data.oca_team
        return [{**row, "team_id": team} for row in super().values(env)]


class Raw(Bare):
    """The floor: one statement."""

    label = "raw SQL, one INSERT"

    def open(self, env, values):
        execute_values(
            env.cr._obj,
            "INSERT INTO bench_ticket (name, description, partner_id, team_id, priority,"
            " stage_id, company_id, active, opened_at, create_uid, create_date) VALUES %s",
            [
                (
                    *row.values(),
                    env.company.id,
                    True,
                    env.cr.now(),
                    env.uid,
                    env.cr.now(),
                )
                for row in values
            ],
            page_size=len(values),
        )


WAYS = (Raw, Bare, Thread, Ours, Oca)
