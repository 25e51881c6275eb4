# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """Quotations of an opportunity, without typing again what it knows."""

    _inherit = "crm.lead"

    interest_product_ids = fields.Many2many(
        "product.product",
        string="Interested in",
        check_company=True,
        domain=[("sale_ok", "=", True)],
        help="Quotations made of the opportunity start with these products.",
    )

    def action_new_quotation(self):
        """Propose a quotation by rule; without any rule it is as core does it."""
        self.ensure_one()
        company = self.company_id or self.env.company
        if not self.env["crm.quotation.rule"]._candidates(company):
            return super().action_new_quotation()
        proposal = self.env["crm.quotation.propose"].create({"lead_id": self.id})
        return proposal._open()

    def _quotation_values(self, rule):
        """Return the values of a quotation: the opportunity's, then the rule's."""
        prefix = "default_"
        values = {
            name.removeprefix(prefix): value
            for name, value in self._prepare_opportunity_quotation_context().items()
            if name.startswith(prefix)
        }
        return {**values, **rule._prepare_order_values(self)}

    def _rows_to_merge(self):
        field = self._fields["interest_product_ids"]
        rows = SQL(
            "SELECT 1 FROM %s WHERE %s = ANY(%s)",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1, to_flush=field),
            self.ids,
        )
        return [*super()._rows_to_merge(), rows]

    def _merge_rows(self, opportunities):
        """Keep what the customer of merged opportunities was interested in."""
        result = super()._merge_rows(opportunities)
        self.interest_product_ids |= opportunities.interest_product_ids
        return result
