# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    ticket_service = fields.Selection(related="product_id.ticket_service")
    warranty_lot_id = fields.Many2one(
        "stock.lot",
        string="Extends",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The serial number whose warranty becomes longer. Empty: every one that "
        "is delivered on this order, if there is an extension for each.",
    )

    @api.constrains("warranty_lot_id", "product_id")
    def _check_warranty_lot_id(self):
        for line in self:
            if line.warranty_lot_id and line.product_id.ticket_service != "warranty":
                raise ValidationError(
                    self.env._(
                        "Extends: %(product)s is no warranty extension.",
                        product=line.product_id.display_name,
                    )
                )
