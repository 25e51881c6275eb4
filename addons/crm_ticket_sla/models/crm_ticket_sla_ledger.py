# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.sla_ledger import Event
from ..tools.sla_segment import Segment
from ..tools.ticket_clock import Clock, Reading, reading
from ..tools.ticket_events import Rule
from ..tools.working_days import Target

#: Columns of a clock beside its key, with their types.
SNAPSHOT = {
    "policy_id": "int4",
    "policy_version": "int4",
    "target_id": "int4",
    "target_seconds": "int4",
    "target_days": "int4",
    "in_days": "bool",
    "end_of_day": "bool",
    "is_clock_time": "bool",
    "calendar_id": "int4",
    "pauses_customer": "bool",
    "pauses_third": "bool",
    "reopen": "varchar",
}
READING = {
    "clock": "varchar",
    "outcome": "varchar",
    "budget": "int4",
    "consumed": "int4",
    "paused": "int4",
    "late": "int4",
    "started_at": "timestamp",
    "stopped_at": "timestamp",
    "missed_at": "timestamp",
    "deadline_at": "timestamp",
    "frozen_deadline_at": "timestamp",
    "is_unplannable": "bool",
    "risk_at": "timestamp",
    "next_event_at": "timestamp",
}
SEGMENT = {
    "start_at": "timestamp",
    "stop_at": "timestamp",
    "clock": "varchar",
    "outcome": "varchar",
    "event": "varchar",
    "cause": "varchar",
    "seconds": "int4",
    "target_seconds": "int4",
    "target_days": "int4",
    "in_days": "bool",
    "end_of_day": "bool",
    "calendar_id": "int4",
}
assert tuple(READING) == Reading._fields


def _columns(names, table=None):
    names = [SQL.identifier(*filter(None, (table, name))) for name in names]
    return SQL(", ").join(names)


def _target_row(target):
    in_days = target.days is not None
    return (target.seconds or 0, target.days or 0, in_days, target.end_of_day)


def _target(seconds, days, in_days, end_of_day):
    return Target(days=days, end_of_day=end_of_day) if in_days else Target(seconds)


