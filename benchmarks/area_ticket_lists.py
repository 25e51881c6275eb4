# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people see of 200,000 tickets: list, board, the late ones, a report.

One in ten is open, half of these late. Beside: a bare model and bare clocks with the
same rows and the same indexes, and helpdesk_mgmt with helpdesk_mgmt_sla (OCA). Each is
asked as the web client asks, in a new transaction with an empty cache, by an agent who
works on the tickets of all teams. No query is spread over several processes: the CPU
time of those would be nobody's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import crowd
import desk
import history
from area_create import cost
from area_ticket_clock import HOUR, PROMISES
from area_ticket_moves import CARD
from bench import maintain
from erp import QUIET
from harness import interleave, measured

from odoo import Command
from odoo.tools import SQL

TITLE = "Ticket lists: 200,000 tickets on the screen"
MODELS = 100  # tickets that the others are copies of
TEAMS = 5
OPEN = ("new", "open", "wait_customer", "wait_third")
BARE, OURS, OCA = "bare model", "crm.ticket", "helpdesk_mgmt + sla (OCA)"
NAME = {"fields": {"display_name": {}}}
ROW = {
    "number": {},
    "name": {},
    "priority": {},
    "partner_id": NAME,
    "team_id": NAME,
    "user_id": NAME,
    "stage_id": NAME,
}
BARE_CARD = {name: CARD[name] for name in ROW if name in CARD}


def run(bench, report):
    """Fill the tables and measure every question, all peers in turn."""
    data = desk.get(bench)
    count = bench.sized(200_000, 20_000)
    fill(bench, data, count)
    fill_oca(bench, data, count)
    vacuum(bench)
    with bench.erp.environment() as env:
        models = ("crm.ticket", "bench.ticket", "helpdesk.ticket")
        counts = [env[model].search_count([]) for model in models]
    report.note(f"tickets, ours, bare and OCA's: {counts}")
    rounds = bench.sized(15, 7)
    report.columns("a question", "ms", "CPU ms", "queries", "x bare, CPU")
    for label, question in QUESTIONS.items():
        # reports of OCA are for managers only: managers on both sides
        asking = bench.user_id("bench.lead") if label == "report" else data.user
        candidates = {
            f"{label}, {name}": request(bench, asking, action)
            for name, action in question.items()
        }
        for once in candidates.values():
            once()
        found = interleave(candidates, rounds)
        bare, ours, oca = (cost(series) for series in found.values())
        for name, series in found.items():
            ratio = cost(series) / bare
            report.row(name, series.wall, series.cpu, int(series.queries), ratio)
        report.target(f"{label}: x a bare model", ours / bare, 1.5)
        report.target(f"{label}: x faster than OCA", oca / ours, 3.0, True)


def request(bench, user_id, action):
    """Return a function that measures a question in a new transaction."""

    def measure_once():
        with bench.erp.environment(user_id) as env:
            env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            with measured(env.cr) as sample:
                action(env)
            env.cr.rollback()
        return sample

    return measure_once


# --- the questions ---


def listed(model, domain, order=None):
    """Return the action of a list: a page of rows and their number."""

    def action(env):
        env[model].web_search_read(domain, ROW, limit=80, order=order)

    return action


