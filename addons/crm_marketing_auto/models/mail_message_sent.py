# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    """The chatter without the shells of mails of journeys.

    They live a day after the mail has left and hold no text: the chatter would say that
    each of them had been removed. What was sent stands on the timeline.
    """

    _inherit = "mail.message"

    @api.model
    def _message_fetch(self, domain, *, thread=None, **options):
        if thread:
            is_shown = Domain("message_type", "!=", "email_outgoing")
            domain = Domain(True if domain is None else domain)
            domain &= is_shown | Domain("body", "!=", False)
        return super()._message_fetch(domain, thread=thread, **options)
