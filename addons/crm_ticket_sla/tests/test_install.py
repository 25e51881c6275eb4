# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstallProducts(TransactionCase):
    """Installing writes no product; months are proposed when one becomes a service."""

    def test_goods_of_before_get_their_months_when_they_sell_a_plan(self):
        product = self.env["product.template"].create(
            {"name": "Care", "type": "service"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_template SET plan_months = NULL, extension_months = NULL"
            " WHERE id = %s",
            [product.id],
        )
        self.env.invalidate_all()

        with Form(product) as form:
            form.ticket_service = "plan"

        self.assertEqual(product.plan_months, 12)
        self.assertFalse(product.extension_months)
