# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models

from ..tools import flow
from ..tools.step_outcome import FAILED, READY, SKIPPED, Outcome
from .crm_journey_participant_merge import FLOW

#: How long an archived record is waited for.
ARCHIVED = timedelta(days=30)


class CrmJourneyTrace(models.Model):
    """What is looked at right before a step is run, and may keep it from being run."""

    _inherit = "crm.journey.trace"

    def _gate(self, rows, nodes, now):
        """Return {trace id: (outcome, end)} of the traces that are not to be run."""
        reasons = self.env["crm.journey.reason"]._codes()
        moves = {}
        for row in rows.values():
            move = self._gate_record(row, now)
            if move:
                moves[row.id] = move
            if row.participant_state != "active":
                reason = reasons.get(row.participant_reason_id)
                moves[row.id] = (Outcome(SKIPPED, None, reason), None)
            elif not nodes[row.version_id, row.step_uid]:
                outcome = Outcome(FAILED, None, "error", row.step_uid)
                moves[row.id] = (outcome, flow.End("error", "error"))
        self._gate_rules(rows, moves, now)
        self._gate_merged(rows, nodes, moves)
        return moves

    def _gate_merged(self, rows, nodes, moves):
        """Pass over what has been done for somebody who is the same person now."""
        ids = [row.participant_id for row in rows.values() if row.id not in moves]
        done = self.env["crm.journey.participant"]._done_before_merge(ids)
        if not done:
            return
        for row in rows.values():
            if row.id in moves or row.step_uid not in done.get(row.participant_id, ()):
                continue
            step = nodes[row.version_id, row.step_uid]
            if row.visit == 1 and step.kind not in FLOW:
                outcome = Outcome(SKIPPED, reason="merged")
                moves.update(self._follow(rows, nodes, {row.id: outcome}))

    @staticmethod
    def _gate_record(row, now):
        """Return what happens to a trace whose record is not there any more, if so.

        Who is archived waits to be restored for some weeks.
        """
        if row.is_archived is None:
            return Outcome(SKIPPED, None, "deleted"), flow.End("exited", "deleted")
        if not row.is_archived:
            return None
        if row.held_at and row.held_at <= now - ARCHIVED:
            return Outcome(SKIPPED, None, "archived"), flow.End("exited", "archived")
        put_off = Outcome(READY, reason="archived", retry_at=now + timedelta(days=1))
        return put_off, None

    def _gate_rules(self, rows, moves, now):
        """Hold those who have reached the goal, or met an exit rule, this minute."""
        journeys = self.env["crm.journey"].browse({r.journey_id for r in rows.values()})
        with_rules = set(journeys.filtered("has_rules").ids)
        left = [
            row
            for row in rows.values()
            if row.id not in moves and row.journey_id in with_rules and not row.is_test
        ]
        if not left:
            return
        ends = journeys._rule_ends([row.participant_id for row in left], now)
        for row in left:
            end = ends.get(row.participant_id)
            if end:
                moves[row.id] = (Outcome(SKIPPED, None, end.reason), None)
