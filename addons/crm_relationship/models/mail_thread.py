# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

#: Headers by which a machine says that it answered (RFC 3834 and common practice).
AUTOMATIC_PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        """Show a mail that bounced: it reached nobody and is no contact."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict["bounced_message"]
        if bounced:
            # sudo: the bounce arrives with nobody's rights
            bounced.sudo()._log_interaction("bounced")
            bounced._fail_interactions(message_dict["bounced_partner"])
        return result

    def _message_route_process(self, message, message_dict, routes):
        """Tell answers of machines, which are no contacts, from those of people."""
        if self._is_automatic_mail(message):
            self = self.with_context(interaction_mail_is_automatic=True)  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)

    def _is_automatic_mail(self, message):
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        precedence = (message.get("Precedence") or "").strip().lower()
        return (
            submitted != "no"
            or precedence in AUTOMATIC_PRECEDENCES
            or bool(message.get("X-Autoreply") or message.get("X-Autorespond"))
        )
