# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class BenchInteraction(models.Model):
    """A bare model of the shape of crm.interaction: same columns, same indexes.

    No compute, no constraint in Python, no override, no record rule: what the ORM
    costs by itself.
    """

    _name = "bench.interaction"
    _description = "Bare Interaction"
    _order = "occurred_at desc, id desc"
    _rec_name = "subject"

    partner_id = fields.Many2one("res.partner", ondelete="restrict", index=True)
    commercial_partner_id = fields.Many2one("res.partner", ondelete="restrict")
    contact_value = fields.Char()
    lead_id = fields.Many2one("crm.lead", ondelete="set null")
    type_id = fields.Many2one(
        "crm.interaction.type", required=True, ondelete="restrict"
    )
    direction = fields.Selection(
        [("in", "In"), ("out", "Out"), ("internal", "Internal")], required=True
    )
    actor_type = fields.Selection(
        [("customer", "Customer"), ("staff", "Colleague"), ("system", "System")],
        required=True,
        default="staff",
    )
    state = fields.Selection(
        [("done", "Done"), ("failed", "Failed")], required=True, default="done"
    )
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)
    duration = fields.Integer(help="Seconds.")
    user_id = fields.Many2one(
        "res.users", ondelete="restrict", default=lambda self: self.env.user
    )
    team_id = fields.Many2one("crm.team", ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    outcome_id = fields.Many2one("crm.interaction.outcome", ondelete="restrict")
    subject = fields.Char()
    note = fields.Text()
    promise = fields.Char()
    promise_date = fields.Date()
    promise_kept_at = fields.Datetime()
    next_step_at = fields.Datetime()
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency")
    source_id = fields.Many2one("utm.source", ondelete="set null")
    medium_id = fields.Many2one("utm.medium", ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", ondelete="set null")
    origin_model = fields.Char()
    origin_id = fields.Many2oneReference(model_field="origin_model")
    origin_event = fields.Char()
    external_uid = fields.Char()
    on_behalf_user_id = fields.Many2one("res.users", ondelete="restrict")
    share_level = fields.Selection([("full", "Full")])
    sensitivity = fields.Selection([("normal", "Normal")])
    call_result = fields.Selection([("answered", "Answered")])
    call_returned_at = fields.Datetime()
    is_ambiguous = fields.Boolean()
    correction_of_id = fields.Many2one(
        "bench.interaction", ondelete="restrict", index="btree_not_null"
    )

    _customer_idx = models.Index("(commercial_partner_id, occurred_at DESC, id DESC)")
    _lead_idx = models.Index(
        "(lead_id, occurred_at DESC, id DESC) WHERE lead_id IS NOT NULL"
    )
    _occurred_idx = models.Index("(occurred_at DESC, id DESC)")
    _user_idx = models.Index("(user_id, occurred_at DESC, id DESC)")
    _origin_uniq = models.UniqueIndex(
        "(origin_model, origin_id, origin_event) WHERE origin_model IS NOT NULL"
    )
    _external_uniq = models.UniqueIndex("(external_uid) WHERE external_uid IS NOT NULL")
    _unclaimed_idx = models.Index("(contact_value) WHERE partner_id IS NULL")
    _promise_idx = models.Index(
        "(commercial_partner_id) WHERE promise IS NOT NULL AND promise_kept_at IS NULL"
    )
