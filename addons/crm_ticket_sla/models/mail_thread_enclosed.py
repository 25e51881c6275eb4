# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from email import policy

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_datetime, html2plaintext
from odoo.tools.mail import email_split_tuples

from ..tools.enclosed_mail import enclosed, file_name, mail_of, without
from ..tools.forwarded_html import Forward

_logger = logging.getLogger(__name__)

#: Mails in mails that are read; what lies deeper is kept as a file only.
DEEPEST = 3


class MailThread(models.AbstractModel):
    """Mails attached to a mail: kept as files, and shown below what brings them."""

    _inherit = "mail.thread"

    @api.model
    def _read_enclosed(self, message, message_dict, depth=DEEPEST):
        """Take the mails attached to a mail for what they are.

        Core takes their text for text of whoever attached them. Body and attachments of
        the mail are put right in `message_dict`.

        :return: tuple of `Forward`
        """
        parts = enclosed(message) if depth else []
        if not parts or message_dict.get("is_bounce"):
            return ()
        try:
            cover = self._message_parse_extract_payload(
                without(message, parts), message_dict
            )
            mails = [self._read_enclosed_mail(part, depth) for part in parts]
        except Exception:  # broken MIME raises what it wants
            _logger.info("Attached mails that cannot be read stay files", exc_info=True)
            return ()
        body, files = Markup(cover["body"] or ""), list(cover["attachments"])
        for part, mail in zip(parts, mails, strict=True):
            raw = mail_of(part).as_bytes(policy=policy.compat32)
            files += [self._Attachment(file_name(part), raw, {}), *mail["attachments"]]
            body += self._enclosed_block(mail)
        message_dict.update(body=body, attachments=files)
        comment = html2plaintext(cover["body"] or "").strip()
        return tuple(self._enclosed_of(mail, comment) for mail in mails)

    @api.model
    def _read_enclosed_mail(self, part, depth):
        mail = mail_of(part)
        found = self.message_parse(mail)
        self._read_enclosed(mail, found, depth - 1)
        return found

    @api.model
    def _enclosed_of(self, mail, comment):
        people = email_split_tuples(mail.get("email_from") or "")
        name, address = people[0] if people else ("", "")
        subject = mail.get("subject") or ""
        return Forward(name, address, comment, mail["body"] or "", subject)

    @api.model
    def _enclosed_block(self, mail):
        """Return an attached mail as message views show it: folded, like a quote."""
        date = mail.get("date")
        head = [
            (self.env._("From"), mail.get("email_from")),
            (self.env._("Date"), date and format_datetime(self.env, date)),
            (self.env._("To"), mail.get("to")),
            (self.env._("Subject"), mail.get("subject")),
        ]
        lines = Markup("<br/>").join(
            Markup("<b>%s:</b> %s") % (label, value) for label, value in head if value
        )
        return Markup('<div data-o-mail-quote="1"><p>%s</p>%s</div>') % (
            lines,
            Markup(mail["body"] or ""),
        )
