# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from .crm_ticket_change import KINDS

WATCHED = tuple(name for name, _label in KINDS)


class Change(NamedTuple):
    """One field of one ticket that was changed."""

    ticket_id: int
    kind: str
    old: object
    new: object


class CrmTicket(models.Model):
    """What happens to tickets: kept, and told to every concern in two hooks."""

    _inherit = "crm.ticket"

    # ------------------------------------------------------------
    # Changes are noticed and kept
    # ------------------------------------------------------------

    def write(self, vals):
        watched = [name for name in WATCHED if name in vals]
        if not watched:
            return super().write(vals)
        before = {
            name: {ticket.id: self._plain(ticket[name]) for ticket in self}
            for name in watched
        }
        since = {ticket.id: ticket.stage_at for ticket in self}
        now = self._now()
        changes = []
        for name in watched:
            new = vals[name] or False
            changes += [
                Change(ticket_id, name, old, new)
                for ticket_id, old in before[name].items()
                if old != new
            ]
        vals = dict(vals)
        if any(change.kind == "stage_id" for change in changes):
            vals["stage_at"] = now
        result = super().write(vals)
        if changes:
            self._log_changes(changes, now, since)
            self._after_changed(changes, now)
        return result

    @staticmethod
    def _plain(value):
        """Return a field's value as ``write`` takes it."""
        return value.id if isinstance(value, models.BaseModel) else value

    def _log_changes(self, changes, now, since):
        """Keep what changed, by one INSERT."""
        rows = [
            (
                change.ticket_id,
                now,
                self.env.uid,
                change.kind,
                str(change.old) if change.old else None,
                str(change.new) if change.new else None,
                int((now - since[change.ticket_id]).total_seconds())
                if change.kind == "stage_id" and since[change.ticket_id]
                else 0,
            )
            for change in changes
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_ticket_change (ticket_id, at, user_id, kind,"
                " old_value, new_value, seconds) VALUES %s RETURNING id",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_recordset(["change_ids"])

    # ------------------------------------------------------------
    # What happens to tickets: hooks for every concern
    # ------------------------------------------------------------

    def _after_opened(self):
        """React to new tickets, all of a batch. To extend."""
        self._log_interaction("opened")

    def _after_changed(self, changes, now):
        """React to changes of watched fields, all of one write. To extend.

        :param changes: list of `Change`; relations as ids, empty as False
        :param now: naive UTC instant of the change
        """
        moved = {c.ticket_id for c in changes if c.kind == "stage_id"}
        if moved:
            self.browse(moved)._stamp_moved(
                {c.ticket_id: c.old for c in changes if c.kind == "stage_id"}, now
            )
        taken = [c.ticket_id for c in changes if c.kind == "user_id" and c.new]
        unstamped = self.browse(taken).filtered(lambda t: not t.assigned_at)
        if unstamped:
            unstamped.write({"assigned_at": now})

    def _stamp_moved(self, old_stages, now):
        """Set when tickets were solved and closed, and count reopenings."""
        stages = self.env["crm.ticket.stage"].browse(set(old_stages.values()))
        was_closed = {stage.id: stage.is_closed for stage in stages}
        reopened = self.filtered(
            lambda t: was_closed.get(old_stages[t.id]) and not t.stage_id.is_closed
        )
        solved = self.filtered(
            lambda t: t.stage_id.is_closed and not was_closed.get(old_stages[t.id])
        )
        closed = self.filtered(
            lambda t: t.stage_kind in ("closed", "cancelled") and not t.closed_at
        )
        if solved:
            solved.write({"solved_at": now})
            solved.filtered(lambda t: t.stage_kind != "cancelled")._log_interaction(
                "solved"
            )
        reopened._log_interaction("reopened")
        if closed:
            closed.write({"closed_at": now})
        for count, tickets in reopened.grouped("reopen_count").items():
            tickets.write(
                {"closed_at": False, "solved_at": False, "reopen_count": count + 1}
            )
