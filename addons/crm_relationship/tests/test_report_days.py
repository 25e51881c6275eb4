# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: days in reports are the company's, and those of the period that is shown."""

from odoo.tests import tagged

from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestReportDays(ReportCase):
    def _over_time(self, first, last):
        return self.build("revenue", period="custom", date_from=first, date_to=last)[
            "Over time"
        ]

    def test_january_beside_february_ends_with_february(self):
        for day, price in (
            ("2026-01-27", 1.0),
            ("2026-01-28", 2.0),
            ("2026-01-29", 4.0),
            ("2026-01-31", 8.0),
            ("2026-02-28", 100.0),
        ):
            self._invoice((self.known, 1, price), invoice_date=day)

        table = self._over_time("2026-02-01", "2026-02-28")

        self.assertEqual(len(table.rows), 28)
        self.assertEqual(table.rows[-1][0], "02/28/2026")
        self.assertCells(table, "02/27/2026", Revenue=0.0, Revenue__before=1.0)
        self.assertCells(table, "02/28/2026", Revenue=100.0, Revenue__before=14.0)
        self.assertCells(table, None, Revenue=100.0, Revenue__before=15.0)
        self.assertIn("The period before is longer", table.notes[-1])

    def test_february_beside_march_has_each_day_beside_its_own(self):
        self._invoice((self.known, 1, 3.0), invoice_date="2026-02-28")
        self._invoice((self.known, 1, 5.0), invoice_date="2026-03-31")

        table = self._over_time("2026-03-01", "2026-03-31")

        self.assertEqual(len(table.rows), 31)
        self.assertCells(table, "03/28/2026", Revenue=0.0, Revenue__before=3.0)
        self.assertCells(table, "03/31/2026", Revenue=5.0, Revenue__before=0.0)
        self.assertFalse(table.notes)

    def test_orders_are_converted_at_the_rate_of_the_companys_day(self):
        euro = self.env.ref("base.EUR")
        if self.company.currency_id == euro:
            euro = self.env.ref("base.USD")
        euro.active = True
        other = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": euro.id}
        )
        for day, rate in (("2026-05-01", 2.0), ("2026-05-15", 4.0)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "currency_id": self.company.currency_id.id,
                    "company_id": other.id,
                    "rate": rate,
                }
            )
        (self.env.user + self.user_manager).company_ids += other
        order = self._bought(4, company_id=other.id, user_id=self.user_lan.id)
        order.date_order = "2026-05-14 18:00:00"  # in Hanoi it is the 15th

        table = self.build("productivity", period="last_month")["By colleague"]

        self.assertCells(table, "Lan", Orders=1, Ordered=400.0)
