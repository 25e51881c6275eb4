# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestPortalNew(TicketHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create(
            {"name": "Pump", "is_storable": True, "tracking": "serial"}
        )
        cls.order, cls.other_order = cls.env["sale.order"].create(
            [
                {"partner_id": partner.id, "state": "sale"}
                for partner in (cls.me, cls.stranger.partner_id)
            ]
        )
        cls.lot, cls.other_lot = (
            cls._delivered_lot(product, name, partner)
            for name, partner in (("SN-1", cls.me), ("SN-2", cls.stranger.partner_id))
        )

    @classmethod
    def _delivered_lot(cls, product, name, partner):
        lot = cls.env["stock.lot"].create({"name": name, "product_id": product.id})
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "partner_id": partner.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
            }
        )
        cls.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": product.id,
                "lot_id": lot.id,
                "quantity": 1,
                "state": "done",
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
            }
        ).state = "done"
        return lot

    def test_customer_opens_a_ticket_about_something_of_their_own(self):
        category = self.env.ref("crm_ticket_sla.category_warranty")
        category.team_id = self.team
        self.visit_as(self.user_portal)

        page = self.get("/my/tickets/new").text
        answer = self.post(
            "/my/tickets/new",
            files=[("files", ("note.txt", b"it leaks"))],
            subject="Portal pump",
            description="It leaks",
            category_id=category.id,
            sale_order_id=self.order.id,
            lot_id=self.lot.id,
        )

        ticket = self.env["crm.ticket"].search([("name", "=", "Portal pump")])
        self.assertIn("SN-1", page)
        self.assertNotIn("SN-2", page)
        self.assertNotIn(self.other_order.name, page)
        self.assertTrue(answer.headers["Location"].endswith(ticket.access_url))
        self.assertEqual(ticket.partner_id, self.me)
        self.assertEqual(ticket.channel, "portal")
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.sale_order_id, self.order)
        self.assertEqual(ticket.lot_id, self.lot)
        self.assertEqual(ticket.create_uid, self.user_portal)
        files = ticket.message_ids.filtered("attachment_ids")
        self.assertEqual(files.author_id, self.me)
        self.assertIn("note.txt", self.get(ticket.access_url).text)

    def test_case_67_orders_and_serial_numbers_of_others_are_refused(self):
        self.visit_as(self.user_portal)
        for field, value in (
            ("sale_order_id", self.other_order.id),
            ("lot_id", self.other_lot.id),
            ("category_id", 2147483000),
            ("lot_id", "99999999999999999999"),
            ("lot_id", "1 or 1"),
        ):
            with self.subTest(field=field, value=value):
                answer = self.post(
                    "/my/tickets/new",
                    subject="Portal pump",
                    description="It leaks",
                    **{field: value},
                )
                self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.env["crm.ticket"].search([("name", "=", "Portal pump")]))

    def test_new_ticket_needs_a_login_and_the_forms_own_mark(self):
        fields = {"subject": "Portal pump", "description": "It leaks"}
        self.visit_as(None)
        self.assertEqual(self.post("/my/tickets/new", **fields).status_code, 303)
        self.visit_as(self.user_portal)
        answer = self.post("/my/tickets/new", csrf=False, **fields)
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["crm.ticket"].search([("name", "=", "Portal pump")]))
