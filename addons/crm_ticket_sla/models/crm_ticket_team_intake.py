# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmTicketTeam(models.Model):
    """How tickets come in by mail, chat and missed calls."""

    _inherit = "crm.ticket.team"

    unknown_sender = fields.Selection(
        [("create", "Becomes a contact"), ("leave", "Stays unknown")],
        string="Unknown sender",
        required=True,
        default="create",
        help="What happens when no contact has the address of a mail.",
    )
    ack_template_id = fields.Many2one(
        "mail.template",
        string="Acknowledgement",
        domain=[("model", "=", "crm.ticket")],
        ondelete="set null",
        help="Sent once for each new ticket that comes by mail, never to machines. "
        "Empty: none.",
    )
    reopen_days = fields.Integer(
        string="Replies reopen for",
        default=14,
        help="Days after the end of a ticket. A later reply opens a new ticket that "
        "is linked to the old one.",
    )
    courtesy_hours = fields.Integer(
        string="Thanks do not reopen for",
        default=48,
        help="Hours after the end of a ticket in which a bare 'thank you' leaves it "
        "closed. 0: every reply reopens.",
    )
    has_missed_call_tickets = fields.Boolean(
        string="Missed calls open tickets",
        help="A call of a customer that nobody answered becomes a ticket of this team.",
    )

    _reopen_check = models.Constraint(
        "CHECK (reopen_days >= 0 AND courtesy_hours >= 0)",
        "Days and hours after the end of a ticket cannot be negative.",
    )
