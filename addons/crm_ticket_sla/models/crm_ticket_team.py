# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicketTeam(models.Model):
    """Who works on tickets together: address, working hours, members, rules."""

    _name = "crm.ticket.team"
    _description = "Ticket Team"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Team leader",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Is told when nobody can take a ticket and when a promise is missed.",
    )
    member_ids = fields.One2many("crm.ticket.team.member", "team_id", string="Members")
    user_ids = fields.Many2many(
        "res.users",
        string="Agents",
        compute="_compute_user_ids",
        search="_search_user_ids",
    )
    visibility = fields.Selection(
        [("company", "Every agent of the company"), ("members", "Members only")],
        required=True,
        default="company",
        help="Who sees the tickets of this team.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        default=lambda self: self.env.company.resource_calendar_id,
        check_company=True,
        help="Clocks of this team count these hours. Empty: those of the company.",
    )
    assignment_method = fields.Selection(
        [
            ("manual", "By hand"),
            ("round_robin", "In turn, by share"),
            ("least_open", "Fewest open tickets"),
        ],
        required=True,
        default="manual",
    )

    @api.depends("member_ids.user_id")
    def _compute_user_ids(self):
        for team in self:
            team.user_ids = team.member_ids.user_id

    def _search_user_ids(self, operator, value):
        return [("member_ids.user_id", operator, value)]

    # ------------------------------------------------------------
    # Who sees the tickets is cached with the record rules
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"visibility", "manager_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    # ------------------------------------------------------------
    # Mail alias
    # ------------------------------------------------------------

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.ticket")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id, "channel": "mail"}
        return values
