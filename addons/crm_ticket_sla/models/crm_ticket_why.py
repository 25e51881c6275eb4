# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    @api.readonly
    def action_why(self):
        """Explain the next deadline of a ticket, or its latest one."""
        self.ensure_one()
        clocks = self.clock_ids.sorted(
            lambda clock: (
                clock.clock != "running" or clock.outcome != "pending",
                clock.deadline_at or clock.frozen_deadline_at or clock.started_at,
            )
        )
        if not clocks:
            raise UserError(self.env._("Why: nothing is promised on this ticket."))
        return clocks[0].action_why()


class CrmTicketSla(models.Model):
    _inherit = "crm.ticket.sla"

    @api.readonly
    def action_why(self):
        """Explain this clock in words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this deadline?"),
            "res_model": "crm.sla.why",
            "view_mode": "form",
            # the strip of clocks opens it without the server's defaults
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_ticket_id": self.ticket_id.id,
                "default_clock_id": self.id,
            },
        }
