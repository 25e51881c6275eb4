# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: health says how a relationship is, and why; what is unknown counts not."""

from odoo import Command
from odoo.tests import tagged

from .standing_common import DAY, NOW, StandingCase


@tagged("post_install", "-at_install")
class TestHealth(StandingCase):
    def _lines(self, stat):
        return {line["key"]: line for line in stat._health_lines()}

    def _outcome(self, code):
        return self.env["crm.interaction.outcome"].search([("code", "=", code)]).id

    def _outcome_of(self, tone):
        return (
            self.env["crm.interaction.outcome"]
            .search([("tone", "=", tone), ("happened", "=", True)], limit=1)
            .id
        )

    def test_nothing_known_is_no_health(self):
        stat = self._stand()

        self.assertFalse(stat.health_band)
        self.assertEqual({line["text"] for line in stat._health_lines()}, {"no data"})

    def test_a_good_relationship(self):
        self._bought(90, 60, 30, 1)
        self._log(
            "call",
            partner=self.buyer,
            occurred_at=NOW - 2 * DAY,
            outcome_id=self._outcome_of("positive"),
        )
        self.end_transaction()

        stat = self._stand()

        self.assertEqual(stat.health_band, "good")
        self.assertEqual(stat.health_score, 100)
        self.assertIn("2 days ago", stat.health_reasons)

    def test_silence_and_bad_calls_are_the_reasons(self):
        self._bought(190, 160, 130, 100)
        for days in (95, 94):
            self._log(
                "call",
                partner=self.buyer,
                occurred_at=NOW - days * DAY,
                outcome_id=self._outcome_of("negative"),
            )
        self.end_transaction()

        stat = self._stand()

        self.assertEqual(stat.lifecycle, "lapsing")
        self.assertEqual(stat.health_band, "poor")
        lines = self._lines(stat)
        self.assertEqual(lines["mood"]["score"], 0)
        self.assertIn("2 badly", lines["mood"]["text"])
        self.assertLess(lines["orders"]["score"], 20)
        self.assertIsNone(lines["payment"]["score"])

    def test_a_customer_who_waits_is_a_reason(self):
        self._log("call", partner=self.buyer, direction="in", occurred_at=NOW - 6 * DAY)
        self.end_transaction()

        line = self._lines(self._stand())["reply"]

        self.assertIn("waited 6 days", line["text"])
        self.assertLess(line["score"], 20)

    def test_overdue_invoices_are_a_reason(self):
        journal, account, income = self._books()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "journal_id": journal.id,
                "invoice_date": (NOW - 60 * DAY).date(),
                "invoice_date_due": (NOW - 30 * DAY).date(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Chairs",
                            "price_unit": 500.0,
                            "tax_ids": [],
                            "account_id": income.id,
                        }
                    )
                ],
            }
        )
        self.assertTrue(account)
        invoice.action_post()

        line = self._lines(self._stand())["payment"]

        self.assertEqual(line["score"], 0)
        self.assertIn("500.00", line["text"])
        self.assertIn("30 days", line["text"])

    def _books(self):
        """Return a sales journal, a receivable and an income account."""
        Account = self.env["account.account"]
        receivable, income = Account.create(
            [
                {
                    "name": "Receivable",
                    "code": "131000",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
                {"name": "Income", "code": "511000", "account_type": "income"},
            ]
        )
        self.buyer.property_account_receivable_id = receivable
        journal = self.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SAL",
                "type": "sale",
                "company_id": self.company.id,
                "default_account_id": income.id,
            }
        )
        return journal, receivable, income
