# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from pathlib import PurePath

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, formataddr, plaintext2html
from odoo.tools.mimetypes import guess_mimetype

MAX_SUBJECT = 200
MAX_TEXT = 20_000
MAX_FILES = 5
MAX_FILE_BYTES = 10 * 2**20
MAX_TOTAL_BYTES = 20 * 2**20
#: Files that customers may send: what they contain must be of the same family.
FILE_TYPES = {
    "image/": {"jpg", "jpeg", "png", "gif", "webp", "bmp", "heic"},
    "video/": {"mp4", "mov", "webm", "3gp"},
    "audio/": {"mp3", "m4a", "ogg", "wav"},
    "application/pdf": {"pdf"},
    "text/": {"txt", "csv", "log", "eml"},
    "message/": {"eml"},
    "application/": {
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx"),
        *("odt", "ods", "odp", "zip", "rtf", "heic", "m4a", "csv"),
    },
}
#: Contents that a browser would run.
ACTIVE_TYPES = ("text/html", "image/svg", "application/xhtml", "text/javascript")


class CrmTicket(models.Model):
    """Requests that arrive over the web: what all of its doors have in common."""

    _inherit = "crm.ticket"

    @api.model
    def _check_web_request(self, subject, text, files=()):
        """Raise where a request cannot be taken as it is, naming the field.

        :param files: list of (name, content as bytes)
        """
        if not subject.strip():
            raise ValidationError(
                self.env._("Subject: say in a few words what it is about.")
            )
        if len(subject) > MAX_SUBJECT:
            raise ValidationError(
                self.env._("Subject: use %(n)s characters at most.", n=MAX_SUBJECT)
            )
        if not text.strip():
            raise ValidationError(self.env._("Description: say what happened."))
        if len(text) > MAX_TEXT:
            raise ValidationError(
                self.env._("Description: use %(n)s characters at most.", n=MAX_TEXT)
            )
        self._check_web_files(files)

    @api.model
    def _check_web_files(self, files):
        if len(files) > MAX_FILES:
            raise ValidationError(
                self.env._("Files: send %(n)s at most.", n=MAX_FILES),
            )
        if sum(len(content) for _name, content in files) > MAX_TOTAL_BYTES:
            raise ValidationError(
                self.env._(
                    "Files: together they may be %(size)s MB at most.",
                    size=MAX_TOTAL_BYTES // 2**20,
                )
            )
        for name, content in files:
            if len(content) > MAX_FILE_BYTES:
                raise ValidationError(
                    self.env._(
                        "Files: '%(name)s' is larger than %(size)s MB.",
                        name=name,
                        size=MAX_FILE_BYTES // 2**20,
                    )
                )
            if not self._is_web_file(name, content):
                raise ValidationError(
                    self.env._(
                        "Files: '%(name)s' is of a kind that is not accepted. Send "
                        "pictures, videos, PDF, text or office documents.",
                        name=name,
                    )
                )

    @api.model
    def _is_web_file(self, name, content):
        """Tell whether the ending is allowed and the content is what it says."""
        mimetype = guess_mimetype(content, default="application/octet-stream")
        if not content or mimetype.startswith(ACTIVE_TYPES):
            return False
        ending = PurePath(name).suffix.lower().lstrip(".")
        return any(
            mimetype.startswith(kind) and ending in endings
            for kind, endings in FILE_TYPES.items()
        )

    @api.model
    def _open_from_web(self, values, files=(), author=None):
        """Open a checked request as a ticket; files come in a first message.

        :param author: the customer who is known to have written it, if any
        """
        partner = self.env["res.partner"].browse(values.get("partner_id"))
        lang = self.env.lang or partner.lang
        ticket = self.create(
            {
                **values,
                "lang_id": self.env["res.lang"]._get_data(code=lang).id if lang else 0,
                "description": plaintext2html(values["description"]),
            }
        )
        if author:
            ticket.message_subscribe(author.ids)
        if files:
            ticket.with_context(mail_post_autofollow=False).message_post(
                body=self.env._("Files sent with the request."),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=(author or partner).id or None,
                email_from=None if author or partner else ticket.email_from,
                attachments=files,
            )
        return ticket

    @api.model
    def _web_contact(self, email, name, company, phone=None):
        """Return who wrote: values of a ticket, of a known contact where there is one.

        Nothing is ever written on a contact: whoever fills in a form can claim any
        address, and any phone number.
        """
        address = email_normalize(email)
        partner = self._find_sender(address, company)
        proposed = {} if partner else self._proposed_values([phone], company)
        return {
            **proposed,
            "sender_name": False if partner else name,
            "partner_id": partner.id,
            "email_from": formataddr((name, address)) if name else address,
        }
