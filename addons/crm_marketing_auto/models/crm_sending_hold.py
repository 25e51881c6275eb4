# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .crm_channel_outbox_sending import KEY

#: The code of the reason that is told on what is cancelled when sending is released.
RELEASED = "released"


class MailMail(models.Model):
    """Mails of journeys and mailings are cancelled as the gate cancels them."""

    _inherit = "mail.mail"

    def _cancel_waiting(self):
        mailings = self.filtered("mailing_id")
        if mailings:
            recheck = self.env["crm.send.recheck"]
            recheck._cancel(dict.fromkeys(mailings.ids, RELEASED))
        return super(MailMail, self - mailings)._cancel_waiting()


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _cancel_waiting(self):
        result = super()._cancel_waiting()
        if self:
            recheck = self.env["crm.send.recheck"]
            recheck._tell_traces_sms(dict.fromkeys(self.ids, RELEASED))
        return result


class CrmChannelOutbox(models.Model):
    _inherit = "crm.channel.outbox"

    def _cancel_waiting(self):
        """Say so on the steps of journeys whose first part did not leave."""
        result = super()._cancel_waiting()
        keys = self.filtered(lambda message: message.key.startswith(KEY)).mapped("key")
        ids = [int(key.removeprefix(KEY)) for key in keys if ":" not in key[len(KEY) :]]
        if ids:
            reason = self.env["crm.journey.reason"].search([("code", "=", RELEASED)])
            traces = self.env["crm.journey.trace"].browse(ids).exists()
            traces.write({"state": "skipped", "reason_id": reason.id})
            self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)]).write(
                {"state": "cancelled"}
            )
        return result
