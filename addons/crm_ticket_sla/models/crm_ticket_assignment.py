# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.assignment import ACCOUNT_MANAGER, FULL, LEAST, NOBODY, SKILL, TURN

REASONS = [
    (ACCOUNT_MANAGER, "Account manager of the customer"),
    (TURN, "Their turn"),
    (LEAST, "Fewest open tickets"),
    (NOBODY, "Nobody could take it"),
]
SKILL_MODELS = {
    "category": "crm.ticket.category",
    "tag": "crm.ticket.tag",
    "lang": "res.lang",
}


class CrmTicketAssignment(models.Model):
    """Why a ticket went to an agent, or to nobody: append-only, by the system."""

    _name = "crm.ticket.assignment"
    _description = "Ticket Assignment"
    _order = "ticket_id, at desc, id desc"
    _rec_name = "reason"
    _log_access = False

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one("crm.ticket.team", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Agent", ondelete="set null")
    at = fields.Datetime(required=True)
    reason = fields.Selection(REASONS, required=True)
    details = fields.Json()
    explanation = fields.Text(compute="_compute_explanation")

    @api.depends("reason", "details", "user_id")
    def _compute_explanation(self):
        """Say who could have taken it and why the others could not."""
        for decision in self:
            details = decision.details or {}
            lines = [decision._reason_words(len(details.get("candidates", ())))]
            if details.get("waived"):
                lines.append(
                    self.env._("Nobody available has the skills: anybody could.")
                )
            lines += [
                decision._refusal_words(*refusal)
                for refusal in details.get("refusals", ())
            ]
            decision.explanation = "\n".join(lines)

    def _reason_words(self, count):
        # sudo: names of colleagues, whose records may be hidden
        agent = self.sudo().user_id.name or ""
        if self.reason == ACCOUNT_MANAGER:
            return self.env._(
                "%(agent)s is the account manager of the customer.", agent=agent
            )
        if self.reason == NOBODY:
            return self.env._("Nobody could take it.")
        if self.reason == LEAST:
            return self.env._(
                "%(agent)s had the fewest open tickets of %(count)s who could take it.",
                agent=agent,
                count=count,
            )
        return self.env._(
            "It was the turn of %(agent)s, of %(count)s who could take it.",
            agent=agent,
            count=count,
        )

    def _refusal_words(self, agent_id, reason, detail):
        # sudo: names of colleagues, whose records may be hidden
        agent = self.env["res.users"].sudo().browse(agent_id).exists().name or "…"
        return f"{agent}: {self._refusal_reason(reason, detail)}"

    def _refusal_reason(self, reason, detail):
        if reason == FULL:
            return self.env._("has %(limit)s open tickets, the limit", limit=detail)
        if reason == SKILL:
            return self.env._(
                "does not know %(skills)s", skills=self._skill_words(detail)
            )
        words = {
            "not_member": self.env._("account manager, but not in the team"),
            "paused": self.env._("takes no tickets for the moment"),
            "archived": self.env._("has left"),
            "no_company": self.env._("does not work for this company"),
            "out_of_office": self.env._("out of office"),
            "absent": self.env._("on leave"),
            "off_hours": self.env._("outside working hours"),
        }
        return words.get(detail or reason, detail or reason)

    def _skill_words(self, skills):
        names = []
        for kind, record_id in skills:
            record = self.env[SKILL_MODELS[kind]].sudo().browse(record_id)
            # sudo: what the skill is called, as far as it still exists
            names.append(record.exists().display_name or "…")
        return ", ".join(names)
