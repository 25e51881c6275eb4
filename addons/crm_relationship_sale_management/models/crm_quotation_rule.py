# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmQuotationRule(models.Model):
    _inherit = "crm.quotation.rule"

    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        string="Quotation template",
        check_company=True,
        help="Its lines, options and terms come first, then the rule's own.",
    )

    def _prepare_order_values(self, lead):
        values = super()._prepare_order_values(lead)
        if self.sale_order_template_id:
            values["sale_order_template_id"] = self.sale_order_template_id.id
        return values

    def _complete_order(self, order, lead):
        if self.sale_order_template_id:
            # what the form does when somebody chooses a template
            order._onchange_sale_order_template_id()
        return super()._complete_order(order, lead)
