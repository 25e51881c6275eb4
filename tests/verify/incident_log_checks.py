# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must hold of the file, and of the tickets that were made of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from statistics import mean, median

import clocks
from incident_log_read import PRIORITY, STATE, WATCHED

from odoo.addons.crm_ticket_sla.tools.sla_ledger import replay

INCIDENTS, EVENTS = 12459, 77011
BY_STATE = {
    "Active": 23202,
    "New": 18225,
    "Resolved": 12906,
    "Closed": 12501,
    "Awaiting User Info": 9548,
    "Awaiting Vendor": 323,
    "Awaiting Problem": 296,
    "Awaiting Evidence": 10,
}
#: (impact, urgency): priority; High/Low does not occur.
MATRIX = {
    ("1 - High", "1 - High"): "1 - Critical",
    ("1 - High", "2 - Medium"): "2 - High",
    ("2 - Medium", "1 - High"): "2 - High",
    ("2 - Medium", "2 - Medium"): "3 - Moderate",
    ("3 - Low", "1 - High"): "3 - Moderate",
    ("2 - Medium", "3 - Low"): "4 - Low",
    ("3 - Low", "2 - Medium"): "4 - Low",
    ("3 - Low", "3 - Low"): "4 - Low",
}
BY_PRIORITY = {
    "1 - Critical": 114,
    "2 - High": 171,
    "3 - Moderate": 11726,
    "4 - Low": 448,
}
BY_CHANNEL = {"Phone": 12423, "Email": 36}
REOPENED, REASSIGNED, MOST_REASSIGNED = 158, 6546, 27
UNRESOLVED = 954
YEARS = (2015, 2018)
WORKED = ("New", "Active")
#: hours to the resolution and days to the closing: mean, median
TO_RESOLUTION = (Decimal("222.25"), Decimal("49.00"))
TO_CLOSING = (Decimal("15.750"), Decimal("9.186"))


def check_file(incidents, report):
    """Check that the file was read whole."""
    rows = [row for incident in incidents for row in incident.rows]
    report.check("incidents", INCIDENTS, len(incidents))
    report.check("events", EVENTS, len(rows))
    states = Counter(row[STATE] for row in rows)
    for state, expected in BY_STATE.items():
        report.check(f"events: {state}", expected, states[state])
    wrong = sum(
        MATRIX.get((row["impact"], row["urgency"])) != row[PRIORITY] for row in rows
    )
    report.check("events whose priority is not impact x urgency", 0, wrong)
    counts = [incident.reassigned for incident in incidents]
    report.check("reassigned, as the file counts", REASSIGNED, sum(map(bool, counts)))
    report.check("most reassignments of one", MOST_REASSIGNED, max(counts))


def check_tickets(erp, incidents, desk, report):
    """Check every ticket, its history and its clocks."""
    with erp.environment() as env:
        tickets = desk.tickets(env)
        report.check("tickets", INCIDENTS, len(tickets))
        check_figures(tickets, desk, report)
        check_history(env, incidents, desk, report)
        check_times(tickets, incidents, desk, report)
        check_clocks(env, tickets, incidents, desk, report)
        clocks.check_rebuild(tickets, report)


def check_figures(tickets, desk, report):
    """Check channels, priorities and reopenings."""
    channels = Counter(tickets.mapped("channel"))
    got = {name: channels[code] for name, code in desk.channels.items()}
    report.check("channels", BY_CHANNEL, got)
    priorities = Counter(ticket.priority for ticket in tickets)
    for name, expected in BY_PRIORITY.items():
        report.check(f"tickets: {name}", expected, priorities[desk.priorities[name]])
    reopened = sum(ticket.reopen_count > 0 for ticket in tickets)
    report.check("reopened", REOPENED, reopened)
    open_yet = sum(ticket.stage_id.id != desk.stages["Closed"] for ticket in tickets)
    report.check("tickets not closed in the end", 0, open_yet)


