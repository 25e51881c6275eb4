# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTicketSplitWizard(models.TransientModel):
    """Make a ticket of its own of some messages: the customer asked for two things."""

    _name = "crm.ticket.split.wizard"
    _description = "Split Ticket"

    ticket_id = fields.Many2one("crm.ticket", required=True, ondelete="cascade")
    message_ids = fields.Many2many(
        "mail.message",
        string="Messages",
        required=True,
        domain="[('model', '=', 'crm.ticket'), ('res_id', '=', ticket_id),"
        " ('message_type', 'in', ['comment', 'email'])]",
        help="They move to the new ticket, with their attachments.",
    )
    name = fields.Char(
        string="Subject", compute="_compute_name", store=True, readonly=False
    )
    from_message = fields.Boolean(
        string="Clocks start at the first message",
        default=True,
        help="The customer waits since then. Otherwise the clocks start now.",
    )

    @api.depends("message_ids")
    def _compute_name(self):
        for wizard in self:
            first = wizard.message_ids.sorted(lambda m: (m.date, m.id))[:1]
            wizard.name = first.subject or wizard.name or wizard.ticket_id.name

    def action_split(self):
        """Create the ticket and show it."""
        self.ensure_one()
        if not self.name:
            raise UserError(self.env._("Subject: say what the new ticket is about."))
        ticket = self.ticket_id._split(self.message_ids, self.name, self.from_message)
        return ticket._get_records_action()
