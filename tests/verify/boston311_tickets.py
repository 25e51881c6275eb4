# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cases of Boston as tickets: a policy per type, opened and closed when they were.

All of *Building Inspection Request*, whose due dates the rule gives without exception,
and the first of every other type.
"""

from __future__ import annotations

import clocks
from boston311_cases import CLOSING, HOLIDAYS, LATE, NEAR, OPENING, ZONE
from erp import QUIET

from odoo import Command

from odoo.addons.crm_ticket_sla.tools.calendar_windows import whole_days

WHOLE = "Building Inspection Request"
SAMPLE = 10  # cases of every other type
CHUNK = 200
DAY = 24.0


def check(erp, cases, report):
    """Open and close the tickets; compare their clocks with the city."""
    chosen = {
        kind: found if kind.name == WHOLE else found[:SAMPLE]
        for kind, found in cases.items()
    }
    with erp.environment(**QUIET) as env:
        categories = make_desk(env, chosen)
        ids = {
            kind: open_tickets(env, kind, chosen[kind], categories) for kind in chosen
        }
    with erp.environment(**QUIET) as env:
        solved = env.ref("crm_ticket_sla.stage_solved").id
        for kind, found in chosen.items():
            close(env, found, ids[kind], solved)
    with erp.environment() as env:
        every = [number for found in ids.values() for number in found]
        tickets = env["crm.ticket"].browse(every)
        report.check("tickets", sum(map(len, chosen.values())), len(tickets.exists()))
        known = clocks.of_tickets(tickets)
        for kind, found in chosen.items():
            found = list(zip(found, map(known.get, ids[kind]), strict=True))
            if kind.name == WHOLE:
                check_all(found, report)
        pairs = [
            (case, known[ticket_id])
            for kind, found in chosen.items()
            for case, ticket_id in zip(found, ids[kind], strict=True)
        ]
        check_verdicts(pairs, report)
        clocks.check_rebuild(tickets, report)


def make_desk(env, kinds):
    """Create the calendars, the team, and a category and policy per type."""
    office = clocks.make_calendar(env, "City hall", ZONE, range(5), (OPENING, CLOSING))
    every_day = clocks.make_calendar(env, "Every day", ZONE, range(7), (0.0, DAY))
    for day in HOLIDAYS:
        start, stop = whole_days(day, day, ZONE)
        env["resource.calendar.leaves"].create(
            {
                "name": f"Holiday {day}",
                "calendar_id": office.id,
                "date_from": start,
                "date_to": stop,
            }
        )
    clocks.put_away_policies(env)
    team = env["crm.ticket.team"].create({"name": "City of Boston"})
    categories = {}
    for kind in kinds:
        category = env["crm.ticket.category"].create({"name": kind.name})
        categories[kind] = (team.id, category.id)
        env["crm.sla.policy"].create(
            {
                "name": kind.name,
                "sequence": 0,
                "category_ids": [Command.set(category.ids)],
                "calendar_id": office.id if kind.working else every_day.id,
                "target_ids": [
                    Command.create(
                        {"metric": "resolution", "unit": "days", "days": kind.days}
                    )
                ],
            }
        )
    return categories


def open_tickets(env, kind, cases, categories):
    """Open a ticket for each case, as a city employee types them; return the ids."""
    team, category = categories[kind]
    values = [
        {
            "name": f"{kind.name} {case.number}",
            "team_id": team,
            "category_id": category,
            "opened_at": case.opened,
        }
        for case in cases
    ]
    ids = []
    for start in range(0, len(values), CHUNK):
        ids += env["crm.ticket"].create(values[start : start + CHUNK]).ids
        env.flush_all()
        env.invalidate_all()
    return ids


def close(env, cases, ids, stage):
    """Close each ticket at the instant at which its case was closed."""
    tickets = env["crm.ticket"].browse(ids)
    for place, (case, ticket) in enumerate(zip(cases, tickets, strict=True), 1):
        if case.closed:
            at = ticket.with_context(ticket_event_at=case.closed)
            at.write({"stage_id": stage})
        if not place % CHUNK:
            env.flush_all()
            env.invalidate_all()


def check_all(pairs, report):
    """Check the type whose rule leaves nothing over."""
    dues = sum(case.is_due(clock.deadline_at) for case, clock in pairs)
    report.check(f"tickets {WHOLE}: due when the city says", len(pairs), dues)


def check_verdicts(pairs, report):
    """Check met and missed of the tickets that are due when the city says."""
    same = [
        (case, clock)
        for case, clock in pairs
        if case.promised and case.is_due(clock.deadline_at)
    ]
    closed = [(case, clock) for case, clock in same if case.is_judged]
    report.note(f"{len(same):,} tickets are due when the city says, +- {NEAR}")
    wrong = sum(
        clock.outcome != ("missed" if case.verdict == LATE else "met")
        for case, clock in closed
    )
    report.check(f"verdicts contradicted of {len(closed):,} closed", 0, wrong)
    still = [clock for case, clock in pairs if not case.closed]
    running = sum(clock.clock == "running" for clock in still)
    report.check("clocks of open cases that run", len(still), running)
