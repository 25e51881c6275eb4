# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, fields, models


class CrmQuotationRule(models.Model):
    """What the quotation of an opportunity starts from, by customer and interest.

    The first rule that is for the opportunity's customer is proposed, with the reasons;
    whoever quotes may take another one that fits, or none.
    """

    _name = "crm.quotation.rule"
    _inherit = ["crm.customer.criteria"]
    _description = "Quotation Rule"

    tag_ids = fields.Many2many("crm.tag", string="Tags")
    product_ids = fields.Many2many(
        "product.product",
        string="Interested in",
        check_company=True,
        help="For opportunities with one of these among their products of interest.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Empty: the customer's own.",
    )
    validity_days = fields.Integer(
        string="Valid for", help="Days that the offer stands. 0: as usual."
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment terms",
        check_company=True,
        help="Empty: the customer's own.",
    )
    line_ids = fields.One2many(
        "crm.quotation.rule.line", "rule_id", string="Lines", copy=True
    )
    agreement_template_id = fields.Many2one(
        "crm.agreement.template",
        string="Agreement",
        check_company=True,
        help="What is made of the order once it is confirmed.",
    )

    _validity_check = models.Constraint(
        "CHECK (coalesce(validity_days, 0) >= 0)", "Valid for: give 0 days or more."
    )

    def _criteria(self):
        return {
            **super()._criteria(),
            "tag": set(self.tag_ids.ids),
            "product": set(self.product_ids.ids),
        }

    @api.model
    def _criteria_labels(self):
        return {
            **super()._criteria_labels(),
            "tag": (self.env._("Tag"), "crm.tag"),
            "product": (self.env._("Interested in"), "product.product"),
        }

    @api.model
    def _criteria_of_lead(self, lead):
        """Return {criterion: values} of an opportunity and its customer."""
        company = lead.company_id or self.env.company
        values = self._criteria_of(lead.partner_id, company, lead.team_id)
        if not lead.partner_id:
            values["customer_type"] = {"company" if lead.partner_name else "person"}
        return {
            **values,
            "tag": set(lead.tag_ids.ids),
            "product": set(lead.interest_product_ids.ids),
        }

    # ------------------------------------------------------------
    # The quotation
    # ------------------------------------------------------------

    def _prepare_order_values(self, lead):
        """Return what a quotation of an opportunity has from this rule, or from none."""
        values = {}
        if not self:
            return values
        self.ensure_one()
        values["quotation_rule_id"] = self.id
        if self.pricelist_id:
            values["pricelist_id"] = self.pricelist_id.id
        if self.payment_term_id:
            values["payment_term_id"] = self.payment_term_id.id
        if self.validity_days:
            today = fields.Date.context_today(lead)
            values["validity_date"] = today + timedelta(days=self.validity_days)
        return values

    def _complete_order(self, order, lead):
        """Add the rule's lines, and the products of interest that are still missing."""
        order.order_line = [
            Command.create(line._prepare_order_line_values()) for line in self.line_ids
        ]
        missing = lead.interest_product_ids - order.order_line.product_id
        order.order_line = [
            Command.create({"product_id": product.id}) for product in missing
        ]


class CrmQuotationRuleLine(models.Model):
    """A line that the quotations of a rule start with."""

    _name = "crm.quotation.rule.line"
    _description = "Line of a Quotation Rule"
    _order = "sequence, id"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "crm.quotation.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain=[("sale_ok", "=", True)],
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)
    is_optional = fields.Boolean(
        string="Optional",
        help="Offered with a quantity of 0: the customer may take it.",
    )

    _quantity_check = models.Constraint(
        "CHECK (quantity > 0)", "Quantity: give more than 0."
    )

    def _prepare_order_line_values(self):
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": 0.0 if self.is_optional else self.quantity,
            "sequence": self.sequence,
        }
