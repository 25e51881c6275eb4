# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.mail.tools.discuss import Store


class MailMessage(models.Model):
    """Messages of a conversation say what became of them."""

    _inherit = "mail.message"

    chat_line_ids = fields.One2many("crm.conversation.message", "message_id")

    def _to_store_defaults(self, target):
        return [
            *super()._to_store_defaults(target),
            Store.Attr(
                "chat_state",
                lambda message: message._chat_state(),
                predicate=lambda message: message.model == "crm.conversation",
            ),
        ]

    def _chat_state(self):
        """Return {state, label, detail} of a message to or from a customer, or False."""
        # sudo: who reads the message sees what became of it
        lines = self.sudo().chat_line_ids
        row = next(iter(lines), lines)  # a slice would be read for itself
        if not row or row.direction == "in":
            return {"direction": "in"} if row else False
        labels = dict(row._fields["state"]._description_selection(self.env))
        return {
            "direction": "out",
            "state": row.state,
            "label": labels[row.state],
            "detail": row.detail or "",
        }
