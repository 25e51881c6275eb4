# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.moved_start import begin_at


class CrmTicket(models.Model):
    """When a request was received, corrected after the ticket was opened.

    Clocks run from there, so it is no field like others: only managers correct it, and
    every clock that is still open counts from the new instant. Clocks that have ended
    are history.
    """

    _inherit = "crm.ticket"

    def write(self, vals):
        begin = fields.Datetime.to_datetime(vals.get("opened_at"))
        moved = self.filtered(lambda t: begin and t.opened_at != begin)
        if not moved:
            return super().write(vals)
        moved._check_received(begin)
        before = {ticket: ticket.opened_at for ticket in moved}
        result = super().write(vals)
        moved._stamp_received(before, begin)
        # sudo: the clocks follow, whoever may see them
        moved.sudo()._sla_begin_at(before, begin)
        return result

    def _check_received(self, begin):
        """Refuse a correction that nobody may make, or that cannot be true."""
        manager = "crm_ticket_sla.group_crm_ticket_sla_manager"
        if not self.env.su and not self.env.user.has_group(manager):
            raise UserError(
                self.env._(
                    "Received: clocks run from there, so only a manager can correct it."
                )
            )
        if begin > self._now():
            raise UserError(self.env._("Received: this is still to come."))
        # sudo: what happened to the tickets, all of it
        first = self.sudo().change_ids.sorted("at")[:1]
        answers = [t.first_response_at for t in self if t.first_response_at]
        done = min([*first.mapped("at"), *answers], default=None)
        if done and begin > done:
            raise UserError(
                self.env._(
                    "Received: work on the ticket began at %(at)s already.",
                    at=fields.Datetime.to_string(
                        fields.Datetime.context_timestamp(self, done)
                    ),
                )
            )

    def _stamp_received(self, before, begin):
        """Correct what began with the ticket, and say so in the conversation."""
        for name in ("stage_at", "assigned_at"):
            same = self.filtered(lambda t, n=name: t[n] and t[n] == before[t])
            if same:
                same.write({name: begin})
        self._message_log_batch(
            {
                ticket.id: self.env._(
                    "Received: corrected from %(old)s to %(new)s (UTC).",
                    old=fields.Datetime.to_string(before[ticket]),
                    new=fields.Datetime.to_string(begin),
                )
                for ticket in self
            }
        )

    def _sla_begin_at(self, before, begin):
        """Let open clocks that began with their ticket begin when it did."""
        opened = {ticket.id: at for ticket, at in before.items()}
        now = self._now()
        clocks = [
            clock
            for clock in self._sla_load().values()
            if clock.is_open and clock.segments[0].start == opened[clock.key]
        ]
        self._merge_save(
            clocks,
            [begin, now],
            lambda _n, clock, calendars: begin_at(
                clock.segments, begin, now, calendars
            ),
        )
        # another policy may have held on the day
        self._sla_rematch("changed")
