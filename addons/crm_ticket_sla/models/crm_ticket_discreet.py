# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email.utils import parseaddr

from odoo import models
from odoo.tools import formataddr

from odoo.addons.mail.tools.discuss import Store


class CrmTicket(models.Model):
    """Mails of teams that do not tell customers who answered."""

    _inherit = "crm.ticket"

    def _is_discreet_message(self, message):
        """Tell whether customers read the team's name in place of the author's."""
        # sudo: who wrote is asked in order not to show it
        author = message.sudo().author_id
        return bool(
            self.team_id
            and not self.sudo().team_id.show_agent_names
            and author
            and not author.partner_share
        )

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        outside = any(data.get("share") for data in recipients_data)
        if len(self) == 1 and outside and self._is_discreet_message(message):
            _name, address = parseaddr(values.get("email_from") or message.email_from)
            if address:
                # sudo: the name that mails show in place of the agent's
                team = self.sudo().team_id.name
                values["email_from"] = formataddr((team, address))
        return values

    def _notify_by_email_prepare_rendering_context(
        self,
        message,
        msg_vals=False,
        model_description=False,
        force_email_company=False,
        force_email_lang=False,
        force_record_name=False,
    ):
        values = super()._notify_by_email_prepare_rendering_context(
            message,
            msg_vals=msg_vals,
            model_description=model_description,
            force_email_company=force_email_company,
            force_email_lang=force_email_lang,
            force_record_name=force_record_name,
        )
        if len(self) == 1 and self._is_discreet_message(message):
            # the signature below the mail, and who is said to have written
            values.update(signature="", email_add_signature=False)
            values["author_user"] = self.env["res.users"]
        return values


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _discreet_names(self):
        """Return {message id: (contact, name) shown in place of the author}."""
        # sudo: what is hidden is found for customers, who may not read it
        messages = self.sudo().filtered(lambda m: m.model == "crm.ticket" and m.res_id)
        if not messages:
            return {}
        # sudo: the names of the teams of tickets whose messages are shown
        tickets = self.env["crm.ticket"].sudo().browse(set(messages.mapped("res_id")))
        by_id = {ticket.id: ticket for ticket in tickets.exists()}
        names = {}
        for message in messages:
            ticket = by_id.get(message.res_id)
            if ticket and ticket._is_discreet_message(message):
                company = ticket.company_id
                names[message.id] = (company.partner_id.id, ticket.team_id.name)
        return names

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load=load)
        hidden = {"author_id", "email_from"} & set(fnames)
        if self.env.su or not self.env.user.share or not hidden:
            return rows
        names = self._discreet_names()
        for row in rows:
            if row["id"] in names:
                contact, name = names[row["id"]]
                author = (contact, name) if load else contact
                shown = {"author_id": author, "email_from": name}
                row.update({field: shown[field] for field in hidden})
        return rows

    def _portal_message_format(self, properties_names, options=None):
        result = super()._portal_message_format(properties_names, options=options)
        names = self._discreet_names() if self.env.user.share else {}
        for values in result:
            if values["id"] in names:
                contact, name = names[values["id"]]
                values["author_id"] = {"id": contact, "name": name}
                values["author_avatar_url"] = "/mail/static/src/img/smiley/avatar.jpg"
        return result

    def _get_store_partner_name_fields(self):
        names = self._discreet_names() if self.env.user.share else {}
        if self.id in names:
            _contact, name = names[self.id]
            # sudo: who wrote is asked in order not to show it
            hidden = self.sudo().author_id
            return [
                Store.Attr("name", lambda p: name if p == hidden else p.name),
            ]
        return super()._get_store_partner_name_fields()
