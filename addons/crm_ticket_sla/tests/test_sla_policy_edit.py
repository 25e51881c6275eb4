# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .ladder_common import LadderCase
from .sla_common import HOUR
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestSlaPolicyEdit(LadderCase):
    def _answer_edit(self, policy, scope, text="06-01 10:00"):
        """Answer the question after an edit, as a manager."""
        policy = policy.with_user(self.user_manager)
        with self.at(wall(text)):
            context = policy.action_apply()["context"]
            wizard = self.env["crm.sla.policy.apply"].with_user(self.user_manager)
            wizard = wizard.with_context(**context).create({"scope": scope})
            counts = (wizard.following_count, wizard.won_count, wizard.lost_count)
            wizard.action_confirm()
        self._run_recounts(text)
        return counts

    def test_case_45_edit_for_new_tickets_only(self):
        policy = self._ladder(partner_ids=self.customer.ids)
        old = self._open("06-01 09:00", user_id=self.user_an.id)
        policy.target_ids.hours = 2
        self.assertEqual(policy.behind_count, 1)

        counts = self._answer_edit(policy, "new")
        new = self._open("06-01 10:00", user_id=self.user_an.id)

        self.assertEqual(counts, (1, 0, 0))
        self.assertEqual(self._clock(old).deadline_at, wall("06-01 17:00"))
        self.assertEqual(self._clock(new).deadline_at, wall("06-01 12:00"))
        self.assertFalse(policy.behind_count, "the question is answered")

    def test_case_45_edit_for_open_tickets_too_never_for_closed_ones(self):
        policy = self._ladder()
        closed = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(closed, "06-01 09:30", "solved")
        waiting = self._open("06-01 09:00", user_id=self.user_an.id)
        self._move(waiting, "06-01 09:30", "wait_customer")
        before = self._clock(closed).read()
        policy.target_ids.hours = 2

        self._answer_edit(policy, "open")
        self._move(waiting, "06-01 11:00", "open")

        self.assertEqual(self._clock(closed).read(), before)
        self.assertEqual(self._clock(waiting).deadline_at, wall("06-01 12:30"))
        self.assertEqual(self._clock(waiting).consumed, HOUR // 2)

    def test_the_question_counts_tickets_won_and_lost(self):
        urgent = self._ladder(
            name="Urgent",
            sequence=1,
            partner_ids=self.customer.ids,
            domain="[('priority', '=', '3')]",
        )
        self._open("06-01 09:00", priority="3")
        self._open("06-01 09:00", priority="2")
        self._open("06-01 09:00", priority="2")
        urgent.domain = "[('priority', '=', '2')]"

        self.assertEqual(self._answer_edit(urgent, "new"), (1, 2, 1))

    def test_case_44_preview_shows_what_a_policy_without_conditions_takes(self):
        specific = self._ladder(
            name="Specific",
            team_ids=self.team.ids,
            sequence=10,
            company_id=self.company.id,
        )
        ticket = self._open("06-01 09:00")
        general = self._ladder(name="General", sequence=20)

        self.assertEqual(specific._preview() & ticket, ticket)
        self.assertFalse(general._preview() & ticket, "order is explicit")
        general.sequence = 1
        self.assertEqual(general._preview() & ticket, ticket)
        self.assertIn("General", specific.warning)

    def test_an_agent_answers_no_such_question(self):
        policy = self._ladder()
        with self.assertRaises(AccessError):
            self.env["crm.sla.policy.apply"].with_user(self.user_an).create(
                {"policy_id": policy.id}
            )
