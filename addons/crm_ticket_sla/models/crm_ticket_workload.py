# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class CrmTicket(models.Model):
    """The board of a team leader: a column an agent, tickets are dragged between."""

    _inherit = "crm.ticket"

    # what reports read: the tickets received, or solved, in a period
    _opened_idx = models.Index("(opened_at)")
    _solved_idx = models.Index("(solved_at) WHERE solved_at IS NOT NULL")

    user_id = fields.Many2one(group_expand="_group_expand_user_id")

    @api.model
    def _group_expand_user_id(self, users, domain):
        """Show a column for every agent on the workload board, idle ones too."""
        if not self.env.context.get("workload_board"):
            return users
        members = self.env["crm.ticket.team.member"].search(
            Domain("team_id", "in", self.env["crm.ticket.team"]._search([]))
        )
        return users | members.user_id.filtered("active")
