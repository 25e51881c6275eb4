# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the quotation of an opportunity starts from the template of the rule."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.common import RelationshipCase


@tagged("post_install", "-at_install")
class TestQuotationTemplate(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.quotation.rule"].search([]).action_archive()
        cls.option = cls.env["product.product"].create({"name": "Lamp"})
        cls.template = cls.env["sale.order.template"].create(
            {
                "name": "Office",
                "number_of_days": 20,
                "sale_order_template_line_ids": [
                    Command.create(
                        {"product_id": cls.product.id, "product_uom_qty": 7}
                    ),
                    Command.create(
                        {
                            "name": "Options",
                            "display_type": "line_section",
                            "is_optional": True,
                        }
                    ),
                    Command.create({"product_id": cls.option.id, "product_uom_qty": 0}),
                ],
            }
        )

    def _quote(self, **values):
        self.env["crm.quotation.rule"].create(
            {
                "name": "Office",
                "sale_order_template_id": self.template.id,
                **values,
            }
        )
        action = self.lead.with_user(self.user_lan).action_new_quotation()
        proposal = self.env["crm.quotation.propose"].browse(action["res_id"])
        created = proposal.with_user(self.user_lan).action_create_quotation()
        return self.env["sale.order"].browse(created["res_id"])

    def test_lines_options_and_validity_come_from_the_template(self):
        self.lead.interest_product_ids = self.product

        order = self._quote()

        self.assertEqual(order.sale_order_template_id, self.template)
        lines = {line.product_id: line.product_uom_qty for line in order.order_line}
        self.assertEqual(lines[self.product], 7)
        self.assertEqual(lines[self.option], 0)
        self.assertEqual(len(order.order_line), 3)
        today = fields.Date.context_today(order)
        self.assertEqual(order.validity_date, today + timedelta(days=20))

    def test_the_validity_of_the_rule_comes_first(self):
        order = self._quote(validity_days=5)

        today = fields.Date.context_today(order)
        self.assertEqual(order.validity_date, today + timedelta(days=5))

    def test_what_the_template_lacks_is_added(self):
        other = self.env["product.product"].create({"name": "Shelf"})
        self.lead.interest_product_ids = self.product | other

        order = self._quote()

        self.assertIn(other, order.order_line.product_id)
        self.assertEqual(len(order.order_line), 4)
