# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.ticket_clock import reading
from .sla_columns import READING, SEGMENT, SNAPSHOT, columns, target_row


class CrmTicketSla(models.Model):
    """Clocks as they are stored: what differs, by one statement for any number."""

    _inherit = "crm.ticket.sla"

    # ------------------------------------------------------------
    # Save
    # ------------------------------------------------------------

    @api.model
    def _save(self, clocks, calendars):
        """Store clocks whose ledger or reading differs from what is stored.

        :return: the tickets of what was stored
        """
        self._read_again([c for c in clocks if c.fresh is None], calendars)
        new = [(clock, clock.fresh) for clock in clocks if clock.id is None]
        changed = [
            (clock, clock.fresh) for clock in clocks if clock.id and clock.differs
        ]
        self._insert(new)
        self._update(changed, [clock for clock, _reading in [*new, *changed]])
        for clock in clocks:
            clock.fresh = None
        tickets = {clock.key for clock, _reading in [*new, *changed]}
        self._after_saved(tickets, [clock.id for clock, _reading in [*new, *changed]])
        return tickets

    @api.model
    def _read_again(self, clocks, calendars):
        """Let clocks know what their ledgers say now; like ones are read once."""
        levels = self._levels_by_target()
        known = [c.id for c in clocks if c.id and levels.get(c.origin[2])]
        fired = self._fired_levels(known) if known else {}
        memo = {}
        for clock in clocks:
            steps = tuple(levels.get(clock.origin[2], ()))
            key = (clock.company, clock.segments, steps, clock.id if fired else None)
            if key not in memo:
                memo[key] = reading(
                    clock.segments,
                    calendars[clock.company],
                    steps,
                    fired.get(clock.id, ()),
                )
            clock.fresh = memo[key]

    @api.model
    def _row(self, clock, read):
        rule = clock.rule
        return (
            *clock.origin,
            *target_row(rule.target),
            not rule.calendar,
            rule.calendar or None,
            "wait_customer" in rule.pauses,
            "wait_third" in rule.pauses,
            "new_cycle" if rule.new_cycle else "resume",
            *read,
        )

    @api.model
    def _insert(self, pairs):
        """Insert clocks by one statement; they learn their ids."""
        if not pairs:
            return
        # sudo: a clock has the team of its ticket, seen or not
        tickets = self.env["crm.ticket"].sudo().browse({c.key for c, _r in pairs})
        teams = {ticket.id: ticket.team_id.id or None for ticket in tickets}
        rows = [
            (
                clock.key,
                clock.company,
                teams[clock.key],
                clock.rule.metric,
                clock.cycle,
                *self._row(clock, read),
            )
            for clock, read in pairs
        ]
        names = ["ticket_id", "company_id", "team_id", "metric", "cycle"]
        found = self.env.execute_query(
            SQL(
                "INSERT INTO crm_ticket_sla (%s) VALUES %s"
                " RETURNING ticket_id, metric, cycle, id",
                columns([*names, *SNAPSHOT, *READING]),
                SQL(", ").join(rows),
            )
        )
        ids = {tuple(row[:3]): row[3] for row in found}
        for clock, _read in pairs:
            clock.id = ids[clock.key, clock.rule.metric, clock.cycle]

    @api.model
    def _update(self, pairs, clocks):
        """Update clocks, and the segments that differ, by one statement.

        :param pairs: clocks that are stored already, with their readings
        :param clocks: those whose ledgers are to be stored
        """
        parts = self._segment_parts(clocks)
        if pairs:
            types = {"id": "int4", **SNAPSHOT, **READING}
            rows = [(clock.id, *self._row(clock, read)) for clock, read in pairs]
            names = [(SQL.identifier(n), SQL.identifier("v", n)) for n in types]
            parts.append(
                SQL(
                    "UPDATE crm_ticket_sla c SET %s FROM %s WHERE c.id = v.id"
                    " RETURNING c.id",
                    SQL(", ").join(SQL("%s = %s", *name) for name in names[1:]),
                    self._unnest(rows, types),
                )
            )
        if parts:
            named = [
                SQL("%s AS (%s)", SQL.identifier(f"p{n}"), part)
                for n, part in enumerate(parts)
            ]
            self.env.execute_query(SQL("WITH %s SELECT 1", SQL(", ").join(named)))

    @api.model
    def _segment_parts(self, clocks):
        """Return the statements that store the segments that differ."""
        types = {"sla_id": "int4", "position": "int4", **SEGMENT}
        rows, shorter, parts = [], [], []
        for clock in clocks:
            for position, part in enumerate(clock.segments):
                before = clock.loaded[position : position + 1]
                if before != (part,):
                    rows.append((clock.id, position, *self._segment_row(part)))
            if len(clock.loaded) > len(clock.segments):
                shorter.append((clock.id, len(clock.segments)))
        if shorter:
            parts.append(
                SQL(
                    "DELETE FROM crm_ticket_sla_segment s USING %s"
                    " WHERE s.sla_id = v.id AND s.position >= v.size RETURNING s.id",
                    self._unnest(shorter, {"id": "int4", "size": "int4"}),
                )
            )
        if rows:
            names = [
                (SQL.identifier(n), SQL.identifier("excluded", n)) for n in SEGMENT
            ]
            parts.append(
                SQL(
                    "INSERT INTO crm_ticket_sla_segment (%s) SELECT %s FROM %s"
                    " ON CONFLICT (sla_id, position) DO UPDATE SET %s RETURNING id",
                    columns(types),
                    columns(types, "v"),
                    self._unnest(rows, types),
                    SQL(", ").join(SQL("%s = %s", *name) for name in names),
                )
            )
        return parts

    @staticmethod
    def _segment_row(part):
        return (
            part.start,
            part.stop,
            part.clock,
            part.outcome,
            part.event,
            part.cause or None,
            part.seconds,
            *target_row(part.target),
            part.calendar or None,
        )

    @staticmethod
    def _unnest(rows, types):
        """Return a table v of rows, one array a column."""
        arrays = [
            SQL("%s::%s[]", list(column), SQL(kind))
            for column, kind in zip(
                zip(*rows, strict=True), types.values(), strict=True
            )
        ]
        return SQL("unnest(%s) AS v(%s)", SQL(", ").join(arrays), columns(types))

    @api.model
    def _after_saved(self, ticket_ids, clock_ids):
        """Let tickets show what their clocks say, and forget what was cached."""
        if not ticket_ids:
            return
        self.browse(clock_ids).invalidate_recordset(flush=False)
        self.env["crm.ticket"].browse(ticket_ids)._sla_refresh_standing()
