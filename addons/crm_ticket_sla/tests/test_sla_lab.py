# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestSlaLab(LadderCase):
    def setUp(self):
        super().setUp()
        self.policy = self._ladder(hours=40, partner_ids=self.customer.ids)
        self.policy.company_id = self.company
        quick = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(quick, "06-01 11:00", "solved")
        slow = self._open("06-01 09:00")
        self._move(slow, "06-03 11:00", "solved")
        paused = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(paused, "06-01 11:00", "wait_customer")
        self._move(paused, "06-03 11:00", "open")
        self._move(paused, "06-03 12:00", "solved")
        self.tickets = quick | slow | paused
        self.slow, self.paused = slow, paused

    def _lab(self, text="06-10 09:00", **values):
        """Return a lab on the policy that has run, with a changed promise."""
        lab = self.env["crm.sla.lab"].with_user(self.user_manager)
        lab = lab.browse(
            self.policy.with_user(self.user_manager).action_lab()["res_id"]
        )
        lab.draft_target_ids.write(values)
        return self._rerun(lab, text)

    def _rerun(self, lab, text="06-10 09:00"):
        with self.at(wall(text)):
            lab.action_run()
            while lab.state == "running":
                lab.sudo()._replay_batch(limit=2)
        return lab

    def _rate(self, lab):
        return [(row.metric, row.met, row.missed) for row in lab.rate_ids]

    def test_the_lab_says_what_would_have_been_met_and_missed(self):
        before = self.env["crm.ticket.sla"].search(
            [("ticket_id", "in", self.tickets.ids)]
        )
        stored = before.read()

        lab = self._lab(hours=4)

        self.assertEqual(self._rate(lab), [("resolution", 2, 1)])
        self.assertEqual(lab.matched, 3)
        self.assertEqual(lab.miss_ids.ticket_id, self.slow)
        self.assertEqual(lab.miss_ids.deadline_at, wall("06-01 13:00"))
        self.assertEqual(lab.miss_ids.late, 14 * 3600)
        self.assertEqual(lab.miss_ids.cause, "unassigned")
        self.assertEqual(lab.miss_ids.actual, "met")
        self.assertIn("Nobody had taken it (1)", lab.cause_text)
        self.assertEqual(lab.rate_ids.actual_rate, 1)
        self.assertEqual(before.read(), stored, "nothing is written to clocks")

    def test_archived_tickets_are_counted_as_they_are_replayed(self):
        self.slow.active = False

        lab = self._lab(hours=4)

        self.assertEqual((lab.total, lab.done, lab.progress), (3, 3, 100))

    def test_the_pause_rule_of_the_draft_counts(self):
        lab = self._lab(hours=4, pauses_customer=False)

        self.assertEqual(self._rate(lab), [("resolution", 1, 2)])
        causes = {miss.ticket_id: miss.cause for miss in lab.miss_ids}
        self.assertEqual(causes[self.paused], "waiting")

    def test_replies_are_replayed_from_the_messages(self):
        ticket = self._open("06-04 09:00", user_id=self.user_an.id)
        self._answer(ticket, "06-04 10:00", subtype_xmlid="mail.mt_note")
        self._answer(ticket, "06-04 15:00")
        self._post(ticket, "06-04 16:00", self.env.user, author_id=self.person.id)
        self._answer(ticket, "06-05 10:00")
        self.env.flush_all()

        lab = self._lab(metric="first_response", hours=4)
        self.assertEqual(
            lab.miss_ids.filtered(lambda m: m.ticket_id == ticket).mapped("late"),
            [2 * 3600],
        )
        lab.draft_target_ids.write({"metric": "next_response", "hours": 3})
        self._rerun(lab)
        self.assertEqual(self._rate(lab), [("next_response", 1, 0)])

    def test_a_draft_holds_for_no_ticket_until_it_is_adopted(self):
        lab = self._lab(hours=4)
        meanwhile = self._open("06-10 09:00")
        self.assertEqual(self._clock(meanwhile).policy_id, self.policy)
        self.assertEqual(self._clock(meanwhile).deadline_at, wall("06-16 17:00"))
        target = self.policy.target_ids

        action = lab.action_adopt()

        self.assertEqual(action["res_model"], "crm.sla.policy.apply")
        self.assertEqual(self.policy.target_ids, target, "clocks keep their target")
        self.assertEqual(target.hours, 4)
        new = self._open("06-10 09:00")
        self.assertEqual(self._clock(new).deadline_at, wall("06-10 13:00"))

    def test_only_the_days_asked_for_and_only_this_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        team = self.env["crm.ticket.team"].create(
            {"name": "Other", "company_id": other.id}
        )
        self._open("06-02 09:00", team_id=team.id)
        self._open("02-02 09:00")

        lab = self._lab(hours=4)

        self.assertEqual(lab.matched, 3)

    def test_a_run_can_be_stopped_and_a_draft_without_promise_is_refused(self):
        lab = self._lab(hours=4)
        with self.at(wall("06-10 09:00")):
            lab.action_run()
            lab.action_cancel()
        self.assertEqual(lab.state, "cancelled")
        lab.draft_target_ids.unlink()
        with self.assertRaisesRegex(UserError, "promise"):
            lab.action_run()

    def test_the_job_replays_and_tells_of_a_failure(self):
        lab = self._lab(hours=4)
        with self.at(wall("06-10 09:00")):
            lab.action_run()
        with self.enter_registry_test_mode():
            self.env.ref("crm_ticket_sla.ir_cron_sla_lab").method_direct_trigger()
        self.assertEqual((lab.state, lab.matched), ("done", 3))

    def test_an_agent_has_no_lab(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.user_an).action_lab()
