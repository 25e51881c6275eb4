# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # the loop guard counts what a sender wrote lately, at every mail
    _ticket_mail_idx = models.Index(
        "(create_date) WHERE model IN ('crm.ticket', 'crm.ticket.team')"
        " AND message_type = 'email'"
    )
