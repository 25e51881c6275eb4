# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the end of an agreement or a warranty is told in time, once."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .test_agreement import AgreementCase

NOW = datetime(2026, 6, 1, 9, 0)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestReminder(AgreementCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))
        self.Reminder = self.env["crm.reminder"]

    def _signed(self, days_left, **values):
        today = NOW.date()
        agreement = self._agreement(
            date_from=today - 100 * DAY, date_to=today + days_left * DAY, **values
        )
        agreement.action_mark_sent()
        agreement.sudo().write({"state": "signed", "signed_on": fields.Datetime.now()})
        return agreement

    def _remind(self, now=NOW):
        """Return how many were told; twice the job, as two hosts would."""
        told = self.Reminder._remind(self.company, now)
        self.assertFalse(self.Reminder._remind(self.company, now))
        self.env.invalidate_all()
        return told

    def _activities(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_the_owner_is_told_once_when_the_notice_begins(self):
        agreement = self._signed(30)

        self.assertEqual(self._remind(NOW - DAY), 0)
        self._remind()
        self._remind(NOW + DAY)

        activity = self._activities(agreement)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.user_lan)
        self.assertEqual(activity.date_deadline, agreement.date_to)
        self.assertIn("Agreement ends", activity.summary)

    def test_a_done_activity_does_not_come_back(self):
        agreement = self._signed(10)
        self._remind()
        self._activities(agreement).action_done()

        self.assertEqual(self._remind(NOW + DAY), 0)
        self.assertFalse(self._activities(agreement))

    def test_renewed_drafts_cancelled_and_endless_ones_are_left_alone(self):
        renewed = self._signed(10)
        renewal = self.env["crm.agreement"].browse(renewed.action_renew()["res_id"])
        renewal.action_mark_sent()
        self._signed(10).action_cancel()
        self._agreement(date_to=NOW.date() + 5 * DAY, date_from=NOW.date())
        self._signed(10).sudo().write({"state": "draft"})

        self.assertEqual(self._remind(), 0)

    def test_nobody_left_is_asked_when_somebody_has_it_again(self):
        agreement = self._signed(10)
        self.order.team_id.user_id = False
        agreement.user_id = self.user_minh
        self.customer.user_id = False
        self.env.flush_all()
        # as an import or another addon may leave it
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.user_minh.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._remind(), 0)

        agreement.user_id = self.user_hoa
        self._remind()

        self.assertEqual(self._activities(agreement).user_id, self.user_hoa)

    def test_the_last_day_over_ends_it(self):
        over, today = self._signed(-1), self._signed(0)

        self.Reminder._end(self.company, NOW)

        self.assertEqual(over.state, "ended")
        self.assertEqual(today.state, "signed")

    def test_the_end_of_a_warranty_is_told_once_for_an_order(self):
        self.product.warranty_months = 1
        order = self._create_order()
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": 2, "picked": True})
        order.picking_ids.with_context(skip_sms=True).button_validate()

        self._remind(NOW)
        self._remind(NOW + 2 * DAY)

        activity = self._activities(order)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.date_deadline, datetime(2026, 7, 1).date())
        self.assertEqual(activity.user_id, self.user_lan)

    def test_no_warranty_is_not_told(self):
        order = self._create_order()
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": 2, "picked": True})
        order.picking_ids.with_context(skip_sms=True).button_validate()

        self.assertEqual(self._remind(), 0)

    def test_both_ends_are_insights_as_long_as_they_are_true(self):
        agreement = self._signed(10)
        insights = self.env["crm.insight"]
        kinds = [("kind", "in", ("renewal", "warranty"))]
        domain = [("partner_id", "=", self.customer.id), *kinds]

        insights._refresh(self.company, self.customer.ids, NOW)
        found = insights.search(domain)
        self.assertEqual(found.kind, "renewal")
        self.assertIn(agreement.name, found.reason)

        agreement.action_cancel()
        insights._refresh(self.company, self.customer.ids, NOW)
        self.assertEqual(found.state, "gone")

    def test_a_warranty_that_ends_is_an_insight(self):
        self.product.warranty_months = 1
        order = self._create_order()
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": 2, "picked": True})
        order.picking_ids.with_context(skip_sms=True).button_validate()
        insights = self.env["crm.insight"]

        insights._refresh(self.company, self.customer.ids, NOW + 5 * DAY)

        found = insights.search(
            [("partner_id", "=", self.customer.id), ("kind", "=", "warranty")]
        )
        self.assertIn(order.name, found.reason)

    def test_the_job_runs(self):
        agreement = self._signed(10)
        job = self.env.ref("crm_relationship.ir_cron_reminder")

        with self.enter_registry_test_mode():
            job.method_direct_trigger()
            job.method_direct_trigger()

        self.assertEqual(job.failure_count, 0)
        self.assertEqual(len(self._activities(agreement)), 1)
