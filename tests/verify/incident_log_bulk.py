# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The events of incidents on their tickets: by one write each, or all of them at once."""

from __future__ import annotations

from incident_log_read import CLOSED, ENDED, STATE
from psycopg2.extras import execute_values

CHUNK = 200
CLOCKS = 2000


def write(env, incidents, desk, ids):
    """Write what happened in the order of time, each at its instant.

    :return: the number of writes
    """
    steps = [
        (step.at, place, number, incident.number, desk.values(step.values))
        for place, incident in enumerate(incidents)
        for number, step in enumerate(incident.steps)
    ]
    steps.sort(key=lambda step: step[:3])
    tickets = env["crm.ticket"]
    for done, (at, _place, _number, name, values) in enumerate(steps, 1):
        tickets.browse(ids[name]).with_context(ticket_event_at=at).write(values)
        if not done % CHUNK:
            env.flush_all()
            env.invalidate_all()
    return len(steps)


def insert(env, incidents, desk, ids):
    """Insert the history of tickets, their last values, and the events of their clocks."""
    execute_values(
        env.cr._obj,
        "INSERT INTO crm_ticket_change (ticket_id, at, user_id, kind, old_value,"
        " new_value, seconds) VALUES %s",
        [
            row
            for one in incidents
            for row in changes(one, desk, ids[one.number], env.uid)
        ],
        page_size=5000,
    )
    execute_values(
        env.cr._obj,
        "UPDATE crm_ticket t SET stage_id = v.stage, stage_kind = s.kind,"
        " team_id = v.team, user_id = v.agent, category_id = v.category,"
        " stage_at = v.at::timestamp, solved_at = v.solved::timestamp,"
        " closed_at = v.closed::timestamp"
        " FROM (VALUES %s) v(id, stage, team, agent, category, at, solved, closed)"
        " JOIN crm_ticket_stage s ON s.id = v.stage WHERE t.id = v.id",
        [(ids[one.number], *last(one, desk)) for one in incidents],
        template="(%s, %s, %s, %s::int, %s::int, %s, %s, %s)",
        page_size=5000,
    )
    env.invalidate_all(flush=False)
    tell_clocks(env, incidents, desk, ids)


def changes(incident, desk, ticket_id, user_id):
    """Yield the rows that an incident's changes leave."""
    known, since = dict(incident.first), incident.opened
    for step in incident.steps:
        for name, word in step.values.items():
            seconds = 0
            if name == STATE:
                seconds, since = int((step.at - since).total_seconds()), step.at
            old, new = (desk.code(name, w) or None for w in (known[name], word))
            yield (ticket_id, step.at, user_id, desk.fields[name], old, new, seconds)
        known |= step.values


def last(incident, desk):
    """Return where an incident stands in the end, and when it got there."""
    known, state, at, solved, closed = dict(incident.first), None, None, None, None
    for step in incident.steps:
        known |= step.values
        new = step.values.get(STATE)
        if new:
            solved = step.at if new in ENDED and state not in ENDED else solved
            closed = step.at if new == CLOSED else closed
            state, at = new, step.at
    values = desk.values(known)
    names = ("stage_id", "team_id", "user_id", "category_id")
    return (*(values[name] or None for name in names), at, solved, closed)


def tell_clocks(env, incidents, desk, ids):
    """Give every clock its events after the start, and the team that it ended in."""
    engine = env["crm.ticket.sla"]
    tickets = env["crm.ticket"].browse([ids[one.number] for one in incidents])
    known = {clock.ticket_id.id: clock.id for clock in search(engine, tickets)}
    events = {known[ids[one.number]]: desk.events(one)[1:] for one in incidents}
    pairs = list(events.items())
    for start in range(0, len(pairs), CLOCKS):
        engine._apply_events(dict(pairs[start : start + CLOCKS]))
    clocks = engine.browse(known.values())
    env.add_to_compute(engine._fields["team_id"], clocks)
    env.flush_all()


def search(engine, tickets):
    """Return the clocks of tickets."""
    return engine.search([("ticket_id", "in", tickets.ids)])
