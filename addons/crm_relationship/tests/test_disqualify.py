# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a lead put aside says why, and comes back by itself once, on its day."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .qualification_common import DAY, NOW, QualificationCase


@tagged("post_install", "-at_install")
class TestDisqualify(QualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["crm.lost.reason"].create({"name": "No money this year"})
        cls.rows = cls.env["crm.lead.disqualification"]

    def _put_aside(self, leads=None, until=date(2026, 9, 1), user=None, **values):
        leads = leads or self.hotel
        self.env["crm.lead.disqualify"].with_user(user or self.user_lan).create(
            {
                "lead_ids": leads.ids,
                "verdict": "later" if until else "never",
                "recycle_date": until,
                "reason_id": self.reason.id,
                "note": "Ask for the new wing",
                **values,
            }
        ).action_apply()

    def _recycle(self, days):
        with freeze_time(NOW + days * DAY):
            taken = self.rows._recycle_batch()
        self.env.invalidate_all()
        return taken

    def test_case_e55_disqualifying_needs_a_reason_and_a_day(self):
        form = Form(
            self.env["crm.lead.disqualify"].with_context(
                active_model="crm.lead", active_ids=self.hotel.ids
            )
        )
        with self.assertRaisesRegex(AssertionError, "reason_id"):
            form.save()
        for until in (date(2026, 6, 1), date(2020, 1, 1)):
            with self.assertRaisesRegex(UserError, "Comes back on"):
                self._put_aside(until=until)
        self.assertTrue(self.hotel.active)

    def test_a_lead_put_aside_is_lost_with_its_reason(self):
        self._put_aside()
        self.assertEqual(self.hotel.won_status, "lost")
        self.assertEqual(self.hotel.lost_reason_id, self.reason)
        self.assertEqual(self.hotel.recycle_date, date(2026, 9, 1))
        row = self.hotel.disqualification_ids
        self.assertEqual((row.user_id, row.verdict), (self.user_lan, "later"))

    def test_case_e55_it_comes_back_at_the_date_to_its_owner_once(self):
        self._put_aside()
        self.assertEqual(self._recycle(91), 0)  # the last day of August
        self.assertFalse(self.hotel.active)

        self.assertEqual(self._recycle(92), 1)
        self.assertEqual(self._recycle(92), 0)

        self.assertTrue(self.hotel.active)
        self.assertEqual(self.hotel.won_status, "pending")
        self.assertFalse(self.hotel.recycle_date)
        call = self.hotel.activity_ids
        self.assertEqual(len(call), 1)
        self.assertEqual(call.user_id, self.user_lan)
        self.assertEqual(call.summary, "Not now, we said: No money this year")
        self.assertIn("new wing", call.note)
        self.assertEqual(self.hotel.disqualification_ids.activity_id, call)

    def test_what_was_planned_is_off(self):
        for user in (self.user_lan, self.user_hoa):
            self.hotel.activity_schedule(
                "mail.mail_activity_data_call", user_id=user.id
            )
        self._put_aside()
        self.assertFalse(self.hotel.activity_ids)

    def test_never_stays_away(self):
        self._put_aside(until=False)
        self.assertEqual(self._recycle(5000), 0)
        self.assertFalse(self.hotel.active)

    def test_who_brings_it_back_by_hand_gets_it_once(self):
        self._put_aside()
        self.hotel.with_user(self.user_lan).action_restore()
        self.assertFalse(self.hotel.recycle_date)
        self.assertEqual(self._recycle(100), 0)
        self.assertFalse(self.hotel.activity_ids)

    def test_it_can_be_put_aside_again_and_the_history_stays(self):
        self._put_aside()
        self._recycle(92)
        with freeze_time(NOW + 93 * DAY):
            self._put_aside(until=date(2026, 12, 1))
        self._recycle(200)
        self.assertTrue(self.hotel.active)
        rows = self.hotel.disqualification_ids
        self.assertEqual(len(rows), 2)
        self.assertEqual(len(rows.filtered("recycled_at")), 2)

    def test_a_colleague_who_left_leaves_it_to_the_team(self):
        team = self.env["crm.team"].create(
            {"name": "T", "user_id": self.user_manager.id}
        )
        self.hotel.team_id = team
        self._put_aside()
        # as if everything else had been handed over
        (self.customer + self.person).user_id = self.user_minh
        self.lead.user_id = self.user_minh
        self.user_lan.active = False
        self._recycle(92)
        self.assertEqual(self.hotel.activity_ids.user_id, self.user_manager)

    def test_won_leads_are_not_put_aside(self):
        self.hotel.write({"type": "opportunity"})
        self.hotel.action_set_won()
        with self.assertRaisesRegex(UserError, "won or lost"):
            self._put_aside()

    def test_many_leads_come_back_in_a_few_batches(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"L{n}", "partner_name": "x", "user_id": self.user_lan.id}
                for n in range(5)
            ]
        )
        self._put_aside(leads)
        with freeze_time(NOW + 92 * DAY):
            taken = [self.rows._recycle_batch(limit=2) for _n in range(4)]
        self.assertEqual(taken, [2, 2, 1, 0])
        self.assertEqual(len(leads.activity_ids), 5)
        self.assertTrue(all(leads.mapped("active")))

    def test_the_job_does_it(self):
        self._put_aside()
        cron = self.env.ref("crm_relationship.ir_cron_lead_recycle")
        with freeze_time(NOW + 92 * DAY), self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
        self.env.invalidate_all()
        self.assertTrue(self.hotel.active)
        self.assertFalse(cron.failure_count)

    def test_only_who_edits_the_lead_puts_it_aside(self):
        with self.assertRaises(AccessError):
            self._put_aside(user=self.user_minh)
        self._put_aside()
        rows = self.rows.with_user(self.user_minh)
        self.assertFalse(rows.search([("lead_id", "=", self.hotel.id)]))
        self.assertTrue(
            self.rows.with_user(self.user_lan).search([("lead_id", "=", self.hotel.id)])
        )

    def test_a_quick_lead_has_a_number_and_a_next_step(self):
        Quick = self.env["crm.lead.quick"].with_user(self.user_lan)
        values = {
            "name": "Mr Tuấn", "subject": "Chairs", "step_date": "2026-06-03",
            "step_summary": "Ask what he thinks",
        }  # fmt: skip
        with self.assertRaisesRegex(UserError, "Phone"):
            Quick.create(values).action_create_lead()
        with self.assertRaisesRegex(UserError, "Next step"):
            Quick.create(
                {**values, "phone": "0912345678", "step_date": "2026-05-31"}
            ).action_create_lead()

        action = Quick.create({**values, "phone": "0912345678"}).action_create_lead()

        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual((lead.contact_name, lead.user_id), ("Mr Tuấn", self.user_lan))
        self.assertEqual(lead.qualification_id, self.person_template)
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 6, 3))
        self.assertEqual(lead.activity_ids.user_id, self.user_lan)
