# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    _inherit = "product.template"

    warranty_months = fields.Integer(
        string="Warranty", help="Months from the delivery. 0: none."
    )

    @api.model
    def _warranty_extra_sql(self):
        """Return SQL for the months that an order line ``l`` has beyond its product's.

        To extend, by what makes a warranty longer.
        """
        return SQL("0")

    @api.model
    def _warranty_reach_sql(self):
        """Return SQL for the most months that any line has so: older ones are over."""
        return SQL("0")
