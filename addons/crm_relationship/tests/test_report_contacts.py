# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: traffic and care are counted as they are defined, by the company's days."""

from datetime import datetime

from odoo.tests import tagged

from .report_common import ReportCase
from .standing_common import DAY, NOW


@tagged("post_install", "-at_install")
class TestReportContacts(ReportCase):
    def _touched(self, code, moment, direction="out", partner=None, **values):
        return self._log(
            code,
            partner=partner or self.buyer,
            occurred_at=datetime.fromisoformat(moment),
            direction=direction,
            company_id=self.company.id,
            **values,
        )

    def test_traffic_by_channel_direction_and_day(self):
        self._touched("call", "2026-05-03 16:59")  # 3 May, 23:59 in Hanoi
        self._touched("call", "2026-05-03 17:00", "in")  # 4 May
        self._touched("mail_manual", "2026-05-20 02:00", partner=self.customer)
        self._touched("note", "2026-05-20 02:00")  # no contact
        self._touched("call", "2026-04-20 02:00")

        tables = self.build("contact_traffic", period="last_month")

        self.assertCells(
            tables["By channel"],
            "Call",
            Contacts=2,
            Contacts__before=1,
            Contacts__change=1,
            From_customers=1,
            To_customers=1,
            Customers=1,
        )
        self.assertCells(tables["By channel"], "Email", Contacts=1)
        self.assertCells(tables["By colleague"], "Lan", Contacts=3, Customers=2)
        days = tables["Over time"]
        self.assertEqual(len(days.rows), 31)
        self.assertCells(days, "05/03/2026", Contacts=1, From_customers=0)
        self.assertCells(days, "05/04/2026", Contacts=1, From_customers=1)
        self.assertCells(days, "05/20/2026", Contacts=1, Contacts__before=1)
        self.assertCells(days, None, Contacts=3, Contacts__before=1)

    def test_a_quarter_is_drawn_by_weeks_and_a_year_by_months(self):
        self._touched("call", "2026-02-10 02:00")
        table = self.build("contact_traffic", period="last_quarter")["Over time"]
        self.assertEqual(sum(row[1] for row in table.rows), 1)
        self.assertEqual(len(table.rows), 14)
        table = self.build("contact_traffic", period="this_year")["Over time"]
        self.assertCells(table, "02/2026", Contacts=1)
        self.assertEqual(len(table.rows), 6)

    def test_care_index_by_hand(self):
        self.env["crm.customer.tier"].search([]).action_archive()
        tier = self.env["crm.customer.tier"].create(
            {"name": "Key", "domain": "[]", "cadence_days": 14}
        )
        good, silent, waiting, never = (
            self._create_customer(name, user_id=self.user_lan.id)
            for name in ("Good", "Silent", "Waiting", "Never")
        )
        everybody = good + silent + waiting + never
        self._touched("call", "2026-05-20 02:00", partner=good)
        self._touched("call", "2026-05-10 02:00", partner=silent)
        self._touched("call", "2026-05-25 02:00", "in", partner=waiting)
        self.end_transaction()
        for partner in everybody:
            self._stand(partner)
        stats = self.env["crm.partner.stat"].search([("tier_id", "=", tier.id)])
        (stats.filtered(lambda stat: stat.partner_id not in everybody)).unlink()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            [NOW - 100 * DAY, everybody.ids],
        )

        tables = self.build("care_index", period="last_month")

        # on 31 May: Good 11 days ago, Silent 21, Waiting 6 but unanswered, Never 100
        self.assertCells(
            tables["By colleague"],
            "Lan",
            Customers_with_a_cadence=4,
            In_time=2,
            Waiting_for_our_reply=1,
            Looked_after=1,
            Care_index=0.25,
            Care_index__before=0.0,
        )
        self.assertCells(tables["By tier"], "Key", Care_index=0.25)
        self.assertIn("Care index:", tables["By tier"].notes[0])

        self._touched("call", "2026-05-31 16:00", partner=waiting)
        table = self.build("care_index", period="last_month")["By colleague"]
        self.assertCells(table, "Lan", Waiting_for_our_reply=0, Care_index=0.5)
        own = self.build("care_index", self.user_minh, period="last_month")
        self.assertFalse(own["By colleague"].rows)
