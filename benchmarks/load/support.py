# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The support desk of a load test: very many tickets, most of them closed long ago.

A hundred are made through the ORM, with the clocks of a promise; all others are copies
of these, each with another customer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import crowd
import desk
import history
import rows

from odoo import Command
from odoo.tools import SQL

MODELS, TEAMS = 100, 4
#: A copy's customer: that of the row of its number.
CUSTOMER = "(SELECT r.customer FROM load_row r WHERE r.n = m.number)"
COMMERCIAL = "(SELECT r.commercial FROM load_row r WHERE r.n = m.number)"


def fill(env, count, logins):
    """Fill the tables of tickets, clocks, and messages."""
    missing = count - env["crm.ticket"].with_context(active_test=False).search_count([])
    if missing <= 0:
        return
    agents = env["res.users"].search([("login", "in", logins["agent"])])
    models = make_models(env, make_teams(env, agents), agents)
    copies = max(missing // MODELS, 1)
    rows.stage_rows(env, "crm_ticket", copies * MODELS)
    crowd.multiply(
        models, copies, partner_id=CUSTOMER, commercial_partner_id=COMMERCIAL
    )
    write_letters(env, models)


def make_teams(env, agents):
    """Return the teams, in all of which every agent works, with their promises."""
    calendar = desk.make_calendar(env)
    members = [Command.create({"user_id": agent.id}) for agent in agents]
    values = {"calendar_id": calendar.id, "member_ids": members}
    teams = env["crm.ticket.team"].create(
        [{"name": f"Load desk {n}", **values} for n in range(TEAMS)]
    )
    desk.promise(env, teams)
    return teams


def make_models(env, teams, agents):
    """Return tickets of which one in twenty is open."""
    stages = {s.kind: s.id for s in env["crm.ticket.stage"].search([], order="id desc")}
    today = datetime.now().replace(hour=8, minute=1, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday() + 7)
    customers = env.execute_query(
        SQL("SELECT id FROM load_customer ORDER BY n LIMIT %s", MODELS)
    )
    tickets = env["crm.ticket"].create(
        [
            {
                "name": f"The delivery of order {n} lacks a part",
                "description": "<p>One of the boxes was empty. What now?</p>",
                "team_id": teams[n % len(teams)].id,
                "partner_id": customers[n % len(customers)][0],
                "user_id": agents[n % len(agents)].id,
                "priority": str(n // 20 % 4),
                # the closed ones were opened within the last two years
                "opened_at": monday
                - timedelta(days=0 if n % 20 == 0 else 7 * (n % 100)),
            }
            for n in range(MODELS)
        ]
    )
    for n, ticket in enumerate(tickets):
        if n % 20 == 0:
            kind = ("new", "open", "wait_customer", "open", "open")[n // 20]
            ticket.stage_id = stages[kind]
            continue
        closed = ticket.with_context(
            ticket_event_at=ticket.opened_at + timedelta(hours=n)
        )
        closed.stage_id = stages["closed"]
    env.flush_all()
    return tickets


def write_letters(env, models):
    """Add a customer's letter and an answer to every ticket."""
    message = env["mail.message"].create(
        {
            "model": "crm.ticket",
            "res_id": models[0].id,
            "message_type": "email",
            "subtype_id": env.ref("mail.mt_comment").id,
            "subject": "Load",
            "body": "<p>One of the boxes was empty. Who looks after this?</p>",
        }
    )
    env.flush_all()
    env.cr.execute(
        "CREATE TEMP TABLE load_ticket ON COMMIT DROP AS SELECT row_number() OVER"
        " (ORDER BY id) AS n, id, partner_id, opened_at FROM crm_ticket"
        " WHERE number LIKE 'C%'; CREATE UNIQUE INDEX ON load_ticket (n)"
    )
    [(count,)] = env.execute_query(SQL("SELECT count(*) FROM load_ticket"))
    ticket = "(SELECT t.{} FROM load_ticket t WHERE t.n = 1 + (n - 1) / 2)"
    history.add(
        message,
        2 * count,
        {
            "res_id": ticket.format("id"),
            "author_id": f"CASE WHEN mod(n, 2) = 1 THEN {ticket.format('partner_id')}"
            f" ELSE {env.user.partner_id.id} END",
            "date": f"{ticket.format('opened_at')} + mod(n, 2) * interval '1 hour'",
            "message_id": "'<load-' || n || '@example.test>'",
        },
    )
    env.cr.execute("ANALYZE mail_message")
