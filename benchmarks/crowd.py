# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Very many tickets with their clocks: copies of some that the addon made.

Each copy is a few seconds later than its model, clocks and ledger with it. The models
are opened within one working hour and promised whole hours of work, so that a copy is
exactly what the addon would have made of a ticket opened then.
"""

from __future__ import annotations

import bulk

from odoo.tools import SQL

SHIFTED = {
    "crm_ticket": ("opened_at", "stage_at", "solved_at", "closed_at"),
    "crm_ticket_sla": ("started_at", "stopped_at", "missed_at", "counted_at"),
    "crm_ticket_sla_segment": ("start_at", "stop_at"),
}
DEADLINES = ("deadline_at", "risk_at", "next_event_at", "frozen_deadline_at")


def multiply(tickets, copies, first=1, **values):
    """Add copies of tickets, their clocks and ledgers.

    :param first: by how many seconds the first copies are later
    :param values: {column of the ticket: SQL text}, over the copy m with its number
    """
    env = tickets.env
    env.flush_all()
    env.cr.execute(
        "CREATE TEMP TABLE copied_ticket ON COMMIT DROP AS"
        " SELECT t.id AS old, nextval('crm_ticket_id_seq')::int AS id, n AS later,"
        " row_number() OVER () AS number"
        " FROM generate_series(%s, %s) n, unnest(%s) t(id)",
        [first, first + copies - 1, tickets.ids],
    )
    env.cr.execute(
        "CREATE TEMP TABLE copied_clock ON COMMIT DROP AS"
        " SELECT c.id AS old, nextval('crm_ticket_sla_id_seq')::int AS id, t.later,"
        " t.id AS ticket FROM crm_ticket_sla c JOIN copied_ticket t ON t.old = c.ticket_id"
    )
    values["number"] = "'C' || m.id"
    copy(env["crm.ticket"], "copied_ticket", **values)
    copy(env["crm.ticket.sla"], "copied_clock", ticket_id="m.ticket")
    segments = env["crm.ticket.sla.segment"]
    copy(segments, "copied_clock", key="sla_id", sla_id="m.id")
    for table in SHIFTED:
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all(flush=False)


def copy(model, source, key="id", **values):
    """Insert a copy of each row that a table of copies names; `values` is SQL text."""
    table = model._table
    names = bulk.stored_columns(model)
    for name in names:
        if name in (*SHIFTED[table], *DEADLINES):
            values.setdefault(name, f"o.{name} + m.later * interval '1 second'")
    if key == "id":
        names = ["id", *names]
        values["id"] = "m.id"
    model.env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(names)s) SELECT %(values)s"
            " FROM %(table)s o JOIN %(source)s m ON m.old = o.%(key)s ORDER BY m.id",
            table=SQL.identifier(table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                SQL(values[name]) if name in values else SQL.identifier("o", name)
                for name in names
            ),
            source=SQL.identifier(source),
            key=SQL.identifier(key),
        )
    )
