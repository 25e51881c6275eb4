# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import email_normalize, email_split

from ..tools.reply_metrics import AGENT, CUSTOMER, Item, MessageFacts, author_kind
from .sla_work import Work


class CrmTicket(models.Model):
    """Messages on tickets: who answered whom, and the clocks that wait for it."""

    _inherit = "crm.ticket"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # sudo: an answer counts whoever gives it, customers included
        self.sudo()._sla_after_message(message.sudo())
        return result

    def _sla_after_message(self, message):
        """Let the clocks that wait for replies follow a message."""
        self.ensure_one()
        kind = author_kind(self._message_facts(message))
        if kind not in (AGENT, CUSTOMER):
            return
        if kind == CUSTOMER and (not self.first_response_at or self.unanswered_at):
            return
        # a message that closes or reopens a ticket comes after that, in its second
        work = Work(self, self._sla_load(), self._now())
        cause = self._sla_cause(f"message:{message.id}")
        work.converse(self, Item(work.now, kind), cause, not self.stage_id.is_closed)
        work.save()

    def _message_facts(self, message):
        """Return what decides on whose behalf a message counts."""
        author = message.author_id
        robot = self.env.ref("base.partner_root", raise_if_not_found=False)
        by_system = self.env.context.get("ticket_by_system") or (
            author and author == robot
        )
        people = self._message_people()
        return MessageFacts(
            message_type=message.message_type,
            is_internal=bool(
                message.is_internal
                or message.subtype_id.internal
                or not message.subtype_id
            ),
            is_agent=any(not user.share for user in author.user_ids),
            is_customer=self._is_customer(message),
            to_customer=self._is_read_by(message, people),
            by_system=bool(by_system),
            headers=self.env.context.get("ticket_mail_headers") or {},
        )

    def _message_people(self):
        """Return the customer, with everybody of the same company."""
        company = self.commercial_partner_id
        if not company:
            return self.partner_id
        return self.env["res.partner"].search([("id", "child_of", company.id)])

    def _is_customer(self, message):
        """Tell whether the customer wrote: the person, a colleague, the address."""
        author = message.author_id
        if author and author.commercial_partner_id == self.commercial_partner_id:
            return bool(author.commercial_partner_id)
        own = email_normalize(self.email_from or "")
        return bool(own) and email_normalize(message.email_from or "") == own

    def _is_read_by(self, message, people):
        """Tell whether the customer is among the readers of a message.

        That is: addressed, a follower, with a login of the portal; or nobody is known
        yet who could be.
        """
        own = email_normalize(self.email_from or "")
        if not people and not own:
            return True
        written = email_split(
            ",".join(
                filter(
                    None,
                    (
                        message.incoming_email_to,
                        message.incoming_email_cc,
                        message.outgoing_email_to,
                    ),
                )
            )
        )
        addresses = {email_normalize(address) for address in written}
        theirs = {own, *people.mapped("email_normalized")} - {False, ""}
        return bool(
            message.partner_ids & people
            or self.message_partner_ids & people
            or addresses & theirs
            or (self.partner_id.user_ids and self.partner_id in people)
        )
