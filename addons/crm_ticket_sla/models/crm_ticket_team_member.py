# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicketTeamMember(models.Model):
    """One agent in one team: the share of its tickets, the limit, the skills."""

    _name = "crm.ticket.team.member"
    _description = "Ticket Team Member"
    _order = "team_id, sequence, id"
    _rec_name = "user_id"

    team_id = fields.Many2one(
        "crm.ticket.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    sequence = fields.Integer(default=10)
    weight = fields.Integer(
        default=1,
        help="Share of the turns: somebody with 2 gets twice as many tickets as "
        "somebody with 1; 0 gets none but the customers they manage.",
    )
    capacity = fields.Integer(
        string="Most open tickets", help="0: no limit. Waiting tickets do not count."
    )
    is_paused = fields.Boolean(
        string="Takes no tickets", help="For the moment nothing is given to this agent."
    )
    category_ids = fields.Many2many(
        "crm.ticket.category", string="Knows the categories"
    )
    tag_ids = fields.Many2many("crm.ticket.tag", string="Knows the tags")
    lang_ids = fields.Many2many("res.lang", string="Speaks")
    company_id = fields.Many2one(related="team_id.company_id", store=True)

    _user_uniq = models.Constraint(
        "UNIQUE (team_id, user_id)", "This agent is a member of the team already."
    )
    _weight_check = models.Constraint(
        "CHECK (weight >= 0 AND capacity >= 0)",
        "Share and limit cannot be negative.",
    )

    @api.depends("user_id.name", "team_id.name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = f"{member.user_id.name} ({member.team_id.name})"

    # ------------------------------------------------------------
    # Who sees the tickets of a team is cached with the record rules
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env.registry.clear_cache()
        return members

    def write(self, vals):
        result = super().write(vals)
        if {"team_id", "user_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
