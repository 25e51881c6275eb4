# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, models
from odoo.exceptions import UserError

#: What the new ticket has in common with the one it comes from.
SHARED = (
    "partner_id",
    "email_from",
    "phone",
    "lang_id",
    "company_id",
    "team_id",
    "user_id",
    "category_id",
    "priority",
    "channel",
)


class CrmTicket(models.Model):
    """A request that turns out to be two is split by its messages."""

    _inherit = "crm.ticket"

    def action_split(self):
        """Ask which messages become a ticket of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split ticket"),
            "res_model": "crm.ticket.split.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _split(self, messages, name, from_message=True):
        """Move messages to a new ticket of the same customer; return it.

        :param from_message: the clocks start when the first of them was written
        """
        self.ensure_one()
        self.check_access("write")
        if not messages:
            raise UserError(self.env._("Messages: choose at least one."))
        # sudo: which messages a ticket has is asked of the system
        messages = messages.sudo()
        if any(m.model != self._name or m.res_id != self.id for m in messages):
            raise UserError(
                self.env._("Messages: choose some of %(ticket)s.", ticket=self.number)
            )
        ticket = self.create(self._prepare_split_values(messages, name, from_message))
        attachments = messages.attachment_ids.filtered(
            lambda a: a.res_model == self._name and a.res_id == self.id
        )
        messages.write({"res_id": ticket.id})
        attachments.write({"res_id": ticket.id})
        (self | ticket).invalidate_recordset()
        ticket._link_to(self, kind="split")
        self._message_log(
            body=self.env._("Split: %(ticket)s.", ticket=ticket.display_name)
        )
        ticket._message_log(
            body=self.env._("Split from %(ticket)s.", ticket=self.display_name)
        )
        return ticket

    def _prepare_split_values(self, messages, name, from_message):
        """Return the values of the ticket that some messages become."""
        first = messages.sorted(lambda message: (message.date, message.id))[0]
        shared = (*SHARED, *self._merge_documents())
        values = {field: self._plain(self[field]) for field in shared}
        values |= {
            "name": name,
            "description": first.body,
            "tag_ids": [Command.set(self.tag_ids.ids)],
            "opened_at": min(first.date, self._now()) if from_message else False,
        }
        author = first.author_id
        if author.commercial_partner_id == self.commercial_partner_id and author:
            values["partner_id"] = author.id
        return values
