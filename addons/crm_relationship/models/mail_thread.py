# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

#: Headers by which a machine says that it answered (RFC 3834 and common practice).
#: Not *list*: an address that is a group of Google or Microsoft adds it to every mail.
AUTOMATIC_PRECEDENCES = {"bulk", "junk", "auto_reply"}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        """Tell answers of machines, which are no contacts, from those of people."""
        if self._is_automatic_mail(message):
            self = self.with_context(interaction_mail_is_automatic=True)  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)

    def _is_automatic_mail(self, message):
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        precedence = (message.get("Precedence") or "").strip().lower()
        return (
            submitted.partition(";")[0].strip() != "no"
            or precedence in AUTOMATIC_PRECEDENCES
            or bool(message.get("X-Autoreply") or message.get("X-Autorespond"))
        )
