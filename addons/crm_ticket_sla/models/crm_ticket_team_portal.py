# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicketTeam(models.Model):
    """How customers reach a team without mail, and what it tells about itself."""

    _name = "crm.ticket.team"
    _inherit = ["rating.parent.mixin", "crm.ticket.team"]

    web_form_enabled = fields.Boolean(
        string="Public web form",
        help="Anybody may open a ticket on a web page, without an account.",
    )
    web_form_url = fields.Char(
        string="Address of the form", compute="_compute_web_form_url"
    )
    show_agent_names = fields.Boolean(
        string="Customers see agents' names",
        help="Otherwise customers read the name of the team on the portal and in mails.",
    )
    rating_enabled = fields.Boolean(
        string="Ask for a rating",
        help="Once each time a ticket is solved, the customer is asked by mail.",
    )
    rating_delay_hours = fields.Integer(
        string="Hours until the customer is asked",
        default=1,
        help="A ticket that is reopened in the meantime is not asked about.",
    )
    api_key_ids = fields.One2many(
        "crm.ticket.api.key", "team_id", string="API keys", groups="base.group_system"
    )

    _rating_delay_hours_positive = models.Constraint(
        "CHECK (rating_delay_hours >= 0)",
        "Hours until the customer is asked: enter zero or more.",
    )

    @api.depends("web_form_enabled")
    def _compute_web_form_url(self):
        for team in self:
            url = f"{team.get_base_url()}/tickets/new/{team._origin.id}"
            team.web_form_url = url if team.web_form_enabled else False

    def action_new_api_key(self):
        """Make a key for a program and show its secret, this once."""
        self.ensure_one()
        key = self.env["crm.ticket.api.key"].create(
            {"team_id": self.id, "name": self.env._("New key")}
        )
        return key._action_secret()

    def action_view_ratings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rating.rating_rating_action"
        )
        action["domain"] = [
            ("parent_res_model", "=", self._name),
            ("parent_res_id", "in", self.ids),
            ("consumed", "=", True),
        ]
        return action
