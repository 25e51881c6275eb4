# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: money in reports is what was posted, at the rate of its day, for who sees it."""

from odoo import Command
from odoo.tests import tagged

from .report_common import ReportCase
from .standing_common import DAY, NOW


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


@tagged("post_install", "-at_install")
class TestReportPipeline(ReportCase):
    def _opportunity(self, revenue, **values):
        return self.env["crm.lead"].create(
            {
                "name": f"O {revenue}",
                "type": "opportunity",
                "user_id": self.user_lan.id,
                "partner_id": self.buyer.id,
                "expected_revenue": revenue,
                "company_id": self.company.id,
                **values,
            }
        )

    def _close(self, lead, moment, won=True):
        if won:
            lead.action_set_won()
        else:
            lead.action_set_lost()
        lead.flush_recordset()
        lead.date_closed = moment

    def test_forecast_beside_what_the_period_before_brought(self):
        self._close(self._opportunity(1000), "2026-05-20 03:00")
        self._close(self._opportunity(300), "2026-06-01 02:00")
        self._close(self._opportunity(70), "2026-05-31 16:59")  # 31 May in Hanoi
        self._close(self._opportunity(40), "2026-05-31 17:00")  # 1 June in Hanoi
        self._close(self._opportunity(9), "2026-06-01 02:00", won=False)
        due = self._opportunity(500, date_deadline="2026-06-30")
        due.probability = 40
        self._opportunity(800, date_deadline="2026-07-01").probability = 50

        tables = self.build("pipeline", period="this_month")

        row = self.cells(tables["Forecast"], "Lan")
        self.assertEqual(row["Won"], 340.0)
        self.assertEqual(row["Open, due in the period"], 1)
        self.assertEqual(row["Times probability"], 200.0)
        self.assertEqual(row["Forecast"], 540.0)
        self.assertEqual(row["Won in the period before"], 1070.0)
        self.assertEqual(row["Difference"], -530.0)
        self.assertCells(
            tables["Opened, won and lost"],
            "Lan",
            Won=2,
            Lost=1,
            Win_rate=2 / 3,
            Won_revenue=340.0,
            # until the first of May only
            Won__before=0,
        )
        self.assertEqual(tables["Open today, by stage"].totals[1:3], (2, 1300.0))
        minh = self.build("pipeline", self.user_minh, period="this_month")
        self.assertFalse(minh["Forecast"].rows)

    def test_what_sources_bring(self):
        fair, web = self.env["utm.source"].create([{"name": "Fair"}, {"name": "Web"}])
        self._close(self._opportunity(10, source_id=fair.id), NOW - DAY)
        self._opportunity(10, source_id=fair.id)
        self._opportunity(10, source_id=web.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE source_id = ANY(%s)",
            [NOW - 3 * DAY, (fair + web).ids],
        )
        self._invoice((self.known, 1, 80.0), source_id=fair.id)
        self.buyer.acquisition_source_id = web
        self._invoice((self.known, 1, 5.0))

        tables = self.build("sources", period="last_month")

        self.assertCells(
            tables["By source"],
            "Fair",
            Leads=2,
            Won_of_these=1,
            Won_share=0.5,
            Invoiced=80.0,
            Leads__before=0,
        )
        self.assertCells(tables["By source"], "Web", Leads=1, Invoiced=5.0)


@tagged("post_install", "-at_install")
class TestReportPeople(ReportCase):
    def test_what_each_colleague_did(self):
        self._log("call", partner=self.buyer, occurred_at=NOW - 5 * DAY, duration=600)
        self._log(
            "meeting",
            partner=self.buyer,
            occurred_at=NOW - 6 * DAY,
            duration=3000,
            outcome_id=self.outcome("successful").id,
        )
        self._log(
            "call",
            partner=self.buyer,
            occurred_at=NOW - 6 * DAY,
            outcome_id=self.outcome("no_answer").id,
        )
        self._log("call", partner=self.buyer, occurred_at=NOW - 6 * DAY, direction="in")
        self._bought(4, price=200.0, user_id=self.user_lan.id)
        self._bought(4, price=90.0, user_id=self.user_minh.id, partner=self.minhs)
        self._invoice((self.known, 1, 70.0), invoice_user_id=self.user_lan.id)

        table = self.build("productivity", period="last_month")["By colleague"]

        self.assertCells(
            table,
            "Lan",
            Contacts=2,
            Meetings=1,
            Minutes=60,
            Orders=1,
            Ordered=200.0,
            Invoiced=70.0,
            Contacts__before=0,
        )
        self.assertCells(table, "Minh", Orders=1, Ordered=90.0, Contacts=0)
        own = self.build("productivity", self.user_lan, period="last_month")
        self.assertEqual([row[0] for row in own["By colleague"].rows], ["Lan"])

    def test_adoption_by_the_weeks_of_the_period(self):
        adoption = self.env["crm.adoption"]
        for week, logged, quality in (
            ("2026-05-25", 4, 80.0),
            ("2026-05-18", 3, 60.0),
            ("2026-04-27", 5, 40.0),
        ):
            adoption.create(
                {
                    "user_id": self.user_lan.id,
                    "company_id": self.company.id,
                    "week": week,
                    "logged": logged,
                    "meetings": 4,
                    "meetings_told": 1,
                    "customers": 10,
                    "quality": quality,
                }
            )
        adoption.create(
            {
                "user_id": self.user_minh.id,
                "company_id": self.company.id,
                "week": "2026-05-25",
                "logged": 9,
                "customers": 30,
                "quality": 40.0,
            }
        )

        tables = self.build("adoption", period="last_month")

        self.assertCells(
            tables["Written down"],
            "Lan",
            Logged_by_hand=7,
            Logged_by_hand__before=5,
            Outcomes_told=0.25,
        )
        self.assertCells(
            tables["How customers are kept"],
            "Lan",
            Data_quality=0.8,
            Data_quality__before=0.4,
        )
        # (10 x 80 + 30 x 40) / 40
        self.assertCells(tables["How customers are kept"], None, Data_quality=0.5)
        own = self.build("adoption", self.user_lan, period="last_month")
        self.assertEqual([row[0] for row in own["Written down"].rows], ["Lan"])
