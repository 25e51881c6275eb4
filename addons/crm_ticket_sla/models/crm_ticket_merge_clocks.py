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
        # sudo: clocks are written by the engine only
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

    def _merge_undo_clocks(self, merge, now):
        """Let the clocks of a source hold again; the target's go back as well.

        They count for themselves, or from the earliest of what is still merged.
        """
        target = merge.ticket_id
        cause = self._merge_cause(target)
        self._sla_restore(cause)
        begins = self._merge_begins(merge)
        # sudo: clocks are written by the engine only; all merges count, seen or not
        theirs = target.sudo()._sla_load() if begins else {}
        clocks = [clock for key, clock in theirs.items() if key[1] in begins]
        others = target.sudo().merge_ids.filtered(lambda m: not m.undone_at) - merge
        withdrawn = others.source_id._merge_withdrawn(cause)
        taken_back = {
            part.cause
            for clock in clocks
            for part in clock.segments
            if part.cause.startswith(cause + ":")
        }
        why = self._sla_cause(cause)

        def counted(n, clock, calendars):
            metric = clock.rule.metric
            own = give_back(clock.segments, begins[metric], taken_back, calendars)
            earlier = [c.segments for c in withdrawn if c.rule.metric == metric]
            first = min(earlier, key=lambda ledger: ledger[0].start, default=own)
            return take_over(own, first, now, why, calendars)

        starts = [c.segments[0].start for c in withdrawn]
        self._merge_save(clocks, [now, *starts], counted)
        others._keep_begins(begins)

    @staticmethod
    def _merge_begins(merge):
        """Return {metric: when the target's own clock had begun}.

        Each merge knows what it found: the latest is the own one.
        """
        begins = {}
        # sudo: the bookkeeping of merges is out of reach for people
        for one in merge | merge.ticket_id.sudo().merge_ids.filtered(
            lambda m: not m.undone_at
        ):
            for metric, begin in (one.sudo().moved.get("clocks") or {}).items():
                begins[metric] = max(begin, begins.get(metric, begin))
        mine = merge.sudo().moved.get("clocks") or {}
        return {m: fields.Datetime.to_datetime(begins[m]) for m in mine}

    def _merge_withdrawn(self, cause):
        """Return the clocks of sources that their merge had cancelled."""
        return [
            clock
            # sudo: clocks are written by the engine only
            for clock in self.sudo()._sla_load().values()
            if clock.was_withdrawn and clock.segments[-1].cause.startswith(cause + ":")
        ]

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
