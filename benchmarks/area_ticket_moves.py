# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moving tickets with two clocks to another stage: 1,000 in one write, and one.

The moves go to and fro between a stage of work and one of waiting for the customer, so
that each of them stops or resumes a clock. Beside: raw SQL, a bare model with a
chatter that tracks the stage, and helpdesk_mgmt with helpdesk_mgmt_sla (OCA).
"""

from __future__ import annotations

import desk
from area_create import cost
from area_tickets import BATCH, Oca, Ours, Raw, Thread
from harness import interleave, measured

from odoo.tools import SQL

TITLE = "Ticket moves: 1,000 in one write, and one dragged on the board"
TICKETS = 1000
KINDS = ("open", "wait_customer")
#: What a card of the board shows, and so what the web client reads back.
CARD = {
    "number": {},
    "name": {},
    "priority": {},
    "stage_id": {"fields": {"display_name": {}}},
    "partner_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "tag_ids": {"fields": {"display_name": {}, "color": {}}},
    "sla_state": {},
    "deadline_at": {},
}


def run(bench, report):
    """Measure moves of many tickets and of one."""
    data = desk.get(bench)
    count = bench.sized(TICKETS, TICKETS // 2)
    ways = {
        label: Move(bench, data, make(bench, data), count, stages, write)
        for label, make, stages, write in (
            ("raw SQL, one UPDATE", Raw, data.stages, by_sql),
            ("bare model with a chatter", Thread, data.stages, by_write),
            ("crm.ticket, two clocks", Ours, data.stages, by_write),
            ("helpdesk_mgmt + sla (OCA)", Oca, data.oca_stages, by_write),
        )
    }
    for way in ways.values():
        way()
    found = interleave(ways, bench.sized(6, 3))
    for series in found.values():
        series.units = count
    report.columns("a ticket", "ms", "CPU ms", "queries", "x raw, CPU")
    raw, _thread, ours, oca = found.values()
    for label, series in found.items():
        ratio = cost(series) / cost(raw)
        report.row(label, series.wall, series.cpu, series.queries, ratio)
    report.target("queries a ticket", ours.queries, 0.2)
    report.target("x the rate of OCA", cost(oca) / cost(ours), 15.0, True)
    drag(bench, data, report, ways["crm.ticket, two clocks"].ids)


def by_write(records, stage):
    """Move by one write of the ORM."""
    records.write({"stage_id": stage})


def by_sql(records, stage):
    """Move by one statement."""
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET stage_id = %s, stage_at = now() AT TIME ZONE 'UTC'"
            " WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            stage,
            records.ids,
        )
    )


class Move:
    """Tickets that go to and fro; calling it measures one transaction."""

    def __init__(self, bench, data, way, count, stages, write):
        self.bench, self.data, self.stages, self.write = bench, data, stages, write
        self.model, self.turn = way.model, 0
        for _batch in range(0, count, BATCH):
            way()
        with bench.erp.environment() as env:
            self.ids = env[self.model].search([], order="id desc", limit=count).ids

    def __call__(self):
        stage = self.stages[KINDS[self.turn % 2]]
        self.turn += 1
        with self.bench.erp.environment(self.data.user) as env:
            records = env[self.model].browse(self.ids)
            with measured(env.cr) as sample:
                self.write(records, stage)
                env.flush_all()
                env.cr.commit()
        return sample


def drag(bench, data, report, ids):
    """Measure one ticket moved on the board, as the web client asks for it."""

    def move(ticket_id, turn, save):
        with bench.erp.environment(data.user) as env:
            ticket = env["crm.ticket"].browse(ticket_id)
            stage = data.stages[KINDS[turn % 2]]
            with measured(env.cr) as sample:
                save(ticket, {"stage_id": stage})
                env.flush_all()
                env.cr.commit()
        return sample

    ways = {
        "write": lambda ticket, values: ticket.write(values),
        "web_save of a card": lambda ticket, values: ticket.web_save(values, CARD),
    }
    turns = dict.fromkeys(ways, 0)

    def candidate(label):
        def once():
            turns[label] += 1
            return move(ids[list(ways).index(label)], turns[label], ways[label])

        return once

    candidates = {label: candidate(label) for label in ways}
    for once in candidates.values():
        once()
    found = interleave(candidates, bench.sized(20, 8))
    report.columns("one ticket dragged", "ms", "CPU ms", "queries")
    for label, series in found.items():
        report.row(label, series.wall, series.cpu, int(series.queries))
    report.target("queries to drag one", int(found["write"].queries), 12)
