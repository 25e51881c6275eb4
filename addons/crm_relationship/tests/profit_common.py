# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of profit, here and in addons built on this one, start from."""

from odoo import Command

from .standing_common import DAY, NOW, StandingCase


class ProfitCase(StandingCase):
    """A company with books, and a product whose cost is known and one where it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].create(
            [
                {
                    "name": "Receivable",
                    "code": "131800",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
                {"name": "Income", "code": "511800", "account_type": "income"},
            ]
        )
        cls.receivable, cls.income = accounts
        cls.buyer.property_account_receivable_id = cls.receivable
        cls.journal = cls.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale"}
        )
        cls.known, cls.unknown = cls.env["product.product"].create(
            [{"name": "Known"}, {"name": "Unknown"}]
        )
        cls.known.standard_price = 60.0

    def _invoice(
        self, *lines, days=10, move_type="out_invoice", partner=None, **values
    ):
        """Return a posted document of lines (product, quantity, price, discount)."""
        partner = partner or self.buyer
        partner.property_account_receivable_id = self.receivable
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "journal_id": self.journal.id,
                "invoice_date": (NOW - days * DAY).date(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "discount": discount[0] if discount else 0.0,
                            "tax_ids": [],
                            "account_id": self.income.id,
                        }
                    )
                    for product, quantity, price, *discount in lines
                ],
                **values,
            }
        )
        move.action_post()
        return move
