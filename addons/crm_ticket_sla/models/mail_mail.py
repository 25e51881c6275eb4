# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.mail_intake import with_token


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Name the ticket in the subject, for answers that lose their headers.

        Only what is sent: the mail and its message share the stored subject, which the
        conversation would show above every message.
        """
        mails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        if self.model == "crm.ticket" and self.res_id:
            # sudo: the number of the ticket, whoever writes
            ticket = self.env["crm.ticket"].sudo().browse(self.res_id).exists()
            for mail in mails if ticket.number else ():
                mail["subject"] = with_token(mail["subject"], ticket.number)
        return mails
