# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of where customers stand start from."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
DAY = timedelta(days=1)


class StandingCase(RelationshipCase):
    """Customers with orders on given days, in a company of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Of the test"})
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        for user in (cls.user_lan, cls.user_minh, cls.user_hoa, cls.user_manager):
            user.write(
                {
                    "company_ids": [Command.set(cls.company.ids)],
                    "company_id": cls.company.id,
                }
            )
        cls.lead.write({"won_status": "lost", "active": False})
        cls.buyer = cls._create_customer("Bình Minh", user_id=cls.user_lan.id)

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def _bought(self, *days_ago, partner=None, price=100.0, product=None, **values):
        """Return confirmed orders of so many days ago."""
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": (partner or self.buyer).id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": (product or self.product).id,
                                "price_unit": price,
                                "tax_ids": [],
                            }
                        )
                    ],
                    **values,
                }
                for _days in days_ago
            ]
        )
        for order, days in zip(orders, days_ago, strict=True):
            order.write({"state": "sale", "date_order": NOW - days * DAY})
        return orders

    def _stand(self, partner=None, now=NOW, **options):
        """Refresh one customer and return its statistics."""
        partner = partner or self.buyer
        stats = self.env["crm.partner.stat"]
        stats._refresh({(partner.id, self.company.id)})
        stats._refresh_standing(self.company, partner.ids, now, **options)
        return self._stat(partner)

    def _stat(self, partner=None):
        return self.env["crm.partner.stat"].search(
            [
                ("partner_id", "=", (partner or self.buyer).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def _changes(self, kind, partner=None):
        return self.env["crm.partner.change"].search(
            [
                ("partner_id", "=", (partner or self.buyer).id),
                ("company_id", "=", self.company.id),
                ("kind", "=", kind),
            ],
            order="id",
        )
