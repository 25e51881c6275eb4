# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

#: Channels of contacts that can become tickets.
CHANNELS = ("call", "chat", "mail", "sms", "web", "visit", "meeting")


class CrmInteraction(models.Model):
    """Chats and calls that become tickets, by a click or by themselves."""

    _inherit = "crm.interaction"

    ticket_id = fields.Many2one(
        "crm.ticket",
        compute="_compute_ticket_id",
        search="_search_ticket_id",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )

    def _compute_ticket_id(self):
        tickets = self.env["crm.ticket"].search([("interaction_id", "in", self.ids)])
        by_interaction = {t.interaction_id.id: t for t in tickets}
        for interaction in self:
            interaction.ticket_id = by_interaction.get(interaction.id, False)

    def _search_ticket_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: finds interactions, each with its own rules; shows no ticket
        tickets = self.env["crm.ticket"].sudo()
        linked = tickets.search([("interaction_id", "!=", False)])
        wanted = linked.filtered(lambda t: t.id in value).interaction_id
        domain = Domain("id", "in", wanted.ids)
        if False in value:
            domain |= Domain("id", "not in", linked.interaction_id.ids)
        return domain

    def action_open_ticket(self):
        """Open the ticket of this contact, made from it when there is none."""
        self.ensure_one()
        if self.channel not in CHANNELS:
            raise UserError(
                self.env._("Type: only a chat, call or visit can become a ticket.")
            )
        Ticket = self.env["crm.ticket"]
        ticket = Ticket.search([("interaction_id", "=", self.id)], limit=1)
        ticket = ticket or self._create_tickets()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.ticket",
            "res_id": ticket.id,
            "views": [(False, "form")],
        }

    def _create_tickets(self, team=None):
        """Return new tickets of these contacts, in one batch."""
        values = [interaction._prepare_ticket_values(team) for interaction in self]
        return self.env["crm.ticket"].create(values)

    def _prepare_ticket_values(self, team=None):
        """Return the values of a ticket made from this contact."""
        self.ensure_one()
        value = self.contact_value or ""
        is_address = "@" in value
        partner = self._ticket_partner()
        note = self._public_note()
        return {
            "name": self.subject or self.type_id.name,
            "partner_id": partner.id,
            "email_from": value if is_address else partner.email_normalized,
            "phone": value if value and not is_address else partner.phone,
            "lead_id": self.lead_id.id,
            "channel": "call" if self.channel == "call" else "chat",
            "opened_at": self.occurred_at,
            "interaction_id": self.id,
            **({"description": plaintext2html(note)} if note else {}),
            **({"team_id": team.id} if team else {}),
        }

    def _ticket_partner(self):
        """Return who called or wrote: the contact of the row, or of its value."""
        self.ensure_one()
        value, company = self.contact_value or "", self.company_id
        if self.partner_id or not value:
            return self.partner_id
        Ticket = self.env["crm.ticket"]
        if "@" in value:
            return Ticket._find_sender(value, company)
        return Ticket._find_caller([value], company)

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        # sudo: a missed call opens a ticket whoever logs it. Only what is created has
        # an outcome: rows captured from documents need not be read for it.
        interactions.sudo()._notice_missed_calls()
        return interactions

    def _notice_missed_calls(self):
        """Open tickets for calls of customers that nobody answered."""
        missed = self.filtered(
            lambda i: (
                i.direction == "in"
                and i.channel == "call"
                and i.state == "done"
                and i.outcome_id
                and not i.outcome_id.happened
            )
        )
        if missed:
            missed._open_missed_calls()

    @api.model
    def _missed_call_teams(self, companies):
        """Return {company: the first team that wants missed calls}."""
        teams = (
            self.env["crm.ticket.team"]
            # sudo: what a team wants holds whoever logs the call
            .sudo()
            .search(
                [
                    ("has_missed_call_tickets", "=", True),
                    ("company_id", "in", companies.ids),
                ]
            )
        )
        found = {}
        for team in teams:
            found.setdefault(team.company_id, team)
        return found

    def _open_missed_calls(self):
        """Open a ticket for each caller whom nobody answered, once."""
        teams = self._missed_call_teams(self.company_id)
        calls = self.filtered(lambda i: i.company_id in teams)
        if not calls:
            return
        # sudo: a call opens one ticket, whoever may see those that are open
        Ticket = self.env["crm.ticket"].sudo()
        callers = {call: call._ticket_partner() for call in calls}
        partners = [partner.id for partner in callers.values() if partner]
        numbers = [v for v in calls.mapped("contact_value") if v]
        waiting = Ticket.search(
            Domain("channel", "=", "call")
            & Domain("stage_kind", "=", "new")
            & (Domain("partner_id", "in", partners) | Domain("phone", "in", numbers))
        )
        known = {_caller(t.company_id, t.partner_id, t.phone): t for t in waiting}
        done = set(
            Ticket.search([("interaction_id", "in", calls.ids)]).interaction_id.ids
        )
        chosen = {}
        for call in calls.sorted("occurred_at"):
            key = _caller(call.company_id, callers[call], call.contact_value)
            if call.id in done:
                continue
            if key in known:
                known[key]._note_called_again(call)
            elif key not in chosen:
                chosen[key] = call
        for company, team in teams.items():
            new = [call.id for key, call in chosen.items() if key[0] == company]
            if new:
                # sudo: the caller is served whoever logs the call
                self.browse(new).sudo()._create_tickets(team)


def _caller(company, partner, number):
    return (company, partner.id or number or "")


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    interaction_id = fields.Many2one(
        "crm.interaction",
        string="Made from",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The chat or call that the ticket began with.",
    )

    _interaction_uniq = models.UniqueIndex(
        "(interaction_id) WHERE interaction_id IS NOT NULL",
        "This contact has a ticket already.",
    )

    def _note_called_again(self, call):
        self._message_log(
            body=self.env._(
                "Called again at %(at)s, and nobody answered.",
                at=fields.Datetime.to_string(call.occurred_at),
            )
        )
