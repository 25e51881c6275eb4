# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

#: The models whose records can be in a segment and take part in a journey.
AUDIENCE_MODELS = [("res.partner", "Contacts"), ("crm.lead", "Leads and opportunities")]


class CrmSegment(models.Model):
    """A named set of customers or leads: a rule, or people put there by hand.

    The members are stored (`crm.segment.member`) and refreshed set-based; who enters
    and leaves is kept (`crm.segment.change`) and can start or end a journey.
    """

    _name = "crm.segment"
    _description = "Segment"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    res_model = fields.Selection(
        AUDIENCE_MODELS, string="Of", required=True, default="res.partner"
    )
    kind = fields.Selection(
        [("dynamic", "By a rule"), ("static", "By hand")],
        required=True,
        default="dynamic",
    )
    rule = fields.Json(help="The conditions, as a tree; see tools/segment_rule.py.")
    member_ids = fields.One2many("crm.segment.member", "segment_id")
    member_count = fields.Integer(readonly=True)
    refreshed_at = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True, help="Why the last refresh was refused.")
