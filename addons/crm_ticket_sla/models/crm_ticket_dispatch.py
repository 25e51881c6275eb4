# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.assignment import Request
from .crm_ticket_stage import CLOSED_KINDS


class CrmTicket(models.Model):
    """Tickets find their agents by themselves, and say why."""

    _inherit = "crm.ticket"

    assignment_ids = fields.One2many(
        "crm.ticket.assignment", "ticket_id", string="Assignments"
    )
    assignment_reason = fields.Text(
        string="Why this agent?", compute="_compute_assignment_reason"
    )
    can_assign = fields.Boolean(compute="_compute_can_assign")

    @api.depends("user_id", "assignment_ids")
    @api.depends_context("uid", "lang")
    def _compute_assignment_reason(self):
        # who only looks in from sales or the portal is not told about colleagues
        told = self.env["crm.ticket.assignment"].has_access("read")
        for ticket in self:
            if not told:
                ticket.assignment_reason = False
                continue
            last = ticket.assignment_ids[:1]
            if last.user_id == ticket.user_id:
                ticket.assignment_reason = last.explanation
            elif last and ticket.user_id:
                ticket.assignment_reason = self.env._("Chosen by hand.")
            else:
                ticket.assignment_reason = False

    @api.depends(
        "user_id", "stage_kind", "team_id.manager_id", "team_id.assignment_method"
    )
    @api.depends_context("uid")
    def _compute_can_assign(self):
        manages = self.env.user.has_group("crm_ticket_sla.group_crm_ticket_sla_manager")
        for ticket in self:
            team = ticket.team_id
            ticket.can_assign = (
                not ticket.user_id
                and ticket.stage_kind not in CLOSED_KINDS
                and team.assignment_method not in (False, "manual")
                and (manages or team.manager_id == self.env.user)
            )

    # ------------------------------------------------------------
    # When tickets need somebody, and when somebody is free again
    # ------------------------------------------------------------

    def _after_opened(self):
        result = super()._after_opened()
        self._assign_automatically(self._now())
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        left = self.env["crm.ticket.stage"].browse(
            {c.old for c in changes if c.kind == "stage_id"}
        )
        closed = left.filtered("is_closed").ids
        self.browse(
            {
                c.ticket_id
                for c in changes
                if c.kind == "team_id" or (c.kind == "stage_id" and c.old in closed)
            }
        )._assign_automatically(now)
        freed = {
            change.ticket_id
            for change in changes
            if change.kind in ("stage_id", "user_id") and change.old
        }
        self.browse(freed).team_id._wake()
        return result

    def _assign_automatically(self, now):
        """Give those that need it an agent, if their team does that by itself."""
        tickets = self.filtered(
            lambda ticket: (
                ticket.active
                and not ticket.user_id
                and ticket.team_id.assignment_method not in (False, "manual")
                and ticket.stage_kind not in CLOSED_KINDS
            )
        )
        if tickets:
            tickets.team_id._dispatch(tickets, now)

    def _assignment_requests(self, team, skills):
        """Return what these tickets need, of the skills that somebody in the team has.

        What nobody was said to know is no skill there: anybody takes it.
        """
        langs = {}
        if any(kind == "lang" for kind, _id in skills):
            installed = self.env["res.lang"].get_installed()
            langs = {
                code: self.env["res.lang"]._get_data(code=code).id
                for code, _name in installed
            }
        requests = []
        for ticket in self:
            lang_id = ticket.lang_id.id or langs.get(ticket.partner_id.lang)
            wanted = {
                ("category", ticket.category_id.id),
                ("lang", lang_id),
                *(("tag", tag.id) for tag in ticket.tag_ids),
            }
            manager = ticket.commercial_partner_id.user_id
            requests.append(
                Request(
                    ticket.id,
                    skills=frozenset(wanted & skills),
                    manager_id=manager.id if team.use_account_manager else None,
                )
            )
        return requests

    def _log_assignments(self, decisions, now):
        """Keep why each of these got its agent, or none; by one INSERT."""
        self.env["crm.ticket.assignment"].create(
            [
                ticket._prepare_assignment_values(decisions[ticket.id], now)
                for ticket in self
            ]
        )

    def _prepare_assignment_values(self, decision, now):
        return {
            "ticket_id": self.id,
            "team_id": self.team_id.id,
            "user_id": decision.agent_id,
            "at": now,
            "reason": decision.reason,
            "details": {
                "candidates": list(decision.candidates),
                "refusals": [
                    [
                        refusal.agent_id,
                        refusal.reason,
                        sorted(refusal.detail)
                        if isinstance(refusal.detail, frozenset)
                        else refusal.detail,
                    ]
                    for refusal in decision.refusals
                ],
                "waived": decision.skills_waived,
            },
        }

    def _announce_assignments(self):
        """Show their new tickets to the agents who are online."""
        for user, tickets in self.grouped("user_id").items():
            env = user.with_context(lang=user.lang).env
            user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": env._("New for you"),
                    "message": ", ".join(tickets[:5].mapped("display_name")),
                },
            )

    def action_assign_now(self):
        """Give the selected tickets without an agent to somebody now."""
        teams = self.team_id
        teams._check_leader()
        teams._check_automatic()
        waiting = self.filtered_domain(
            Domain("user_id", "=", False) & Domain("stage_kind", "not in", CLOSED_KINDS)
        )
        given = waiting.team_id._dispatch(waiting, self._now())
        return teams._report(len(given), len(waiting) - len(given))
