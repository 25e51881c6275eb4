# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.gateway.call import RawEvent, Refused
from ..tools.gateway.forms import is_trapped, read_form, submission_uid
from ..tools.gateway.payload import FILES, FORM_TYPES, JSON_TYPES, parse_body


class CrmChannelAccount(models.Model):
    """Forms of websites and content systems become leads.

    A site that can keep a secret signs; one that cannot is known by the address only,
    and a field that no person sees keeps programs out.
    """

    _inherit = "crm.channel.account"

    is_unsigned = fields.Boolean(
        string="Take forms that are not signed",
        help="For sites whose pages post the form themselves: whoever reads such a page "
        "can send forms, too.",
    )
    trap_field = fields.Char(
        string="Hidden field",
        default="website_url",
        help="A field of the form that people do not see. Forms in which it is filled "
        "in were sent by a program and are thrown away.",
    )
    thanks_url = fields.Char(
        string="Page that says thank you",
        help="Shown to a visitor whose browser posted the form.",
    )

    @api.constrains("thanks_url")
    def _check_thanks_url(self):
        for account in self.filtered("thanks_url"):
            if not account.thanks_url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("Page that says thank you: begin with https://.")
                )

    def _gateway_verify_form(self, call):
        self._gateway_check_post(call, {*JSON_TYPES, *FORM_TYPES})
        if self._gateway_is_to_sign(call):
            self._gateway_check_signed(call)

    def _gateway_is_to_sign(self, call):
        return "x-signature" in call.headers or not self.is_unsigned

    def _gateway_split_form(self, call):
        submitted = parse_body(call)
        if is_trapped(submitted, self.trap_field):
            self._gateway_note_refusal("trapped")
            return []
        enquiry = read_form(submitted, self.timezone, self.trap_field)
        if not (enquiry.person.email or enquiry.person.phone):
            raise Refused(422, "contact", "Send a mail address or a phone number.")
        uid = submission_uid(
            enquiry, submitted, call.received_at, self._gateway_is_to_sign(call)
        )
        person = enquiry.person
        return [RawEvent("form", uid, submitted, person.email or person.phone)]

    def _gateway_answer_form(self, call):
        if call.mimetype not in FORM_TYPES:
            return None
        page = Markup('<!DOCTYPE html><meta charset="utf-8"><title>OK</title>')
        if self.thanks_url:
            page += Markup('<meta http-equiv="refresh" content="0;url=%s">') % (
                self.thanks_url
            )
        return 200, "text/html; charset=utf-8", str(page).encode()

    def _gateway_process_form(self, event):
        enquiry = read_form(event.payload, self.timezone, self.trap_field)
        answers = dict(enquiry.answers)
        if FILES in answers:
            answers[self.env._("Files that were not taken")] = answers.pop(FILES)
        return self._gateway_enquiry(
            enquiry._replace(
                uid=event.external_uid,
                at=enquiry.at or event.received_at,
                answers=answers,
            )
        )
