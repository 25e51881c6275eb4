# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize, formataddr, plaintext2html

from ..tools.forwarded_html import read


class CrmTicket(models.Model):
    """Mails of customers that a colleague got, and forwards to the team.

    The ticket is the customer's, as if they had written to the team; what the colleague
    wrote above the mail is a note. Only colleagues forward: a mail that a customer
    forwards is one of that customer.
    """

    _inherit = "crm.ticket"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        colleague, forward = self._forwarded(msg_dict, custom_values)
        if not forward:
            return super().message_new(msg_dict, custom_values)
        if forward.subject:
            msg_dict["subject"] = forward.subject
        msg_dict.update(
            email_from=formataddr((forward.name, forward.address)),
            author_id=self._mail_author(
                {"email_from": forward.address}, custom_values
            ).id,
            body=Markup(forward.body),
        )
        ticket = super().message_new(msg_dict, custom_values)
        ticket._note_forwarded(colleague, forward.comment)
        return ticket

    @api.model
    def _forwarded(self, msg_dict, custom_values):
        """Return the colleague who forwards a mail, and the mail; None: it is no forward.

        It is in the text, or attached alone; of several attached ones none is *the*
        request. Its headers are believed as those of the mail itself are.
        """
        sender = self._mail_author(msg_dict, custom_values)
        if not sender or sender.partner_share:
            return sender, None
        attached = self.env.context.get("ticket_mail_enclosed") or ()
        if attached:
            forward = attached[0] if len(attached) == 1 else None
        else:
            forward = read(msg_dict.get("body"), msg_dict.get("subject"))
        if forward and not forward.address:
            forward = None
        if forward and self._is_own_address(forward.address):
            forward = None
        return sender, forward

    @api.model
    def _is_own_address(self, address):
        """Tell whether mails to an address come to us: one of a team, or the catchall."""
        normalized = email_normalize(address, strict=False)
        # sudo: which addresses there are is nobody's secret from the gateway
        domains = self.env["mail.alias.domain"].sudo()
        aliases = self.env["mail.alias"].sudo()
        return bool(
            domains._find_aliases([normalized])
            or aliases.search_count([("alias_full_name", "=", normalized)], limit=1)
        )

    def _note_forwarded(self, colleague, comment):
        """Note who forwarded the mail, and what they wrote above it."""
        text = self.env._("Forwarded by %(name)s.", name=colleague.name)
        if comment:
            text = Markup("%s<br/>%s") % (text, plaintext2html(comment))
        self._message_log(body=text, author_id=colleague.id)
