# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: money in reports is what was posted, at the rate of its day, for who sees it."""

from odoo import Command
from odoo.tests import tagged

from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestReportMoney(ReportCase):
    def _billed(self, day, *lines, user=None, **values):
        return self._invoice(
            *lines,
            invoice_date=day,
            invoice_user_id=(user or self.user_lan).id,
            **values,
        )

    def test_revenue_and_quantities_less_credit_notes(self):
        desk = (self.known, 2, 100.0)
        self._billed("2026-05-31", desk, (self.unknown, 1, 50.0))
        self._billed("2026-05-02", (self.known, 1, 100.0), move_type="out_refund")
        self._billed("2026-06-01", desk)
        self._billed("2026-04-30", desk, partner=self.minhs)
        draft = self._billed("2026-05-10", desk)
        draft.button_draft()

        tables = self.build("revenue", period="last_month")

        self.assertCells(
            tables["By customer"],
            "Bình Minh",
            Revenue=150.0,
            Revenue__before=0.0,
            Revenue__change=150.0,
            Quantity=2.0,
        )
        self.assertCells(
            tables["By customer"], "Minh's", Revenue=0.0, Revenue__before=200.0
        )
        self.assertCells(tables["By product"], "Known", Revenue=100.0, Quantity=1.0)
        self.assertCells(tables["By product"], None, Revenue=150.0)
        self.assertCells(tables["By salesperson"], "Lan", Revenue=150.0)
        self.assertCells(tables["Over time"], "05/31/2026", Revenue=250.0)
        self.assertCells(tables["Over time"], "05/02/2026", Revenue=-100.0)
        self.assertEqual(tables["By category"].totals[1], 150.0)
        moves = self.opened(tables["By customer"], "Bình Minh")
        self.assertEqual(len(moves), 2)

    def test_quantities_are_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        move = self._billed("2026-05-10", (self.known, 1, 100.0))
        move.button_draft()
        move.invoice_line_ids.write({"product_uom_id": dozen.id, "price_unit": 100.0})
        move.action_post()

        table = self.build("revenue", period="last_month")["By product"]

        self.assertCells(table, "Known", Quantity=12.0, Revenue=100.0)

    def test_a_salesperson_sees_own_invoices_an_accountant_all(self):
        self._billed("2026-05-10", (self.known, 1, 100.0))
        self._billed(
            "2026-05-10", (self.known, 1, 30.0), user=self.user_minh, partner=self.minhs
        )
        self.user_accountant.write(
            {
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
            }
        )
        for user, amount in (
            (self.user_lan, 100.0),
            (self.user_minh, 30.0),
            (self.user_manager, 130.0),
            (self.user_accountant, 130.0),
        ):
            with self.subTest(user.name):
                tables = self.build("revenue", user, period="last_month")
                for title in ("By customer", "By product", "Over time"):
                    self.assertCells(tables[title], None, Revenue=amount)

    def test_case_e15_other_currencies_at_the_rate_of_the_invoices_day(self):
        euro = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", "EUR")])
        )
        euro.active = True
        other = self.env["res.company"].create(
            {"name": "Euroland", "currency_id": euro.id}
        )
        rates = self.env["res.currency.rate"]
        # of Euroland: one euro is 2 units of the first company's money, from 15 May 4
        for day, rate in (("2026-05-01", 2.0), ("2026-05-15", 4.0)):
            rates.create(
                {
                    "name": day,
                    "currency_id": self.company.currency_id.id,
                    "company_id": other.id,
                    "rate": rate,
                }
            )
        self.env.user.company_ids += other
        self.user_manager.company_ids += other
        self._billed("2026-05-20", (self.known, 1, 7.0))
        self._foreign_invoice(other, "2026-05-10", 100.0)
        self._foreign_invoice(other, "2026-05-15", 10.0)

        table = self.build("revenue", period="last_month")["By product"]
        self.assertCells(table, None, Revenue=7.0 + 200.0 + 40.0)
        euros = self.build("revenue", period="last_month", company_id=other.id)
        self.assertCells(euros["By product"], None, Revenue=110.0)
        self.assertEqual(euros["By product"].columns[1].currency.symbol, "€")
        lan = self.build("revenue", self.user_lan, period="last_month")
        self.assertCells(lan["By product"], None, Revenue=7.0)

    def _foreign_invoice(self, company, day, price):
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        accounts = env["account.account"]
        receivable, income = (
            accounts.search([("code", "=", code)], limit=1)
            or accounts.create(
                {
                    "name": code,
                    "code": code,
                    "account_type": kind,
                    "reconcile": kind == "asset_receivable",
                }
            )
            for code, kind in (("131900", "asset_receivable"), ("511900", "income"))
        )
        journal = env["account.journal"].search(
            [("code", "=", "EUS"), ("company_id", "=", company.id)]
        ) or env["account.journal"].create(
            {"name": "Sales", "code": "EUS", "type": "sale"}
        )
        buyer = self.buyer.with_env(env)
        buyer.property_account_receivable_id = receivable
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": buyer.id,
                "journal_id": journal.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.known.id,
                            "price_unit": price,
                            "tax_ids": [],
                            "account_id": income.id,
                        }
                    )
                ],
            }
        )
        move.action_post()

    def test_trends_over_three_periods(self):
        for day, amount in (
            ("2026-03-10", 100),
            ("2026-04-10", 200),
            ("2026-05-10", 330),
        ):
            self._billed(day, (self.known, 1, amount))
        self._billed("2026-03-05", (self.unknown, 1, 90.0), partner=self.minhs)
        self._billed("2026-05-05", (self.unknown, 1, 40.0), partner=self.customer)

        tables = self.build("purchase_trends", period="last_month")

        table = tables["Customers"]
        self.assertEqual(
            {row[0]: row[1] for row in table.rows},
            {"Bình Minh": "Rising", "Minh's": "Lost", "An Phát": "New"},
        )
        row = next(row for row in table.rows if row[0] == "Bình Minh")
        self.assertEqual(row[2:], (100.0, 200.0, 330.0, 130.0, 115.0))
        self.assertEqual(table.totals[2:5], (190.0, 200.0, 370.0))
        self.assertEqual(
            {row[0]: row[1] for row in tables["Products"].rows},
            {"Known": "Rising", "Unknown": "Falling"},
        )

    def test_receivables_as_they_were_on_the_day(self):
        first = self._billed(
            "2026-04-01", (self.known, 1, 300.0), invoice_date_due="2026-04-30"
        )
        self._billed("2026-05-20", (self.known, 1, 50.0), invoice_date_due="2026-06-19")
        refund = self._billed(
            "2026-06-01", (self.known, 1, 120.0), move_type="out_refund"
        )
        lines = (first + refund).line_ids.filtered(
            lambda line: line.account_id == self.receivable
        )
        lines.reconcile()

        table = self.build("receivables", period="last_month")["By customer"]

        # on 31 May the credit note of 1 June was not there
        self.assertCells(
            table,
            "Bình Minh",
            Owed=350.0,
            Owed__before=300.0,
            Owed__change=50.0,
            Not_due_yet=50.0,
            Not_due_yet__before=300.0,
            Overdue_1_to_30_days=0.0,
            Overdue_31_to_90_days=300.0,
            Overdue_share=300 / 350,
        )
        table = self.build("receivables", period="this_month")["By customer"]
        self.assertCells(table, "Bình Minh", Owed=230.0, Overdue_31_to_90_days=180.0)
        minh = self.build("receivables", self.user_minh, period="last_month")
        self.assertFalse(minh["By customer"].rows)
