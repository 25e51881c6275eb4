# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools.machine import is_away_notice
from .mailing_trace_reactions import AUTOMATIC


class MailThread(models.AbstractModel):
    """A notice of absence is no reply: neither journeys nor core's figures count it."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        subject = message_dict.get("subject")
        if self._is_automatic_mail(message) or is_away_notice(subject):
            self = self.with_context(**{AUTOMATIC: True})  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)
