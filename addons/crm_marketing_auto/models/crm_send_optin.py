# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError


class CrmSendOptin(models.AbstractModel):
    """Asks a person once whether we may write: double opt-in by e-mail."""

    _name = "crm.send.optin"
    _description = "Double Opt-in"

    def _ask(self, partner):
        """Send the question with the person's own page, once in a lifetime.

        It goes through core's queue: it is no advertising, and no mailing.

        :raise UserError: when the person has no address, or was asked or answered
        """
        # sudo: who reads the contact may ask; the register stays unread
        asked = (
            self.env["crm.consent"]
            .sudo()
            ._ask(
                partner.email_normalized,
                "mail",
                partner_id=partner.id,
                source="double_optin",
            )
        )
        if not asked:
            raise UserError(
                self.env._(
                    "%(name)s has no e-mail address, or was asked or has answered"
                    " already: nobody is asked twice.",
                    name=partner.display_name,
                )
            )
        body = Markup("<p>%s</p><p><a href='%s'>%s</a></p><p>%s</p>") % (
            self.env._("May we send you our news and offers?"),
            self.env["crm.send.preference"]._url(partner),
            self.env._("Say what you want"),
            self.env._("If you do nothing, you get none."),
        )
        company = self.env.company
        # sudo: who may ask need not be able to queue mails by hand
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._(
                    "May we write to you? %(name)s", name=company.name
                ),
                "email_to": partner.email_formatted,
                "email_from": company.email_formatted,
                "body_html": body,
                "auto_delete": True,
            }
        )
        return asked
