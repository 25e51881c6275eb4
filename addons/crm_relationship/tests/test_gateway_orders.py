# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an order of a shop is one row on the timeline, in its last state."""

from odoo.tests import tagged

from .gateway_common import GatewayCase


def order(status="paid", updated="2026-03-02T09:00:00+07:00", **values):
    """Return an order as a shop writes it."""
    return {
        "shop": "Shopee",
        "order": "SO-1",
        "status": status,
        "at": "2026-03-02T08:00:00+07:00",
        "updated_at": updated,
        "amount": 1500000,
        "currency": "VND",
        "customer": {"name": "Lê Thị Mai", "phone": "0977 123 123"},
        "lines": [{"sku": "D1", "name": "Desk", "quantity": 2, "price": 750000}],
        **values,
    }


@tagged("post_install", "-at_install")
class TestGatewayOrders(GatewayCase):
    kind = "marketplace"

    def tell(self, *orders):
        for each in orders:
            self.assertEqual(self.send(each).status_code, 200)
        return self.work()

    def rows(self):
        return self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%")]
        )

    def test_an_order_makes_a_customer_and_one_row(self):
        self.tell(order(), order())
        row = self.rows()

        self.assertEqual(row.partner_id.name, "Lê Thị Mai")
        self.assertEqual((row.amount, row.currency_id.name), (1500000, "VND"))
        self.assertEqual((row.type_id.code, row.note), ("shop_order", "2 × Desk"))
        self.assertEqual(row.partner_id.acquisition_source_id.name, "Shopee")
        self.assertEqual(str(row.occurred_at), "2026-03-02 01:00:00")

    def test_the_state_of_an_order_changes_its_row(self):
        self.tell(order())
        self.tell(order("delivered", "2026-03-03T09:00:00+07:00", amount=1600000))
        late = self.tell(order("packed", "2026-03-02T12:00:00+07:00"))
        row = self.rows()

        self.assertEqual(late.state, "ignored")
        self.assertEqual(row.subject, "Order SO-1, Shopee: delivered")
        self.assertEqual((row.amount, row.state), (1600000, "done"))
        self.tell(order("cancelled", "2026-03-04T09:00:00+07:00"))
        self.assertEqual(row.state, "cancelled")

    def test_a_customer_who_is_known_is_not_doubled(self):
        people = self.env["res.partner"].search_count([])
        self.tell(order(customer={"name": "Dao N.", "phone": "+84 912 345 678"}))

        self.assertEqual(self.rows().partner_id, self.person)
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def test_a_buyer_whom_the_shop_hides_stays_unknown(self):
        self.tell(order(customer={"id": "b77", "name": "M***i", "phone": "******23"}))

        self.assertFalse(self.rows().partner_id)
        self.assertEqual(self.rows().contact_value, "Shopee:b77")

    def test_who_cannot_be_told_from_others_is_no_customer(self):
        people = self.env["res.partner"].search_count([])
        for phone in ("N/A", "1900 1234"):
            self.tell(
                order(order=phone, customer={"name": "Lê Thị Mai", "phone": phone}),
            )
            self.tell(
                order(
                    "delivered",
                    "2026-03-03T09:00:00+07:00",
                    order=phone,
                    customer={"name": "Lê Thị Mai", "phone": phone},
                ),
            )

        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.assertEqual(len(self.rows()), 2)

    def test_buyers_without_a_number_share_nothing(self):
        for at, phone in enumerate(("N/A", "-", "none", "N/A")):
            customer = {"name": "N/A" if at else "Lan", "phone": phone, "id": f"b{at}"}
            self.tell(order(order=f"o{at}", customer=customer))

        values = self.rows().mapped("contact_value")
        self.assertEqual(sorted(values), [f"Shopee:b{at}" for at in range(4)])

    def test_the_customer_of_an_order_stays_when_the_number_changes(self):
        self.tell(order())
        people = self.env["res.partner"].search_count([])
        buyer = self.rows().partner_id

        self.tell(
            order(
                "delivered",
                "2026-03-03T09:00:00+07:00",
                customer={"name": "Lê Thị Mai", "phone": "0977 999 888"},
            )
        )

        self.assertEqual(self.rows().partner_id, buyer)
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def test_the_same_number_of_two_shops_is_two_orders(self):
        self.tell(order(), order(shop="Lazada"))

        self.assertEqual(len(self.rows()), 2)
        self.assertEqual(len(self.rows().partner_id), 1)

    def test_what_is_no_order_is_refused(self):
        for wrong in ({"shop": ""}, {"order": None}, {"amount": "much"}, {"at": "now"}):
            with self.subTest(wrong):
                self.assertEqual(self.send(order(**wrong)).status_code, 422)
        self.assertFalse(self.stored())
