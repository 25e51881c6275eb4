# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from ..tools.reply_metrics import is_automatic

#: Acknowledgements to one address within an hour: more is somebody's machine.
MAX_ACKS = 3


class CrmTicket(models.Model):
    """Mails that tickets send: acknowledged by themselves, known by their number."""

    _inherit = "crm.ticket"
    _mail_thread_customer = True

    acknowledged_at = fields.Datetime(string="Acknowledged", readonly=True, copy=False)

    # ------------------------------------------------------------
    # Acknowledgement
    # ------------------------------------------------------------

    def _acknowledge(self, message):
        """Tell the sender that the mail has arrived: once, and no machine."""
        template = self.team_id.ack_template_id
        headers = self.env.context.get("ticket_mail_headers") or {}
        if not template or self.acknowledged_at or is_automatic(headers):
            return
        author = message.author_id
        if not self.email_from or author and not author.partner_share:
            return
        now = self._now()
        recent = self.search_count(
            [
                ("email_from", "=", self.email_from),
                ("acknowledged_at", ">", now - timedelta(hours=1)),
            ],
            limit=MAX_ACKS,
        )
        if recent >= MAX_ACKS:
            return
        self.acknowledged_at = now
        self._mail_automatically(template)

    def _mail_automatically(self, template):
        """Mail the customer a template as the system, which counts for nobody."""
        # sudo: the system writes; agents have no part in it
        ticket = self.with_user(self.env.ref("base.user_root")).sudo()
        values = {"message_type": "auto_comment", "subtype_xmlid": "mail.mt_comment"}
        if ticket.partner_id.email:
            ticket.message_post_with_source(template, **values)
        elif ticket.email_from:
            # posting the template would make a contact of the address
            found = template.sudo()._generate_template(
                ticket.ids, ("subject", "body_html", "email_from")
            )[ticket.id]
            ticket.message_post(
                email_from=found["email_from"],
                subject=found["subject"],
                body=found["body_html"],
                outgoing_email_to=ticket.email_from,
                **values,
            )

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self.env.context.get("ticket_mail_is_automatic"):
            headers["Auto-Submitted"] = "auto-replied"
        return headers

    # ------------------------------------------------------------
    # Mails of a ticket
    # ------------------------------------------------------------

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        is_machine = message.message_type in ("auto_comment", "out_of_office")
        ticket = self.with_context(ticket_mail_is_automatic=is_machine)
        return super(CrmTicket, ticket)._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )

    def _notify_thread_with_out_of_office_get_additional_users(self, *args, **kwargs):
        # sudo: a customer who writes may not read who works on the ticket
        ticket = super(CrmTicket, self.sudo())
        return ticket._notify_thread_with_out_of_office_get_additional_users(
            *args, **kwargs
        )

    def _message_compute_subject(self):
        self.ensure_one()
        return self.name

    def _notify_get_reply_to(self, default=None, author_id=False):
        # sudo: the address of a team is no secret, whoever writes on its ticket
        with_team = self.sudo().filtered("team_id")
        by_team = with_team.team_id._notify_get_reply_to(
            default=default, author_id=author_id
        )
        result = {ticket.id: by_team.get(ticket.team_id.id) for ticket in with_team}
        if others := self - with_team:
            result.update(
                super(CrmTicket, others)._notify_get_reply_to(
                    default=default, author_id=author_id
                )
            )
        return result
