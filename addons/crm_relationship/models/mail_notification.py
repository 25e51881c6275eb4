# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

#: The event of a message for each way to send it.
EVENTS = {"email": "sent", "sms": "sms"}


class MailNotification(models.Model):
    """Whom a message went to, and whether it arrived.

    Some messages are notified later than they are written, or to more people when
    they are edited: what was sent is logged with the notification.
    """

    _inherit = "mail.notification"

    @api.model_create_multi
    def create(self, vals_list):
        notifications = super().create(vals_list)
        for kind, event in EVENTS.items():
            sent = notifications.filtered(lambda n, k=kind: n.notification_type == k)
            sent.mail_message_id._log_customer_messages(event)
        return notifications

    def write(self, vals):
        result = super().write(vals)
        if "notification_status" in vals:
            # sudo: only which message it is
            messages = self.sudo().mail_message_id
            self.env["crm.interaction"]._capture_delivery(messages)
            if vals["notification_status"] == "bounce":
                messages._log_customer_messages("bounced")
        return result
