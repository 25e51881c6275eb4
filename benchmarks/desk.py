# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A support desk and the same one in helpdesk_mgmt: team, hours, two promises each.

Both promise an answer in 4 and a solution in 16 working hours, on one calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

from erp import QUIET

from odoo import Command

AGENT = "bench.agent"
RESPONSE, RESOLUTION = 4, 16  # working hours


@dataclass(frozen=True)
class Desk:
    """Ids of what the tickets of both are made with."""

    user: int
    calendar: int
    team: int
    stages: dict
    oca_team: int
    oca_stages: dict
    partners: list


def get(bench):
    """Return the desk of a database, made on first use."""
    if not hasattr(bench, "desk"):
        bench.desk = make(bench)
    return bench.desk


def make(bench):
    """Make both desks; every policy that came with the addon is put away."""
    user = bench.user_id(AGENT)
    partners = bench.add_customers(2000, "Requester", email="requester@example.test")
    with bench.erp.environment(**QUIET) as env:
        env["crm.sla.policy"].search([]).active = False
        calendar = make_calendar(env)
        team = env["crm.ticket.team"].create(
            {
                "name": "Bench desk",
                "calendar_id": calendar.id,
                "member_ids": [Command.create({"user_id": user})],
            }
        )
        promise(env, team)
        stages = {s.kind: s.id for s in env["crm.ticket.stage"].search([])}
        oca_team, oca_stages = make_oca(env, user, calendar)
        return Desk(user, calendar.id, team.id, stages, oca_team, oca_stages, partners)


def make_calendar(env):
    """Return working hours with a break, Monday to Friday, in Paris."""
    slots = [("morning", 8.0, 12.0), ("afternoon", 13.0, 17.0)]
    rows = [
        Command.create(
            {
                "name": f"{day} {period}",
                "dayofweek": str(day),
                "day_period": period,
                "hour_from": start,
                "hour_to": stop,
            }
        )
        for day in range(5)
        for period, start, stop in slots
    ]
    values = {"name": "Bench hours", "tz": "Europe/Paris"}
    values["attendance_ids"] = [Command.clear(), *rows]
    return env["resource.calendar"].create(values)


def promise(env, team):
    """Return a policy of our team: two clocks, both running from the opening."""
    targets = [("first_response", RESPONSE), ("resolution", RESOLUTION)]
    return env["crm.sla.policy"].create(
        {
            "name": "Bench promises",
            "sequence": 0,
            "team_ids": [Command.set(team.ids)],
            "target_ids": [
                Command.create(
                    {
                        "metric": metric,
                        "seconds": hours * 3600,
                        # a clock that is met when it begins is none
                        "met_at_creation": False,
                    }
                )
                for metric, hours in targets
            ],
        }
    )


def make_oca(env, user, calendar):
    """Return (team, stages) of helpdesk_mgmt with the same two promises."""
    stages = {
        "new": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new").id,
        "open": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress").id,
        "wait_customer": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting").id,
        "solved": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
    }
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Bench desk",
            "use_sla": True,
            "resource_calendar_id": calendar.id,
            "user_ids": [Command.set([user])],
        }
    )
    # both end when the ticket is done: it knows no answers, and so both stay live
    for hours in (RESPONSE, RESOLUTION):
        env["helpdesk.sla"].create(
            {
                "name": f"{hours} hours",
                "hours": hours,
                "team_ids": [Command.set(team.ids)],
                "stage_id": stages["solved"],
                "ignore_stage_ids": [Command.set([stages["wait_customer"]])],
            }
        )
    return team.id, stages
