# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.send_window import next_opening


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

    def _ask_sms(self, partner, now=None):
        """Send the registration message to a number, once in a lifetime of the number.

        The answer is read where it is logged (crm.consent._hear); no answer within a
        day is a refusal.

        :raise UserError: when the country has no such message, the number is on a
            Do-Not-Call list, the hour is not one of the law's, or it was asked before
        """
        now = now or fields.Datetime.now()
        # sudo: who reads the contact may ask; register and rules stay the system's
        consent = self.env["crm.consent"].sudo()
        company, number = self.env.company, partner.phone_sanitized
        rule = consent._rule_of("sms", number, partner, company)
        self._check_askable(partner, rule, now)
        asked = consent._ask(
            number, "sms", partner_id=partner.id, company_id=company.id, source="reply"
        )
        if not asked:
            raise UserError(
                self.env._(
                    "%(name)s was asked or has answered already: nobody is asked twice.",
                    name=partner.display_name,
                )
            )
        text = rule._fill(rule.ask_text, company, now)
        sender = self.env["crm.send.confirm"].sudo()  # sudo: as above
        sender._send_plain(asked, company, text, f"consent:{asked.id}", now)
        return asked

    def _check_askable(self, partner, rule, now):
        number, name = partner.phone_sanitized, partner.display_name
        if not number:
            raise UserError(self.env._("%(name)s has no valid number.", name=name))
        if not rule or not rule.ask_text:
            raise UserError(
                self.env._(
                    "The rule of this country has no question for consent by SMS."
                )
            )
        # sudo: the list holds for whoever asks
        kinds = self.env["crm.send.suppression"].sudo()._kinds({number}).get(number)
        if kinds:
            raise UserError(
                self.env._("%(name)s: this number must not be written to.", name=name)
            )
        window = rule._window(partner.tz)
        opening = next_opening(now, (window,))
        if opening != now:
            raise UserError(
                self.env._(
                    "%(name)s can be asked between %(start)s and %(end)s o'clock only.",
                    name=name,
                    start=f"{rule.hour_start:g}",
                    end=f"{rule.hour_end:g}",
                )
            )