class CrmTicketSla(models.Model):
    """Clocks as they are worked on: loaded, given events, saved, all in bulk."""

    _inherit = "crm.ticket.sla"

    # ------------------------------------------------------------
    # Load
    # ------------------------------------------------------------

    @api.model
    def _load(self, where, latest=True):
        """Return the `Clock`s of a condition (alias c), by one query.

        :param latest: only the last cycle of each metric of a ticket
        """
        columns = ["id", "ticket_id", "company_id", "metric", "cycle"]
        width = len(columns) + len(SNAPSHOT) + len(READING)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, %s, %s FROM (SELECT %s c.* FROM crm_ticket_sla c WHERE %s"
                " ORDER BY c.ticket_id, c.metric, c.cycle DESC) c"
                " JOIN crm_ticket_sla_segment s ON s.sla_id = c.id"
                " ORDER BY c.ticket_id, c.metric, c.cycle, s.position",
                _columns([*columns, *SNAPSHOT, *READING], "c"),
                _columns(SEGMENT, "s"),
                self.env["crm.sla.recount"]._revision_sql(),
                SQL("DISTINCT ON (c.ticket_id, c.metric)" if latest else ""),
                where,
            )
        )
        stages = self._stages_of({row[7] for row in rows if row[3].endswith("stage")})
        clocks, targets = {}, {}
        for row in rows:
            clock = clocks.get(row[0])
            if clock is None:
                clock = clocks[row[0]] = self._clock_of(row[:width], stages)
                clock.revision = row[-1]
            part = self._segment_of(row[width:-1], targets)
            clock.segments = clock.loaded = (*clock.loaded, part)
        return list(clocks.values())

    @api.model
    def _clock_of(self, row, stages):
        policy, version, target, *promised, _clock_time, calendar, wc, wt, again = row[
            5:17
        ]
        kinds = (("wait_customer", wc), ("wait_third", wt))
        rule = Rule(
            metric=row[3],
            target=_target(*promised),
            calendar=calendar or 0,
            pauses=frozenset(kind for kind, pauses in kinds if pauses),
            new_cycle=again == "new_cycle",
            stages=stages.get(target, frozenset()),
        )
        return Clock(
            key=row[1],
            company=row[2],
            rule=rule,
            origin=(policy, version, target),
            cycle=row[4],
            id=row[0],
            stored=Reading(*row[17:]),
        )

    @api.model
    def _stages_of(self, target_ids):
        """Return {target id: ids of its stages}."""
        # sudo: what a target says counts for whoever moves the ticket
        targets = self.env["crm.sla.target"].sudo().browse(filter(None, target_ids))
        return {target.id: frozenset(target.stage_ids.ids) for target in targets}

    @staticmethod
    def _segment_of(row, targets):
        """Return the segment of a row; like targets are one."""
        start, stop, clock, outcome, event, cause, seconds, *promised, calendar = row
        key = tuple(promised)
        target = targets.get(key)
        if target is None:
            target = targets[key] = _target(*promised)
        state = (start, stop, clock, outcome, event, cause or "")
        return Segment(*state, target, calendar or 0, seconds or 0)

    # ------------------------------------------------------------
    # Work
    # ------------------------------------------------------------

    @api.model
    def _calendars_of(self, clocks, events=(), revision=None):
        """Return {company id: {key: WorkCalendar}} for clocks and what comes."""
        keys, instants = {}, [event.at for event in events]
        for clock in clocks:
            own = keys.setdefault(clock.company, {clock.rule.calendar})
            own.add(clock.rule.calendar)
            own.update(part.calendar for part in clock.segments)
            if clock.segments:
                instants += (clock.segments[0].start, clock.segments[-1].start)
        for event in events:
            for own in keys.values():
                own.add(event.calendar or 0)
        calendars = self.env["resource.calendar"]
        years = calendars._sla_years(instants)
        revision = (
            revision
            or next((clock.revision for clock in clocks if clock.revision), None)
            or self.env["crm.sla.recount"]._revision()
        )
        return {
            company: calendars._sla_work_calendars(own, company, years, revision)
            for company, own in keys.items()
        }

    @api.model
    def _work(self, pairs, revision=None):
        """Give clocks their events, in order; save what changed.

        :param pairs: list of (`Clock`, events)
        :return: the clocks, those of cycles begun meanwhile included
        """
        pairs = [(clock, sorted(events, key=Event.key)) for clock, events in pairs]
        every = [event for _clock, events in pairs for event in events]
        clocks = [clock for clock, _events in pairs]
        calendars = self._calendars_of(clocks, every, revision)
        touched = []
        for clock, events in pairs:
            for event in events:
                after = clock.take(event, calendars[clock.company])
                if after is not clock:
                    touched.append(clock)
                clock = after
            touched.append(clock)
        self._save([clock for clock in touched if clock.segments], calendars)
        return touched

    @api.model
    def _levels_by_target(self):
        """Return {target id: steps of its escalation as `Level`s}. To extend."""
        return {}

    @api.model
    def _fired_levels(self, clock_ids):
        """Return {clock id: keys of the steps that are done}. To extend."""
        return {}

    # ------------------------------------------------------------
    # Save
    # ------------------------------------------------------------

    @api.model
    def _save(self, clocks, calendars):
        """Store clocks whose ledger or reading differs from what is stored.

        :return: the tickets of what was stored
        """
        levels = self._levels_by_target()
        known = [c.id for c in clocks if c.id and levels.get(c.origin[2])]
        fired = self._fired_levels(known) if known else {}
        new, changed, memo = [], [], {}
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
            if clock.id is None:
                new.append((clock, memo[key]))
            elif clock.retargeted or (clock.stored, clock.loaded) != (
                memo[key],
                clock.segments,
            ):
                changed.append((clock, memo[key]))
        self._insert(new)
        self._update(changed, [clock for clock, _reading in [*new, *changed]])
        tickets = {clock.key for clock, _reading in [*new, *changed]}
        self._after_saved(tickets, [clock.id for clock, _reading in [*new, *changed]])
        return tickets

    @api.model
    def _row(self, clock, read):
        rule = clock.rule
        return (
            *clock.origin,
            *_target_row(rule.target),
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
                _columns([*names, *SNAPSHOT, *READING]),
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
                    _columns(types),
                    _columns(types, "v"),
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
            *_target_row(part.target),
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
        return SQL("unnest(%s) AS v(%s)", SQL(", ").join(arrays), _columns(types))

    @api.model
    def _after_saved(self, ticket_ids, clock_ids):
        """Let tickets show what their clocks say, and forget what was cached."""
        if not ticket_ids:
            return
        self.browse(clock_ids).invalidate_recordset(flush=False)
        self.env["crm.ticket"].browse(ticket_ids)._sla_refresh_standing()
