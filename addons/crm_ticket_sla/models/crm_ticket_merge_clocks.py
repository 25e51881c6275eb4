# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..tools.merged_ledger import give_back, take_over
from ..tools.sla_ledger import RECOUNT, Event
from ..tools.sla_segment import PENDING


class CrmTicket(models.Model):
    """Clocks of merged tickets: cancelled here, counted from the earliest start there."""

    _inherit = "crm.ticket"

    def _merge_clocks(self, target, now):
        """Cancel the clocks of the sources; those of the target start at the earliest.

        :return: {source id: {metric: start of the target's own clock}}
        """
        # sudo: promises follow from the merge, whoever may see them
        mine = [c for c in self.sudo()._sla_load().values() if c.is_open]
        self._sla_cancel(self._merge_cause(target))
        pairs = self._merge_earlier(target, mine)
        taken = {}
        for clock, earliest in pairs:
            begin = fields.Datetime.to_string(clock.segments[0].start)
            taken.setdefault(earliest.key, {})[clock.rule.metric] = begin
        cause = self._sla_cause(self._merge_cause(target))
        self._merge_save(
            [clock for clock, _earliest in pairs],
            [now, *(earliest.segments[0].start for _clock, earliest in pairs)],
            lambda n, clock, calendars: take_over(
                clock.segments, pairs[n][1].segments, now, cause, calendars
            ),
        )
        return taken

    @staticmethod
    def _merge_earlier(target, mine):
        """Return the pending clocks of the target, each with the earliest before it."""
        pairs = []
        for (_ticket, metric), clock in target.sudo()._sla_load().items():
            begin = clock.segments[0].start
            earlier = [
                other
                for other in mine
                if other.rule.metric == metric and other.segments[0].start < begin
            ]
            if earlier and clock.is_open and clock.segments[-1].outcome == PENDING:
                first = min(earlier, key=lambda other: other.segments[0].start)
                pairs.append((clock, first))
        return pairs

    def _merge_undo_clocks(self, target, clocks, now):
        """Let the clocks of a source hold again; the target's count for themselves."""
        self._sla_restore(self._merge_cause(target))
        theirs = target.sudo()._sla_load() if clocks else {}
        found = [
            (theirs[target.id, metric], fields.Datetime.to_datetime(begin))
            for metric, begin in (clocks or {}).items()
            if (target.id, metric) in theirs
        ]
        causes = {
            part.cause
            for clock, _begin in found
            for part in clock.segments
            if part.cause.startswith(self._merge_cause(target) + ":")
        }
        self._merge_save(
            [clock for clock, _begin in found],
            [now],
            lambda n, clock, calendars: give_back(
                clock.segments, found[n][1], causes, calendars
            ),
        )

    @staticmethod
    def _merge_cause(target):
        return f"merged:{target.id}"

    def _merge_save(self, clocks, instants, counted):
        """Store clocks with the ledgers that `counted` gives for them."""
        if not clocks:
            return
        # sudo: the engine writes the clocks
        engine = self.env["crm.ticket.sla"].sudo()
        events = [Event(at, RECOUNT) for at in instants]
        calendars = engine._calendars_of(clocks, events)
        for n, clock in enumerate(clocks):
            clock.segments = counted(n, clock, calendars[clock.company])
        engine._save(clocks, calendars)
