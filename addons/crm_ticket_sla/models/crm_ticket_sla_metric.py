# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.sla_ledger import STOP, Event


class CrmTicket(models.Model):
    """Metrics that addons add: whoever knows that one is reached says so."""

    _inherit = "crm.ticket"

    def _sla_is_reached(self, metric):
        """Tell whether a ticket has reached what an added metric measures. To extend."""
        self.ensure_one()
        return False

    def _sla_reach(self, metric):
        """Stop the clocks of an added metric: what it measures has happened."""
        # sudo: the clocks follow from what was done to the ticket
        tickets = self.sudo()
        event = Event(self._now(), STOP, self._sla_cause("reached"))
        clocks = [
            clock
            for clock in tickets._sla_load().values()
            if clock.rule.metric == metric and clock.is_open
        ]
        if clocks:
            # sudo: clocks are written by the engine only
            self.env["crm.ticket.sla"].sudo()._work([(c, [event]) for c in clocks])
