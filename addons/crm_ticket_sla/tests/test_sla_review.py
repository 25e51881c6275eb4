# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .ladder_common import LadderCase


@tagged("post_install", "-at_install")
class TestSlaReview(LadderCase):
    def setUp(self):
        super().setUp()
        self.policy = self._ladder()
        self.cause = self.env["crm.sla.cause"].create({"name": "Storm"})
        self.ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-02 09:00", messages=False)
        self.clock = self._clock(self.ticket)
        self.assertEqual(self.clock.outcome, "missed")

    def _review(self, user, **values):
        """Fill in the review as a person does."""
        clock = self.clock.with_user(user)
        context = clock.action_review()["context"]
        wizard = self.env["crm.sla.review"].with_user(user).with_context(**context)
        wizard.create({"cause_id": self.cause.id, **values}).action_apply()

    def test_an_agent_says_why_it_was_missed(self):
        self._review(self.user_an, note="No power")

        self.assertEqual(self.clock.cause_id, self.cause)
        self.assertEqual(self.clock.reviewed_by_id, self.user_an)
        self.assertEqual(self.clock.outcome, "missed")

    def test_a_waiver_of_an_agent_waits_for_a_manager(self):
        self._review(self.user_an, is_waived=True, waiver_reason="Storm")
        self.assertEqual((self.clock.outcome, self.clock.waiver), ("missed", "asked"))

        with self.assertRaises(AccessError):
            self.clock.with_user(self.user_an).action_grant_waiver()
        self.clock.with_user(self.user_manager).action_grant_waiver()

        self.assertEqual((self.clock.outcome, self.clock.waiver), ("waived", "granted"))
        self.assertEqual(self.clock.waiver_by_id, self.user_manager)
        self.assertEqual(self.clock.segment_ids[-1].event, "waive")

    def test_a_refused_waiver_leaves_the_miss(self):
        self._review(self.user_an, is_waived=True, waiver_reason="Storm")
        with self.assertRaises(AccessError):
            self.clock.with_user(self.user_an).action_refuse_waiver()

        self.clock.with_user(self.user_manager).action_refuse_waiver()

        self.assertEqual((self.clock.outcome, self.clock.waiver), ("missed", "refused"))

    def test_a_manager_waives_at_once_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "Why not"):
            self._review(self.user_manager, is_waived=True, waiver_reason=" ")

        self._review(self.user_manager, is_waived=True, waiver_reason="Storm")

        self.assertEqual(self.clock.outcome, "waived")

    def test_what_was_not_missed_is_not_reviewed(self):
        other = self._open("06-02 09:00", user_id=self.user_an.id)
        with self.assertRaisesRegex(UserError, "Review"):
            self._clock(other).action_review()

    def test_an_agent_cannot_write_clocks_otherwise(self):
        with self.assertRaises(AccessError):
            self.clock.with_user(self.user_an).write({"waiver": "granted"})

    def test_raw_and_adjusted_rates(self):
        met = self._open("06-02 09:00", user_id=self.user_an.id)
        self._move(met, "06-02 10:00", "solved")
        late = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-02 09:00", messages=False)
        self._review(self.user_manager, is_waived=True, waiver_reason="Storm")

        domain = [("ticket_id", "in", (self.ticket | met | late).ids)]
        rate = self.env["crm.ticket.sla"]._attainment(domain)

        self.assertEqual((rate.met, rate.missed, rate.waived), (1, 1, 1))
        self.assertAlmostEqual(rate.raw, 1 / 3)
        self.assertAlmostEqual(rate.adjusted, 1 / 2)
        by_team = self.env["crm.ticket.sla"]._attainment(domain, ["team_id"])
        self.assertEqual(by_team[(self.team,)], rate)

    def test_a_policy_can_ask_for_the_cause_before_the_ticket_is_solved(self):
        self.policy.is_cause_required = True

        with self.assertRaisesRegex(UserError, "Cause"):
            self._move(self.ticket, "06-02 10:00", "solved", user=self.user_an)
        self._review(self.user_an)
        self._move(self.ticket, "06-02 10:00", "solved", user=self.user_an)

        self.assertTrue(self.ticket.solved_at)
