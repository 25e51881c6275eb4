# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import logging

from odoo import api, models
from odoo.tools import email_normalize

from ..tools.mail_repair import (
    declare_charsets,
    is_unread,
    mended,
    readable_copy,
    repair_subject,
    sender_headers,
)

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """The gateway, where it decides about tickets."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        result = super().message_process(
            model, message, custom_values, save_original, strip_attachments, thread_id
        )
        if result is False:  # perhaps a copy by way of another mailbox
            raw = getattr(message, "data", message)
            raw = raw.encode() if isinstance(raw, str) else bytes(raw)
            self.env["crm.ticket"]._mail_received_again(raw)
        return result

    @api.model
    def message_parse(self, message, save_original=False):
        """Parse also what core's parser stumbles over, and tell namesakes apart."""
        message = mended(message)
        declare_charsets(message)
        try:
            found = super().message_parse(message, save_original=save_original)
            is_lost = is_unread(message, found)
        except Exception:  # broken MIME raises what it wants
            _logger.info("Mail that cannot be parsed is kept as it is", exc_info=True)
            found = super().message_parse(readable_copy(message), save_original=False)
            is_lost = False
        if is_lost:
            found = super().message_parse(readable_copy(message))
        repair_subject(message, found)
        for name, value in found.items():
            if isinstance(value, str) and "\0" in value:
                found[name] = value.replace("\0", "")  # PostgreSQL keeps none
        if self._is_namesake(found):
            key = repr([found.get(name) for name in ("email_from", "subject", "date")])
            digest = hashlib.sha256(key.encode()).hexdigest()[:16]
            found["message_id"] = f"<{digest}.{found['message_id'].strip('<>')}>"
        return found

    @api.model
    def _is_namesake(self, found):
        """Tell whether another mail on a ticket has the same Message-ID.

        Broken programs reuse it; core would drop the mail as a duplicate.
        """
        known = self.env["mail.message"].search(
            [
                ("message_id", "=", found["message_id"]),
                ("model", "=", "crm.ticket"),
                ("message_type", "=", "email"),
            ],
            limit=1,
        )
        if not known:
            return False
        same = email_normalize(known.email_from or "") == email_normalize(
            found.get("email_from") or ""
        ) and (known.subject or "") == (found.get("subject") or "")
        if found.get("date"):
            same = same and str(known.date) == str(found["date"])
        return not same

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        Ticket = self.env["crm.ticket"]
        if route := Ticket._route_by_token_only(message_dict):
            return Ticket._route_mail(message, message_dict, [route])
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        return Ticket._route_mail(message, message_dict, routes)

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Tickets have a guard of their own, which loses nothing."""
        others = [r for r in routes or [] if not r[0].startswith("crm.ticket")]
        return super()._detect_loop_sender(message, message_dict, others)

    def _message_parse_post_process(self, message, message_dict, routes):
        values = super()._message_parse_post_process(message, message_dict, routes)
        for model, thread_id, custom_values, *_rest in routes or ():
            if model == "crm.ticket":
                # sudo: who writes is looked for in the company of the ticket
                ticket = self.env[model].sudo().browse(thread_id or [])
                author = ticket._mail_author(message_dict, custom_values)
                values["author_id"] = author.id
        return values

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if any(route[0].startswith("crm.ticket") for route in routes or ()):
            self = self.with_context(  # noqa: PLW0642
                ticket_mail_headers=sender_headers(message),
                ticket_mail_received=[str(h) for h in message.get_all("Received", [])],
                ticket_mail_language=str(message.get("Content-Language") or ""),
                ticket_mail_enclosed=self._read_enclosed(message, message_dict),
            )
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        self.env["crm.ticket"]._mail_bounced(message_dict)
        return result
