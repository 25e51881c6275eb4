# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no report tells a salesperson of a customer whom they may not see."""

import json
from datetime import datetime

from odoo.tests import tagged

from .confidential_common import PREFIX
from .report_common import ReportCase
from .standing_common import DAY, NOW

CANARY = "Zyxwqa"


@tagged("post_install", "-at_install")
class TestReportLeaks(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(f"{PREFIX}customers", "True")
        cls.source = cls.env["utm.source"].create({"name": "Fair"})
        cls.hidden = cls._create_customer(CANARY, user_id=cls.user_minh.id)

    def _plant(self, partner, user):
        """Do business of every kind with a customer, last month and this one."""
        for days in (0, 20):
            moment = NOW - days * DAY
            self._log(
                "meeting",
                partner=partner,
                user=user,
                occurred_at=datetime(2026, 5, 12, 3) if days else moment,
                outcome_id=self.outcome("successful").id,
                next_step_at=moment + 30 * DAY,
                company_id=self.company.id,
                subject=partner.name,
                duration=600,
            )
            self._invoice(
                (self.known, 3, 100.0),
                days=days,
                partner=partner,
                invoice_user_id=user.id,
                source_id=self.source.id,
            )
        self._bought(4, partner=partner, user_id=user.id)
        lead = self.env["crm.lead"].create(
            {
                "name": partner.name,
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": user.id,
                "source_id": self.source.id,
                "expected_revenue": 500.0,
                "date_deadline": "2026-06-20",
                "company_id": self.company.id,
            }
        )
        lead.copy().action_set_won()
        self.env["calendar.event"].with_user(user).create(
            {
                "name": f"Meet {partner.name}",
                "start": "2026-06-20 03:00:00",
                "stop": "2026-06-20 04:00:00",
                "partner_ids": [(6, 0, (user.partner_id + partner).ids)],
            }
        )
        self.end_transaction()
        self._stand(partner)

    def _answers(self, user):
        """Return every report as text, by its code."""
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.report("meetings", user).search([("code", "!=", False)])
        found = {}
        for report in reports:
            period = "this_month" if report.is_ahead else "last_30_days"
            tables = report.get_report({"period": period})["tables"]
            found[report.code] = json.dumps(tables, default=str)
        return found

    def test_case_e01_reports_are_the_same_with_and_without_a_hidden_customer(self):
        self._plant(self.buyer, self.user_lan)
        before = self._answers(self.user_lan)
        self.assertGreaterEqual(len(before), 12)
        blind = [code for code, text in before.items() if "Lan" in text]
        self.assertGreaterEqual(len(blind), 6, "what is one's own is told")

        self._plant(self.hidden, self.user_minh)

        after = self._answers(self.user_lan)
        for code, text in after.items():
            with self.subTest(code):
                self.assertNotIn(CANARY, text)
                self.assertEqual(text, before[code])

    def test_the_canary_is_there_for_its_owner_and_for_managers(self):
        self._plant(self.hidden, self.user_minh)

        for user in (self.user_minh, self.user_manager):
            told = self._answers(user)
            for code in (
                "meetings",
                "next_appointments",
                "meetings_planned",
                "revenue",
            ):
                with self.subTest(code, user=user.name):
                    self.assertIn(CANARY, told[code])
