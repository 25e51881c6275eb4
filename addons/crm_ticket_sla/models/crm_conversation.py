# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

from odoo.addons.crm_relationship.tools.phone_key import phone_key

#: So many of the customer's last messages are told by a ticket.
TOLD = 20
NAME = 100


class CrmConversation(models.Model):
    """A chat becomes a ticket by a click: one a contact, however often one clicks."""

    _inherit = "crm.conversation"

    def _inbox_groups(self):
        return super()._inbox_groups() | self.env.ref(
            "crm_ticket_sla.group_crm_ticket_sla_user"
        )

    def action_open_ticket(self):
        """Open the ticket of what the customer writes now, made when there is none."""
        self.ensure_one()
        self.check_access("read")
        contact = self.in_contact_id or self.out_contact_id
        if not contact:
            raise UserError(self.env._("Nothing was written in this chat yet."))
        return contact.action_open_ticket()


class CrmInteraction(models.Model):
    _inherit = "crm.interaction"

    def _prepare_ticket_values(self, team=None):
        values = super()._prepare_ticket_values(team)
        if self.origin_model != "crm.conversation":
            return values
        chat = self.env["crm.conversation"].browse(self.origin_id).exists()
        texts = [html2plaintext(m.body or "").strip() for m in self._heard(chat)]
        texts = [text for text in texts if text]
        if texts:
            values["name"] = " ".join(texts[0].split())[:NAME]
            values["description"] = plaintext2html("\n".join(texts))
        # the id of a stranger is no number
        values["phone"] = phone_key(values["phone"] or "") or chat.shared_phone
        values["email_from"] = values["email_from"] or chat.shared_email
        return values

    def _heard(self, chat):
        """Return what the customer wrote since this contact began, in order."""
        heard = self.env["crm.conversation.message"].search(
            [
                ("conversation_id", "in", chat.ids),
                ("direction", "=", "in"),
                ("at", ">=", self.occurred_at),
            ],
            order="id",
            limit=TOLD,
        )
        return heard.message_id
