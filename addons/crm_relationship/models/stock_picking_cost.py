# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    delivery_cost = fields.Monetary(
        copy=False,
        currency_field="delivery_currency_id",
        help="What this delivery costs us. It is taken off the profit of the customer; "
        "where nobody enters it, the price of the carrier stands for it.",
    )
    delivery_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
