# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The incident log as tickets that are opened, moved and closed when it says so.

- A state is a stage of its own: *Awaiting User Info* waits for the customer, the other
  *Awaiting ...* states for somebody else; both stop the clock of the solution.
- An incident begins in the stage *New* when it was opened; its first event may move it.
- A group is a team, a resolver an agent, a category a category; *?* is none, but a
  ticket without group stays with a team of that name.
- Priorities 1 to 4 are urgent to low; each has a promise of its own.
- Every incident is opened by ``create``. Those that were reopened or changed their
  priority, and a sample of the others, are then moved by ``write``, one event after
  the other, each at its instant. The others get their history at once: their changes
  and last values by SQL, their clocks by ``_apply_events``.
"""

from __future__ import annotations

from dataclasses import dataclass

import clocks
import incident_log_bulk
from erp import QUIET
from incident_log_read import PRIORITY, STATE, UNKNOWN

from odoo import Command

from odoo.addons.crm_ticket_sla.tools.sla_ledger import (
    PAUSE,
    REOPEN,
    RESUME,
    RETARGET,
    START,
    STOP,
    Event,
)
from odoo.addons.crm_ticket_sla.tools.working_days import Target

CHUNK = 200
SAMPLE = 100  # one of so many is moved event by event
STAGES = {  # state: kind
    "New": "new",
    "Active": "open",
    "Awaiting User Info": "wait_customer",
    "Awaiting Problem": "wait_third",
    "Awaiting Vendor": "wait_third",
    "Awaiting Evidence": "wait_third",
    "Resolved": "solved",
    "Closed": "closed",
}
WAITS = ("wait_customer", "wait_third")
ENDS = ("solved", "closed")
PRIORITIES = {"1 - Critical": "3", "2 - High": "2", "3 - Moderate": "1", "4 - Low": "0"}
#: Working hours promised, by priority; the log does not say what was.
PROMISES = {"3": 4, "2": 8, "1": 24, "0": 80}
CHANNELS = {"Phone": "call", "Email": "mail"}
FIELDS = {
    "incident_state": "stage_id",
    "assignment_group": "team_id",
    "assigned_to": "user_id",
    "category": "category_id",
    "priority": "priority",
}


@dataclass(frozen=True)
class Desk:
    """What the words of the log are in the database: {column: {word: id or code}}."""

    codes: dict
    calendar: int
    fields = FIELDS
    channels = CHANNELS
    priorities = PRIORITIES

    @property
    def stages(self):
        """Return {state: stage id}."""
        return self.codes[STATE]

    def code(self, column, word):
        """Return the id or code of a word; False for none."""
        return self.codes[column].get(word, False)

    def values(self, changed):
        """Return the values of a write."""
        return {FIELDS[name]: self.code(name, word) for name, word in changed.items()}

    def events(self, incident):
        """Return what its clock must be told of an incident, without any record."""
        target = Target(seconds=PROMISES[PRIORITIES[incident.first[PRIORITY]]] * 3600)
        state, found = incident.first[STATE], []
        found.append(Event(incident.opened, START, "", target, self.calendar))
        for order, step in enumerate(incident.steps, 1):
            if new := step.values.get(STATE):
                found += _moved(step.at, state, new, order)
                state = new
            # an ended clock is not told
            if (priority := step.values.get(PRIORITY)) and STAGES[state] not in ENDS:
                target = Target(seconds=PROMISES[PRIORITIES[priority]] * 3600)
                found.append(Event(step.at, RETARGET, "", target, order=order))
        return found

    def tickets(self, env):
        """Return the tickets of the log."""
        return env["crm.ticket"].search([("number", "=like", "INC%")], order="id")


def _moved(at, old, new, order):
    """Return the events of a clock when an incident goes from one state to another."""
    was, ended = STAGES[old] in ENDS, STAGES[new] in ENDS
    if ended:
        return [] if was else [Event(at, STOP, order=order)]
    standing = PAUSE if STAGES[new] in WAITS else RESUME
    kinds = [REOPEN, standing] if was else [standing]
    return [Event(at, kind, order=order) for kind in kinds]


def load(erp, incidents, report):
    """Open every incident as a ticket, then let happen what happened; return the desk."""
    written = [i for place, i in enumerate(incidents) if is_written(place, i)]
    numbers = {incident.number for incident in written}
    others = [incident for incident in incidents if incident.number not in numbers]
    with erp.environment(**QUIET, no_reset_password=True) as env:
        desk = make_desk(env, incidents)
        ids = open_tickets(env, incidents, desk)
    with erp.environment(**QUIET) as env:
        writes = incident_log_bulk.write(env, written, desk, ids)
        report.note(f"{len(written):,} tickets moved by {writes:,} writes")
    with erp.environment(**QUIET) as env:
        incident_log_bulk.insert(env, others, desk, ids)
    return desk


def is_written(place, incident):
    """Tell whether the events of an incident are written one by one."""
    changed = any(PRIORITY in step.values for step in incident.steps)
    return changed or incident.reopened > 0 or place % SAMPLE == 0


def make_desk(env, incidents):
    """Create stages, teams, agents, categories and the policy."""
    words = {
        name: sorted({row[name] for i in incidents for row in i.rows})
        for name in FIELDS
    }
    stages = env["crm.ticket.stage"].create(
        [
            {"name": name, "kind": kind, "sequence": 100 + place}
            for place, (name, kind) in enumerate(STAGES.items())
        ]
    )
    clocks.put_away_policies(env)
    # Monday to Friday with a break at noon
    calendar = clocks.make_calendar(
        env, "Incident desk", "UTC", range(5), (8.0, 12.0), (13.0, 18.0)
    )
    teams = env["crm.ticket.team"].create(
        [
            {"name": f"Desk {word}", "calendar_id": calendar.id}
            for word in words["assignment_group"]
        ]
    )
    categories = [word for word in words["category"] if word != UNKNOWN]
    codes = {
        "incident_state": dict(zip(STAGES, stages.ids, strict=True)),
        "assignment_group": dict(
            zip(words["assignment_group"], teams.ids, strict=True)
        ),
        "assigned_to": make_agents(env, words["assigned_to"]),
        "category": dict(
            zip(
                categories,
                env["crm.ticket.category"]
                .create([{"name": w} for w in categories])
                .ids,
                strict=True,
            )
        ),
        "priority": PRIORITIES,
    }
    promise(env, teams)
    return Desk(codes, calendar.id)


def make_agents(env, words):
    """Return {word: id of a user who works on tickets}."""
    words = [word for word in words if word != UNKNOWN]
    groups = env.ref("base.group_user") | env.ref(
        "crm_ticket_sla.group_crm_ticket_sla_user"
    )
    users = env["res.users"].create(
        [
            {
                "name": word,
                "login": word.replace(" ", ".").lower(),
                "group_ids": [Command.set(groups.ids)],
            }
            for word in words
        ]
    )
    return dict(zip(words, users.ids, strict=True))


def promise(env, teams):
    """Create the policy: a solution, sooner the higher the priority."""
    env["crm.sla.policy"].create(
        {
            "name": "Incident desk",
            "sequence": 0,
            "team_ids": [Command.set(teams.ids)],
            "target_ids": [
                Command.create(
                    {
                        "metric": "resolution",
                        "priority": priority,
                        "seconds": hours * 3600,
                    }
                )
                for priority, hours in PROMISES.items()
            ],
        }
    )


def open_tickets(env, incidents, desk):
    """Open the tickets; return {number: id}."""
    values = [
        {
            "number": incident.number,
            "name": incident.rows[0]["u_symptom"],
            "channel": CHANNELS[incident.rows[0]["contact_type"]],
            "opened_at": incident.opened,
            **desk.values(incident.first),
        }
        for incident in incidents
    ]
    ids = {}
    for start in range(0, len(values), CHUNK):
        tickets = env["crm.ticket"].create(values[start : start + CHUNK])
        ids |= {ticket.number: ticket.id for ticket in tickets}
        env.flush_all()
        env.invalidate_all()
    return ids
