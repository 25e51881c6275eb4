# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: campaigns are told with what they cost and brought, to marketers only."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .earnings_common import EarningsCase, day


@tagged("post_install", "-at_install")
class TestCannedReport(EarningsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.env["crm.ad.spend"].create(
            [
                {
                    "campaign_name": "Search",
                    "cost": cost,
                    "day": day(number).date(),
                    "company_id": cls.company.id,
                    "currency_id": cls.company.currency_id.id,
                    "source_id": cls.google.id,
                }
                for cost, number in ((50, -9), (30, -20))
            ]
        )
        cls._touch(cls.lan, day(-5), cls.google)
        cls._order(cls.lan, day(-1), 200, 120)
        cls.env["crm.attribution"]._rebuild(cls.company)

    def _build(self, user=None):
        report = self.env.ref("crm_marketing_auto.crm_report_campaigns")
        report = report.with_user(user or self.marketer)
        options = {
            "period": "custom",
            "date_from": "2026-03-01",
            "date_to": "2026-03-11",
        }
        _period, tables = report._build(options, day(5))
        return {table.title: table for table in tables}

    def test_cost_and_return_of_a_source_beside_the_days_before(self):
        table = self._build()["By source"]

        names = [column.label for column in table.columns]
        [row] = [row for row in table.rows if row[0] == "Earnings search"]
        cells = dict(zip(names, row, strict=True))
        self.assertEqual((cells["Cost"], cells["Cost, before"]), (50, 30))
        self.assertEqual((cells["Revenue"], cells["Return"]), (200, 80))
        self.assertAlmostEqual(cells["ROI"], 0.6)
        self.assertEqual(cells["Cost of a customer"], 50)

    def test_who_does_no_marketing_gets_no_report(self):
        seller = new_test_user(
            self.env, "earn_seller", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            self._build(seller)
        digest = self.env["digest.digest"].create({"name": "Marketing"})
        asked = digest.with_context(start_datetime=day(-9), end_datetime=day(0))
        with self.assertRaises(AccessError):
            asked.with_user(seller).mapped("kpi_crm_journey_message_value")
        self.assertEqual(asked.with_user(self.marketer).kpi_crm_journey_people_value, 0)
