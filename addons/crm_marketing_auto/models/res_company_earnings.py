# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

BASES = [
    ("order", "Confirmed orders"),
    ("invoice", "Posted invoices, net of credit notes"),
    ("paid", "Paid invoices, net of credit notes"),
    ("lead", "Opportunities won"),
]
MODELS = [
    ("first", "First touch"),
    ("last", "Last touch"),
    ("linear", "Linear"),
    ("position", "Position (40 / 20 / 40)"),
    ("decay", "Time decay"),
    ("data", "Data-driven"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    attribution_basis = fields.Selection(
        BASES, string="Revenue is", required=True, default="invoice"
    )
    attribution_model = fields.Selection(
        MODELS, string="Credit is shared by", required=True, default="position"
    )
    attribution_days = fields.Integer(string="Look-back window", default=90)
    attribution_half_life = fields.Float(string="Half-life", default=7.0)
    lead_source_required = fields.Boolean(string="Leads need a source")
    partner_source_required = fields.Boolean(string="Customers need a source")

    _attribution_days_check = models.Constraint(
        "CHECK (attribution_days > 0 AND attribution_half_life > 0)",
        "The look-back window and the half-life are longer than no time.",
    )
