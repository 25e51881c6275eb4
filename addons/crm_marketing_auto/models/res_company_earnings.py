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
        BASES,
        string="Revenue is",
        required=True,
        default="invoice",
        help="What counts as revenue that marketing earned. Orders show it soonest; "
        "take paid invoices where orders are often cancelled or paid late, "
        "opportunities won where you invoice outside this system.",
    )
    attribution_model = fields.Selection(
        MODELS,
        string="Credit is shared by",
        required=True,
        default="position",
        help="How a sale is shared among the touches before it; a report can use "
        "another way for once. First touch to judge what brings new people, last "
        "touch what closes, position where both count; data-driven needs hundreds "
        "of sales.",
    )
    attribution_days = fields.Integer(
        string="Look-back window",
        default=90,
        help="How many days before a sale a touch still counts. As long as your "
        "customers take to decide: a week for coffee, half a year for a hotel to be "
        "fitted out.",
    )
    attribution_half_life = fields.Float(
        string="Half-life",
        default=7.0,
        help="With time decay: after how many days a touch earns half. Shorter where "
        "people decide at once, longer where the first talk matters for months.",
    )
    lead_source_required = fields.Boolean(
        string="Leads need a source",
        help="Nobody can save a lead without saying where it came from. Switch it on "
        "when reports on sources show a large part as unknown.",
    )
    partner_source_required = fields.Boolean(
        string="Customers need a source",
        help="Nobody can save a new customer without saying what brought them. Switch "
        "it on when profit per source matters; it slows whoever enters customers in a "
        "hurry.",
    )

    _attribution_days_check = models.Constraint(
        "CHECK (attribution_days > 0 AND attribution_half_life > 0)",
        "The look-back window and the half-life are longer than no time.",
    )
