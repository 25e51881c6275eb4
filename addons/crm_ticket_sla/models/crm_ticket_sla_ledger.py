# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.sla_ledger import Event
from ..tools.sla_segment import Segment
from ..tools.ticket_clock import Clock, Reading
from ..tools.ticket_events import Rule
from .sla_columns import READING, SEGMENT, SNAPSHOT, columns, target_of


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
        names = ["id", "ticket_id", "company_id", "metric", "cycle"]
        width = len(names) + len(SNAPSHOT) + len(READING)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, %s, %s FROM (SELECT %s c.* FROM crm_ticket_sla c WHERE %s"
                " ORDER BY c.ticket_id, c.metric, c.cycle DESC) c"
                " JOIN crm_ticket_sla_segment s ON s.sla_id = c.id"
                " ORDER BY c.ticket_id, c.metric, c.cycle, s.position",
                columns([*names, *SNAPSHOT, *READING], "c"),
                columns(SEGMENT, "s"),
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
            target=target_of(*promised),
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
            target = targets[key] = target_of(*promised)
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
