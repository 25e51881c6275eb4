# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..models.crm_ticket import PRIORITIES


class CrmTicketMassWizard(models.TransientModel):
    """Change many tickets at once; what is left empty stays as it is."""

    _name = "crm.ticket.mass.wizard"
    _description = "Change Tickets"

    ticket_ids = fields.Many2many("crm.ticket", string="Tickets", required=True)
    user_id = fields.Many2one(
        "res.users", string="Agent", domain="[('share', '=', False)]"
    )
    team_id = fields.Many2one("crm.ticket.team")
    stage_id = fields.Many2one("crm.ticket.stage")
    priority = fields.Selection(PRIORITIES)
    category_id = fields.Many2one("crm.ticket.category")
    tag_ids = fields.Many2many("crm.ticket.tag", string="Add tags")
    message = fields.Html(
        string="Answer",
        sanitize="email_outgoing",
        help="Every customer gets it, before the tickets are changed.",
    )

    def action_apply(self):
        """Change the tickets and say which were left out."""
        self.ensure_one()
        values = {
            name: self[name].id
            for name in ("user_id", "team_id", "stage_id", "category_id")
            if self[name]
        }
        if self.priority:
            values["priority"] = self.priority
        if self.tag_ids:
            values["tag_ids"] = [Command.link(tag.id) for tag in self.tag_ids]
        message = None if is_html_empty(self.message) else self.message
        if not (values or message):
            raise UserError(self.env._("Choose at least one thing to change."))
        refusals = self.ticket_ids._mass_change(values, message)
        return self.ticket_ids._mass_report(len(self.ticket_ids), refusals)
