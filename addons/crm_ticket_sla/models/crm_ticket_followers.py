# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import models
from odoo.tools import SQL

from .crm_ticket_stage import CLOSED_KINDS

#: Tickets that a message about new work lists.
MOST_LISTED = 20
#: Marks in the context of what nobody is told of: history, imports.
SILENT = ("tracking_disable", "mail_auto_subscribe_no_notify", "ticket_event_at")


class CrmTicket(models.Model):
    """Who follows a ticket: the chatter asks for each ticket, we for a batch.

    The agent follows, and so reads what the customer writes. Whoever is given tickets
    by others is told so by one message, however many they are.
    """

    _inherit = "crm.ticket"

    def _after_opened(self):
        result = super()._after_opened()
        self.filtered("user_id")._tell_agents()
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        given = {c.ticket_id for c in changes if c.kind == "user_id" and c.new}
        self.browse(given)._tell_agents()
        return result

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        found = super()._message_auto_subscribe_followers(
            updated_values, default_subtype_ids
        )
        # sudo: whoever hands a ticket over need not see the user
        agent = self.env["res.users"].sudo().browse(updated_values.get("user_id") or [])
        if agent.active:
            found.append((agent.partner_id.id, default_subtype_ids, False))
        return found

    def _tell_agents(self):
        """Tell agents which tickets others have given them."""
        if any(self.env.context.get(name) for name in SILENT):
            return
        if not self.env.registry.ready:  # an installation with demo data
            return
        given = self.filtered(
            lambda t: t.user_id != self.env.user and t.stage_kind not in CLOSED_KINDS
        )
        for agent, tickets in given.grouped("user_id").items():
            # sudo: the language and address of a colleague
            tickets.with_context(lang=agent.sudo().lang)._tell_agent(agent.sudo())

    def _tell_agent(self, agent):
        about, env = self[:1], self.env
        subject = env._("New for you: %(ticket)s", ticket=about.name)
        if len(self) > 1:
            # about none of them: the mail must not name one in its subject
            about = self.team_id[:1] or about
            subject = env._("New for you: %(count)s tickets", count=len(self))
        lines = Markup("").join(
            Markup("<li><a href='/odoo/tickets/%s'>%s</a></li>")
            % (ticket.id, ticket.display_name)
            for ticket in self[:MOST_LISTED]
        )
        about.message_notify(
            partner_ids=agent.partner_id.ids,
            subject=subject,
            body=Markup("<ul>%s</ul>") % lines,
            email_layout_xmlid="mail.mail_notification_layout",
        )

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        if self.env.context.get("ticket_subscribe_later"):
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    def _subscribe_opened(self):
        """Let the followers of a team follow its new tickets, one query per team."""
        self._subscribe_opener()
        names = ("team_id", "user_id")
        groups = self.grouped(lambda ticket: tuple(ticket[name].id for name in names))
        for values, tickets in groups.items():
            tickets._message_auto_subscribe(
                dict(zip(names, values, strict=True)),
                followers_existing_policy="update",
            )

    def _subscribe_opener(self):
        """Let a colleague follow the new tickets they open, as core does, at once."""
        user, context = self.env.user, self.env.context
        if not user.active or user.share or not self:
            return
        if context.get("mail_create_nosubscribe") or context.get("tracking_disable"):
            return
        subtypes, *_sides = self.env["mail.message.subtype"].default_subtypes(
            self._name
        )
        self.env.execute_query(
            SQL(
                "WITH f AS (INSERT INTO mail_followers (res_model, res_id, partner_id)"
                " SELECT %(model)s, t.id, %(partner)s FROM unnest(%(ids)s) t(id)"
                " ON CONFLICT DO NOTHING RETURNING id)"
                " INSERT INTO mail_followers_mail_message_subtype_rel"
                " (mail_followers_id, mail_message_subtype_id)"
                " SELECT f.id, s.id FROM f, unnest(%(subtypes)s::int[]) s(id)"
                " RETURNING mail_followers_id",
                model=self._name,
                partner=user.partner_id.id,
                ids=self.ids,
                subtypes=subtypes.ids,
            )
        )
        names = ["message_follower_ids", "message_partner_ids", "message_is_follower"]
        self.invalidate_recordset(names, flush=False)
