# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import email
import logging
from datetime import timedelta
from email import policy

from odoo import api, fields, models
from odoo.tools import email_normalize, email_split

from ..tools.mail_intake import is_courtesy, subject_tokens
from ..tools.mail_repair import sender_headers
from ..tools.reply_metrics import is_automatic

_logger = logging.getLogger(__name__)

#: Mails of one sender within `LOOP_HOURS` from which on the loop guard acts.
LOOP_MAILS = 25
LOOP_HOURS = 2


class CrmTicket(models.Model):
    """Which ticket a mail is about.

    A mail answers the ticket that its headers name; without them the one whose number
    its subject names, if the sender belongs to it. All else is a new ticket, but what
    machines send: that is kept as a note, of the ticket or of the team.
    """

    _inherit = "crm.ticket"

    origin_ticket_id = fields.Many2one(
        "crm.ticket",
        string="Follow-up of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The closed ticket that the customer came back to.",
    )
    claimed_ticket_id = fields.Many2one(
        "crm.ticket",
        string="Claimed ticket",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The subject of the mail names this ticket, but its sender does not "
        "belong to it.",
    )
    other_team_ids = fields.Many2many(
        "crm.ticket.team",
        string="Also written to",
        copy=False,
        help="Other teams that the same mail was addressed to.",
    )

    @api.model
    def _route_mail(self, message, message_dict, routes):
        """Return the routes of a mail, with at most one that is about a ticket."""
        ours = [route for route in routes or [] if route[0] == self._name]
        if not ours:
            return routes
        others = [route for route in routes if route[0] != self._name]
        chosen, teams = self._first_addressed(ours, message)
        is_machine = is_automatic(sender_headers(message))
        is_loop = self._is_mail_loop(message_dict)
        ticket = self._answered_ticket(chosen, message_dict, teams)
        model, _id, values, uid, alias = chosen
        values = dict(values or {})
        if is_machine or is_loop:
            # kept for whoever looks, but nothing happens by it
            message_dict["is_internal"] = True
            if not ticket:
                return others + self._route_to_team(chosen, teams, is_loop)
        elif ticket and ticket._is_over_for(message_dict):
            values.update(origin_ticket_id=ticket.id)
            values.setdefault("team_id", ticket.team_id.id)
            ticket = self.browse()
        elif not ticket and (claimed := self._named_ticket(message_dict, teams)):
            values["claimed_ticket_id"] = claimed.id
        if not ticket and len(teams) > 1:
            values["other_team_ids"] = [fields.Command.set(teams[1:].ids)]
        return [*others, (model, ticket.id or 0, values, uid, alias)]

    @api.model
    def _first_addressed(self, routes, message):
        """Return the route to the team that is named first, and all teams in order."""
        addresses = [
            address.lower()
            for name in ("To", "Cc", "Delivered-To", "Resent-To", "Resent-Cc")
            for value in message.get_all(name, [])
            for address in email_split(str(value))
        ]

        def position(route):
            alias = route[4]
            names = {alias.alias_full_name, alias.alias_name} if alias else set()
            places = [
                place
                for place, address in enumerate(addresses)
                if address in names or address.partition("@")[0] in names
            ]
            return (min(places, default=len(addresses)), alias.id if alias else 0)

        routes = sorted(routes, key=position)
        team_ids = [(route[2] or {}).get("team_id") for route in routes]
        teams = (
            self.env["crm.ticket.team"]
            # sudo: the gateway routes for teams that its user need not see
            .sudo()
            .browse(dict.fromkeys(filter(None, team_ids)))
        )
        return routes[0], teams.exists()

    def _answered_ticket(self, route, message_dict, teams):
        """Return the ticket a mail answers, the one it was merged into; empty: none."""
        # sudo: the gateway knows every ticket
        ticket = self.sudo().browse(route[1] or [])
        if not ticket:
            named = self._named_ticket(message_dict, teams)
            address = message_dict.get("email_from")
            if named and named._is_party(
                self._find_sender(address, named.company_id), address
            ):
                ticket = named
        return ticket and ticket._merge_target()

    @api.model
    def _named_ticket(self, message_dict, teams):
        """Return the ticket whose number the subject names; empty: none."""
        tokens = subject_tokens(message_dict.get("subject"))
        if not tokens:
            return self.browse()
        domain = [("number", "in", tokens)]
        if teams:
            domain.append(("company_id", "in", teams.company_id.ids))
        # sudo: the gateway knows every ticket, archived ones too
        found = self.sudo().with_context(active_test=False).search(domain)
        return found.sorted(lambda t: tokens.index(t.number))[:1]

    @api.model
    def _route_by_token_only(self, message_dict):
        """Return the route of an answer that lost all but its subject; None: none.

        It went to the catchall address, where core would send it back.
        """
        if message_dict.get("is_bounce") or not self.env[
            "mail.thread"
        ]._detect_write_to_catchall(message_dict):
            return None
        if message_dict.get("parent_id"):
            return None
        route = (self._name, 0, {}, self.env.uid, None)
        teams = self.env["crm.ticket.team"]
        ticket = self._answered_ticket(route, message_dict, teams)
        return ticket and (self._name, ticket.id, {}, self.env.uid, None) or None

    def _is_over_for(self, message_dict):
        """Tell whether an answer comes too late to reopen the ticket."""
        self.ensure_one()
        ended = self.closed_at or self.solved_at
        if not self.stage_id.is_closed or not ended:
            return False
        limit = timedelta(days=self.team_id.reopen_days)
        return self._now() > ended + limit

    @api.model
    def _route_to_team(self, route, teams, is_loop):
        """Return the routes of a machine's mail that is about no ticket."""
        # sudo: as above
        team = teams[:1] or self.env["crm.ticket.team"].sudo().search([], limit=1)
        if not team:
            _logger.info("Mail of a machine dropped: there is no ticket team")
            return []
        if is_loop:
            _logger.info("Loop guard: mail kept as a note of team %s", team.id)
        return [(team._name, team.id, {}, route[3], None)]

    @api.model
    def _is_mail_loop(self, message_dict):
        """Tell whether a sender writes so often that a machine must answer ours."""
        address = message_dict.get("email_from")
        normalized = email_normalize(address or "", strict=False)
        if not normalized:
            return False
        # an agent answers many tickets; their vacation notice has headers that say so
        sender = self._find_sender(address, self.env.company)
        if sender and not sender.partner_share:
            return False
        # sudo: settings and messages are read as the gateway
        if (
            self.env["mail.gateway.allowed"]
            .sudo()
            .search_count([("email_normalized", "=", normalized)], limit=1)
        ):
            return False
        limit = LOOP_MAILS - 1  # with this one
        count = (
            self.env["mail.message"]
            # sudo: a loop is counted over all tickets
            .sudo()
            .search_count(
                [
                    ("model", "in", (self._name, "crm.ticket.team")),
                    ("message_type", "=", "email"),
                    ("email_from", "=ilike", f"%{_like(normalized)}%"),
                    ("create_date", ">=", self._now() - timedelta(hours=LOOP_HOURS)),
                ],
                limit=limit,
            )
        )
        return count >= limit

    @api.model
    def _mail_received_again(self, raw):
        """Note the team whose mailbox got another copy of a known mail."""
        header = email.message_from_bytes(raw, policy=policy.compat32)
        message_id = str(header.get("Message-Id") or "").strip()
        # sudo: copies are known wherever the first arrived
        known = message_id and self.env["mail.message"].sudo().search(
            [("message_id", "=", message_id), ("model", "=", self._name)], limit=1
        )
        if not known:
            return
        names = ("Delivered-To", "X-Original-To", "To", "Cc")
        text = ",".join(str(v) for name in names for v in header.get_all(name, []))
        addresses = [address.lower() for address in email_split(text)]
        aliases = (
            self.env["mail.alias"]
            # sudo: addresses of all teams
            .sudo()
            .search(
                [
                    ("alias_full_name", "in", addresses),
                    ("alias_model_id.model", "=", self._name),
                ]
            )
        )
        teams = (
            # sudo: see above; the ticket only gets the names
            self.env["crm.ticket.team"].sudo().search([("alias_id", "in", aliases.ids)])
        )
        # sudo: see above
        ticket = self.sudo().browse(known.res_id).exists()
        new = teams - ticket.team_id - ticket.other_team_ids
        if ticket and new:
            ticket._note_other_teams(new)

    def _note_other_teams(self, teams):
        self.write({"other_team_ids": [fields.Command.link(team.id) for team in teams]})
        names = ", ".join(teams.mapped("name"))
        self._message_log(
            body=self.env._("The same mail was also sent to %(teams)s.", teams=names)
        )

    def _is_bare_courtesy(self, text):
        """Tell whether an answer to the closed ticket leaves it closed."""
        self.ensure_one()
        hours = self.team_id.courtesy_hours
        ended = self.solved_at or self.closed_at
        if not hours or not ended or not self.stage_id.is_closed:
            return False
        return self._now() <= ended + timedelta(hours=hours) and is_courtesy(text)


def _like(text):
    """Escape what LIKE reads as a pattern."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
