# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_optout_emails(self, mail_values_dict):
        composer = self._of_batch(mail_values_dict)
        return super(MailComposeMessage, composer)._get_optout_emails(mail_values_dict)

    def _get_done_emails(self, mail_values_dict):
        composer = self._of_batch(mail_values_dict)
        return super(MailComposeMessage, composer)._get_done_emails(mail_values_dict)

    def _of_batch(self, mail_values_dict):
        """Return the composer knowing the addresses of the batch at hand."""
        if not self.mass_mailing_id:
            return self
        data = self._get_recipients_data(mail_values_dict)
        emails = {
            email
            for values in data.values()
            for email in (values["mail_to_normalized"] or values["mail_to"] or ())
            if email
        }
        return self.with_context(mailing_batch_emails=tuple(emails))