def check_history(env, incidents, desk, report):
    """Check that each change of the log is a change of its ticket, at its instant."""
    expected = Counter(
        (incident.number, step.at, name, str(desk.code(name, value) or ""))
        for incident in incidents
        for step in incident.steps
        for name, value in step.values.items()
    )
    env.cr.execute(
        "SELECT t.number, c.at, c.kind, coalesce(c.new_value, '')"
        " FROM crm_ticket_change c JOIN crm_ticket t ON t.id = c.ticket_id"
        " WHERE t.number LIKE 'INC%%'"
    )
    columns = {field: name for name, field in desk.fields.items()}
    got = Counter(
        (number, at, columns.get(kind), value)
        for number, at, kind, value in env.cr.fetchall()
    )
    for name in WATCHED:
        report.check(
            f"changes of {name}",
            sum(n for key, n in expected.items() if key[2] == name),
            sum(n for key, n in got.items() if key[2] == name),
        )
    report.check(
        "changes that are not in the log, or missing", 0, differ(expected, got)
    )


def check_clocks(env, tickets, incidents, desk, report):
    """Check every ledger with the one that the log gives by the arithmetic alone."""
    company = env.company.id
    keys = {desk.calendar}
    calendars = env["resource.calendar"]._sla_work_calendars(keys, company, YEARS)
    known = clocks.of_tickets(tickets)
    ledgers = clocks.segments(
        env["crm.ticket.sla"].browse(c.id for c in known.values())
    )
    ids = {ticket.number: ticket.id for ticket in tickets}
    windows = calendars[desk.calendar].windows
    differing = misused = 0
    for incident in incidents:
        ticket_id = ids[incident.number]
        [expected] = replay(desk.events(incident), calendars)
        plain = [
            (part.start, part.stop, part.clock, part.outcome, part.seconds)
            for part in expected
        ]
        differing += plain != ledgers[ticket_id]
        misused += worked(incident, desk, windows) != known[ticket_id].consumed
    report.check("ledgers that differ from the replay of the log", 0, differing)
    report.check("clocks that used other time than New and Active took", 0, misused)
    outcomes = Counter(clock.outcome for clock in known.values())
    report.note(f"outcomes: {dict(outcomes)}; the targets are ours")


def worked(incident, desk, windows):
    """Return the working seconds in which the ball was with the desk."""
    state, since, total = incident.first[STATE], incident.opened, 0
    for step in incident.steps:
        if STATE in step.values:
            if state in WORKED:
                total += windows.working_time(since, step.at)
            state, since = step.values[STATE], step.at
    return total


def differ(one, other):
    """Return by how many elements two counters differ."""
    return ((one - other) + (other - one)).total()


def check_times(tickets, incidents, desk, report):
    """Check when tickets were solved and closed, and how long that took."""
    known = {ticket.number: ticket for ticket in tickets}
    pairs = [(incident, known[incident.number]) for incident in incidents]
    wrong = sum(i.reopened != ticket.reopen_count for i, ticket in pairs)
    report.check("tickets reopened more or less often than the file", 0, wrong)
    resolved = [(i, ticket) for i, ticket in pairs if i.resolved]
    report.check("incidents never resolved", UNRESOLVED, len(pairs) - len(resolved))
    wrong = sum(i.resolved != ticket.solved_at for i, ticket in resolved)
    report.check("solved at another time than the file says", 0, wrong)
    wrong = sum(i.closed != ticket.closed_at for i, ticket in pairs)
    report.check("closed at another time than the file says", 0, wrong)
    hours = [seconds(t.opened_at, t.solved_at) / 3600 for _i, t in resolved]
    days = [seconds(t.opened_at, t.closed_at) / 86400 for _i, t in pairs]
    check_mean(report, "hours to the solution", TO_RESOLUTION, hours)
    check_mean(report, "days to the closing", TO_CLOSING, days)


def seconds(start, stop):
    """Return the seconds between two instants."""
    return (stop - start).total_seconds()


def check_mean(report, figure, expected, numbers):
    """Check mean and median to the digits of the README."""
    for name, value, function in zip(
        ("mean", "median"), expected, (mean, median), strict=True
    ):
        got = Decimal(function(numbers)).quantize(value)
        report.check(f"{figure}, {name}", value, got)
