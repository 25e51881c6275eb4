# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstallProducts(TransactionCase):
    """Installing writes no product; months are proposed when one becomes a service."""

    def _product_of_before(self):
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
        return product

    def test_goods_of_before_get_their_months_when_they_sell_a_plan(self):
        product = self._product_of_before()

        with Form(product) as form:
            form.ticket_service = "plan"

        self.assertEqual(product.plan_months, 12)
        self.assertFalse(product.extension_months)

    def test_goods_of_before_get_their_months_by_an_import_too(self):
        plan, extension, given = (self._product_of_before() for _n in "123")

        plan.ticket_service = "plan"
        extension.product_variant_id.load(
            [".id", "ticket_service"], [[extension.product_variant_id.id, "warranty"]]
        )
        given.write({"ticket_service": "plan", "plan_months": 0})

        self.assertEqual(plan.plan_months, 12)
        self.assertEqual(extension.extension_months, 12)
        self.assertEqual(given.plan_months, 0)
