# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every data set of tickets needs: working hours, and clocks read back."""

from __future__ import annotations

from odoo import Command

SAMPLE = 2000  # clocks a query


def make_calendar(env, name, tz, days, *slots):
    """Return working hours: slots (from, to in hours) on weekdays, Monday being 0."""
    rows = [
        Command.create(
            {
                "name": f"{day} {start}",
                "dayofweek": str(day),
                "day_period": "morning" if stop <= 12 else "afternoon",
                "hour_from": start,
                "hour_to": stop,
            }
        )
        for day in days
        for start, stop in slots
    ]
    return env["resource.calendar"].create(
        {"name": name, "tz": tz, "attendance_ids": [Command.clear(), *rows]}
    )


def put_away_policies(env):
    """Archive the policies that are there: each data set has its own only."""
    env["crm.sla.policy"].search([]).active = False


def of_tickets(tickets):
    """Return {ticket id: its one clock}; a ticket without or with two is an error."""
    clocks = tickets.env["crm.ticket.sla"].search([("ticket_id", "in", tickets.ids)])
    found = {clock.ticket_id.id: clock for clock in clocks}
    if len(found) != len(clocks) or len(found) != len(tickets):
        raise ValueError(f"{len(clocks)} clocks on {len(tickets)} tickets")
    return found


def segments(clocks):
    """Return {ticket id: [(from, to, clock, outcome, seconds)]} of the ledgers."""
    clocks.env.cr.execute(
        "SELECT c.ticket_id, s.start_at, s.stop_at, s.clock, s.outcome, s.seconds"
        " FROM crm_ticket_sla_segment s JOIN crm_ticket_sla c ON c.id = s.sla_id"
        " WHERE c.id = ANY(%s) ORDER BY c.ticket_id, c.cycle, s.position",
        [clocks.ids],
    )
    found = {}
    for ticket_id, *row in clocks.env.cr.fetchall():
        found.setdefault(ticket_id, []).append(tuple(row))
    return found


def check_rebuild(tickets, report):
    """Check that every clock made again from its ledger is the one that is stored."""
    clocks = tickets.env["crm.ticket.sla"].search([("ticket_id", "in", tickets.ids)])
    different = 0
    for start in range(0, len(clocks), SAMPLE):
        different += len(clocks[start : start + SAMPLE]._rebuild())
    report.check("clocks", len(tickets), len(clocks))
    report.check("clocks that differ when rebuilt from the ledger", 0, different)
