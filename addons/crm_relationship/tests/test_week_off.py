# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: after a week without jobs nobody is told seven times what is told daily."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .report_common import ReportCase
from .week_off import WEEK, WeekOffMixin

MONDAY = datetime(2026, 6, 1, 9, 0)
DIGEST = "digest.ir_cron_digest_scheduler_action"


@tagged("post_install", "-at_install")
class TestWeekOff(WeekOffMixin, ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.report.schedule"].search([]).active = False
        cls.env["digest.digest"].search([]).state = "deactivated"
        cls.readers = cls.user_lan + cls.user_manager

    def _schedule(self):
        report = self.env.ref("crm_relationship.crm_report_meetings")
        return self.env["crm.report.schedule"].create(
            {
                "report_id": report.id,
                "company_id": self.company.id,
                "period": "last_week",
                "frequency": "daily",
                "hour": 8,
                "recipient_ids": [Command.set(self.readers.ids)],
                "since": MONDAY - timedelta(days=30),
            }
        )

    def _digest(self):
        return self.env["digest.digest"].create(
            {
                "name": "Every day",
                "periodicity": "daily",
                "company_id": self.company.id,
                "user_ids": [Command.set(self.readers.ids)],
                "kpi_crm_interaction": True,
                "kpi_crm_silent": True,
                "next_run_date": MONDAY.date(),
                "state": "activated",
            }
        )

    def test_reports_and_digests_of_every_day_come_once(self):
        schedule = self._schedule()
        digest = self._digest()
        new = self.told_after_a_week("crm_relationship", MONDAY, DIGEST)

        self.assertEqual(len(schedule.delivery_ids), 2 * len(self.readers))
        subjects = [key[2] or "" for key in new if key[0] == "mail"]
        digests = [subject for subject in subjects if digest.name in subject]
        self.assertEqual(len(digests), len(self.readers))
        self.assertGreater(digest.next_run_date, (MONDAY + WEEK).date())

    def test_dates_that_passed_are_told_once(self):
        today = MONDAY.date()
        order = self._create_order(opportunity_id=False, company_id=self.company.id)
        order.action_confirm()
        template = self.env["crm.agreement.template"].create(
            {"name": "Contract", "months": 12, "notice_days": 30, "body": "<p/>"}
        )
        agreement = self.env["crm.agreement"].create(
            {
                "order_id": order.id,
                "template_id": template.id,
                "date_from": today - timedelta(days=300),
                "date_to": today + timedelta(days=33),  # its notice begins in the week
            }
        )
        agreement.action_mark_sent()
        agreement.write({"state": "signed", "signed_on": MONDAY})

        new = self.told_after_a_week("crm_relationship", MONDAY)

        mine = [key for key in new if key[3:] == (agreement._name, agreement.id)]
        self.assertEqual(len(mine), 1)
