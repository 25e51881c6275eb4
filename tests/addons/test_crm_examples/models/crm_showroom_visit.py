# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.interaction_event import InteractionEvent


class CrmShowroomVisit(models.Model):
    """A customer comes to the showroom: planned first, then done."""

    _name = "crm.showroom.visit"
    _inherit = ["crm.interaction.mixin"]
    _description = "Showroom Visit"
    _order = "planned_at desc, id desc"
    _rec_name = "topic"

    topic = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Received by")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done")], required=True, default="planned"
    )
    planned_at = fields.Datetime()
    visited_at = fields.Datetime()

    def action_receive(self):
        """Note that the customers are here."""
        self.write({"state": "done", "visited_at": fields.Datetime.now()})
        return True

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "visited": InteractionEvent(
                type="showroom_visit",
                direction="in",
                user="user_id",
                at="visited_at",
                subject="topic",
                where=SQL("o.state = 'done'"),
                trigger=("state", frozenset({"done"})),
            ),
        }