def board(model, domain, card):
    """Return the action of a board: its columns and the first cards of each."""

    def action(env):
        env[model].web_read_group(
            domain,
            ["stage_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=card,
            unfold_read_default_limit=40,
        )

    return action


def grouped(model, groupby):
    """Return the action of a report: counts by team and outcome."""

    def action(env):
        env[model].formatted_read_group([], groupby, ["__count"])

    return action


STAYS = [("stage_kind", "in", OPEN)]
OCA_STAYS = [("stage_id.closed", "=", False)]


def late_of(model, *late):
    """Return the action of a list with the filter of what is late."""

    def action(env):
        now = env.cr.now()
        domain = [tuple(now if part == "now" else part for part in one) for one in late]
        env[model].web_search_read(domain, ROW, limit=80)

    return action


QUESTIONS = {
    "list": {
        BARE: listed("bench.ticket", STAYS, "deadline_at, priority desc, id"),
        OURS: listed("crm.ticket", STAYS, "deadline_at, priority desc, id"),
        OCA: listed("helpdesk.ticket", OCA_STAYS),
    },
    "board": {
        BARE: board("bench.ticket", STAYS, BARE_CARD),
        OURS: board("crm.ticket", STAYS, BARE_CARD),
        OCA: board("helpdesk.ticket", OCA_STAYS, BARE_CARD),
    },
    "late filter": {
        BARE: late_of("bench.ticket", *STAYS, ("deadline_at", "<", "now")),
        OURS: late_of("crm.ticket", *STAYS, ("sla_state", "in", ["missed"])),
        OCA: late_of("helpdesk.ticket", *OCA_STAYS, ("sla_expired", "=", True)),
    },
    "report": {
        BARE: grouped("bench.clock", ["ticket_id.team_id", "outcome"]),
        OURS: grouped("crm.ticket.sla.report", ["team_id", "result"]),
        OCA: grouped("helpdesk.sla.report", ["team_id", "state"]),
    },
}


# --- what is in the tables ---


def fill(bench, data, count):
    """Make tickets of ours, and let the bare models have the same."""
    with bench.erp.environment(**QUIET) as env:
        teams = env["crm.ticket.team"].create(
            [{"name": f"Shown {n}", "calendar_id": data.calendar} for n in range(TEAMS)]
        )
        env["crm.sla.policy"].create(
            {
                "name": "Shown",
                "sequence": 0,
                "team_ids": [Command.set(teams.ids)],
                "target_ids": [
                    Command.create({"metric": metric, "seconds": hours * HOUR})
                    for metric, hours in PROMISES.items()
                ],
            }
        )
        tickets = make_models(env, teams.ids, data)
        crowd.multiply(tickets, count // MODELS)
    with bench.erp.environment() as env:
        copy_bare(env)


def make_models(env, teams, data):
    """Return tickets of all kinds: every tenth is open, every twentieth late."""
    today = datetime.now().replace(hour=8, minute=1, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday() + 7)
    tickets = env["crm.ticket"].create(
        [
            {
                "name": f"Shown {n}",
                "team_id": teams[n % TEAMS],
                "partner_id": data.partners[n],
                "user_id": data.user if n % 3 else False,
                "priority": str(n // 20 % 4),
                # after so long the first promise is over
                "opened_at": monday
                + timedelta(seconds=10 * n, days=0 if n % 20 else -70),
            }
            for n in range(MODELS)
        ]
    )
    for n, ticket in enumerate(tickets):
        if n % 10:
            after = ticket.opened_at + timedelta(days=1 + n % 50)
            closed = ticket.with_context(ticket_event_at=after)
            closed.stage_id = data.stages["closed"]
        else:
            ticket.stage_id = data.stages["new" if n % 20 else "open"]
    return tickets


def copy_bare(env):
    """Let the bare models have the same rows."""
    for source, model in (
        ("crm.ticket", "bench.ticket"),
        ("crm.ticket.sla", "bench.clock"),
    ):
        there = {
            f.name for f in env[source]._fields.values() if f.store and f.column_type
        }
        fields = env[model]._fields.values()
        names = [
            f.name for f in fields if f.store and f.column_type and f.name in there
        ]
        columns = SQL(", ").join(map(SQL.identifier, names))
        table = SQL.identifier(env[model]._table)
        env.cr.execute(SQL("DELETE FROM %s", table))
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s",
                table,
                columns,
                columns,
                SQL.identifier(env[source]._table),
            )
        )


def fill_oca(bench, data, count):
    """Let helpdesk_mgmt have as many tickets, in the same stages, late alike."""
    with bench.erp.environment(**QUIET) as env:
        ticket = env["helpdesk.ticket"].create(
            {
                "name": "Shown",
                "description": "<p>Shown</p>",
                "team_id": data.oca_team,
                "partner_id": data.partners[0],
            }
        )
        stages = data.oca_stages
        values = {
            "number": "'O' || n",
            "partner_id": f"{data.partners[0]} + mod(n, 100)",
            "priority": "mod(n / 20, 4)::text",
            "stage_id": f"CASE mod(n, 20) WHEN 0 THEN {stages['open']}"
            f" WHEN 10 THEN {stages['new']} ELSE {stages['solved']} END",
        }
        first = history.add(ticket, count, values)
        for line in ticket.ticket_sla_ids:
            values = {
                "ticket_id": f"{first} + n - 1",
                "state": "CASE mod(n, 10) WHEN 0 THEN 'in_progress'"
                " ELSE 'accomplished' END",
                "deadline": "now() AT TIME ZONE 'UTC' + interval '1 day'"
                " * CASE mod(n, 20) WHEN 0 THEN -5 ELSE 5 END",
            }
            history.add(line, count, values)


TABLES = (
    "crm_ticket",
    "crm_ticket_sla",
    "bench_ticket",
    "bench_clock",
    "helpdesk_ticket",
    "helpdesk_ticket_sla",
)


def vacuum(bench):
    """Do what the server does by itself soon after very many rows were added."""
    maintain(
        bench.database, *(SQL("VACUUM ANALYZE %s", SQL.identifier(t)) for t in TABLES)
    )
