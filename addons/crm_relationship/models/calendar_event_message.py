# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CalendarEvent(models.Model):
    """Messages on meetings that a rule hides."""

    _inherit = "calendar.event"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # core reads the privacy of every meeting that has a message: one hidden
        # meeting would fail the search of all messages
        readable = self.exists()._filtered_access("read")
        result = super(
            CalendarEvent, readable
        )._mail_get_operation_for_mail_message_operation(message_operation)
        result.update(dict.fromkeys(self - readable, "read"))
        return result
