# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class BenchPhonecall(models.Model):
    """A call log as one would build it on the chatter.

    The general shape of the call logs that are in use: a document with followers,
    tags, the UTM triple, a tracked state and a creation message. A call is created
    open; that it was held is a change of state, which sets when and is tracked.
    """

    _name = "bench.phonecall"
    _description = "Call Log on the Chatter"
    _inherit = ["mail.thread", "utm.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    date = fields.Datetime(default=fields.Datetime.now, index=True)
    date_open = fields.Datetime(readonly=True)
    date_closed = fields.Datetime(readonly=True)
    duration = fields.Float(help="Minutes.")
    direction = fields.Selection([("in", "In"), ("out", "Out")], default="out")
    partner_id = fields.Many2one("res.partner", index=True, tracking=True)
    partner_phone = fields.Char(
        compute="_compute_partner_values", store=True, readonly=False
    )
    email_from = fields.Char(
        compute="_compute_partner_values", store=True, readonly=False
    )
    opportunity_id = fields.Many2one("crm.lead", tracking=True)
    user_id = fields.Many2one(
        "res.users", tracking=True, default=lambda self: self.env.user
    )
    team_id = fields.Many2one("crm.team", tracking=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    tag_ids = fields.Many2many("crm.tag")
    priority = fields.Selection([("0", "Low"), ("1", "Normal")], default="0")
    description = fields.Text()
    state = fields.Selection(
        [("open", "Open"), ("pending", "Pending"), ("done", "Held")],
        default="open",
        tracking=True,
    )

    @api.depends("partner_id")
    def _compute_partner_values(self):
        for call in self:
            call.partner_phone = call.partner_id.phone
            call.email_from = call.partner_id.email

    def write(self, vals):
        if vals.get("state") == "done":
            vals = {**vals, "date_closed": fields.Datetime.now()}
        return super().write(vals)
