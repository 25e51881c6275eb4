# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: forecasts, sources and colleagues' work are what one counts by hand."""

from odoo.tests import tagged

from .report_common import ReportCase
from .standing_common import DAY, NOW


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
