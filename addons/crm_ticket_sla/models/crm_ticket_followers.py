# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmTicket(models.Model):
    """Who follows a new ticket: the chatter asks for each ticket, we for a batch."""

    _inherit = "crm.ticket"

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        if self.env.context.get("ticket_subscribe_later"):
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    def _subscribe_opened(self):
        """Let the followers of a team follow its new tickets, one query per team."""
        names = ("team_id", "user_id")
        groups = self.grouped(lambda ticket: tuple(ticket[name].id for name in names))
        for values, tickets in groups.items():
            tickets._message_auto_subscribe(
                dict(zip(names, values, strict=True)),
                followers_existing_policy="update",
            )
