# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a step, reminder or handover that fails every time stops no other."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .handover_common import HandoverCase
from .poison import WORDS, PoisonMixin
from .qualification_common import QualificationCase
from .test_agreement import AgreementCase
from .test_playbook import PlaybookCase

DAY = timedelta(days=1)


class AdminMixin:
    def _try_again(self):
        admin = new_test_user(self.env, "rel_health", groups="base.group_system")
        self.env["crm.health"].with_user(admin).retry_failed("parked")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestPoisonSteps(AdminMixin, PoisonMixin, PlaybookCase):
    def test_a_late_step_that_cannot_be_told_stops_no_other(self):
        self._playbook()
        self._reach()
        steps = self.env["crm.playbook.step"].search(
            [("run_id", "in", self._runs().ids)], order="id"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_playbook_step SET deadline = deadline - 30 WHERE id = ANY(%s)",
            [steps.ids],
        )
        self.env.invalidate_all()

        def told():
            activities = self.env["mail.activity"].search(
                [("summary", "=like", "Late: %")]
            )
            return [
                len([a for a in activities if a.summary.startswith(f"Late: {s.name} ")])
                for s in steps
            ]

        before = told()
        cure = self.poison(
            "mail_activity", "NEW.summary LIKE %s", f"Late: {steps[0].name} %"
        )
        self.run_job("crm_relationship.ir_cron_playbook_escalate", times=2)
        self.assertEqual(
            [n - b for n, b in zip(told(), before, strict=True)], [0, 1, 1]
        )
        self.assertEqual(self.parked("playbook_step").mapped("res_id"), steps[0].ids)
        cure()
        self._try_again()
        self.run_job("crm_relationship.ir_cron_playbook_escalate", times=2)
        self.assertEqual(
            [n - b for n, b in zip(told(), before, strict=True)], [1, 1, 1]
        )


@tagged("post_install", "-at_install")
class TestPoisonReminders(AdminMixin, PoisonMixin, AgreementCase):
    def _signed(self, days_left):
        today = fields.Date.today()
        agreement = self._agreement(
            date_from=today - 100 * DAY, date_to=today + days_left * DAY
        )
        agreement.action_mark_sent()
        agreement.sudo().write({"state": "signed", "signed_on": fields.Datetime.now()})
        return agreement

    def _told(self, agreement):
        return self.env["mail.activity"].search_count(
            [("res_model", "=", agreement._name), ("res_id", "=", agreement.id)]
        )

    def test_a_date_that_cannot_be_told_stops_no_other(self):
        bad, good = self._signed(5), self._signed(6)
        cure = self.poison(
            "mail_activity",
            "NEW.res_id = %s AND NEW.res_model = 'crm.agreement'",
            bad.id,
        )
        self.run_job("crm_relationship.ir_cron_reminder", times=2)
        self.assertEqual([self._told(bad), self._told(good)], [0, 1])
        self.assertEqual(len(self.parked("reminder")), 1)
        cure()
        self._try_again()
        self.run_job("crm_relationship.ir_cron_reminder", times=2)
        self.assertEqual([self._told(bad), self._told(good)], [1, 1])

    def test_an_agreement_that_cannot_end_stops_no_other(self):
        bad, good = self._signed(-2), self._signed(-1)
        self.poison("crm_agreement", "NEW.id = %s", bad.id)
        self.run_job("crm_relationship.ir_cron_reminder", times=2)
        self.assertEqual([bad.state, good.state], ["signed", "ended"])
        self.assertEqual(self.parked("agreement").mapped("res_id"), bad.ids)


@tagged("post_install", "-at_install")
class TestPoisonHandover(AdminMixin, PoisonMixin, HandoverCase):
    def test_a_customer_that_cannot_be_moved_stays_and_the_others_move(self):
        handover = self._start()
        self.poison("res_partner", "NEW.id = %s", self.other.id)
        self.run_job("crm_relationship.ir_cron_handover")
        line = self._line(handover, self.other)
        self.assertEqual(line.state, "error")
        self.assertIn(WORDS, line.error)
        self.assertEqual(self.other.user_id, self.user_lan)
        self.assertEqual(self.customer.user_id, self.user_minh)

    def test_a_handover_that_cannot_end_stops_and_the_next_one_goes_on(self):
        first = self._start()
        second = (
            self.env["crm.handover"]
            .with_user(self.user_manager)
            .create(
                {
                    "user_id": self.user_minh.id,
                    "method": "one",
                    "successor_ids": [(0, 0, {"user_id": self.user_thu.id})],
                }
            )
        )
        second.action_preview()
        second.action_start()
        cure = self.poison(
            "crm_handover", "NEW.id = %s AND NEW.state = 'done'", first.id
        )
        self.run_job("crm_relationship.ir_cron_handover")
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(second.state, "done")
        self.assertEqual(self.parked("handover").mapped("res_id"), first.ids)
        cure()
        self._try_again()
        self.run_job("crm_relationship.ir_cron_handover")
        self.assertEqual(first.state, "done")


@tagged("post_install", "-at_install")
class TestPoisonLeads(AdminMixin, PoisonMixin, QualificationCase):
    def test_a_lead_that_cannot_be_judged_stops_no_other(self):
        leads = self.lead | self.lead.copy() | self.lead.copy()
        queue = self.env["crm.qualification.queue"]
        self.end_transaction()
        queue.search([]).unlink()
        queue.create([{"lead_id": lead.id} for lead in leads])
        self.env.cr.execute(
            "UPDATE crm_lead SET qualification_engagement = 777 WHERE id = ANY(%s)",
            [leads.ids],
        )
        self.env.invalidate_all()
        self.poison("crm_lead", "NEW.id = %s", leads[1].id)

        self.run_job("crm_relationship.ir_cron_qualification_refresh")

        left = [lead.qualification_engagement == 777 for lead in leads]
        self.assertEqual(left, [False, True, False])
        self.assertEqual(self.parked("qualification").mapped("res_id"), [leads[1].id])
        self._try_again()
        waiting = queue.search([("lead_id", "in", leads.ids)])
        self.assertEqual(waiting.mapped("lead_id"), [leads[1].id])
