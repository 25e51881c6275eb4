# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .assignment_case import AssignmentCase
from .common import MONDAY

NIGHT = datetime(2026, 6, 1, 20)
TUESDAY = datetime(2026, 6, 2, 8)


@tagged("post_install", "-at_install")
class TestAssignmentQueue(AssignmentCase):
    def test_case_59_nobody_available_leader_told_once_drained_later(self):
        first = self._create_tickets(1, at=NIGHT)
        others = self._create_tickets(2, at=NIGHT + timedelta(minutes=5))
        tickets = first + others

        self.assertFalse(tickets.user_id)
        self.assertEqual(tickets.activity_ids.user_id, self.user_manager)
        self.assertEqual(len(tickets.activity_ids), 1)
        self.assertEqual(self.team.queue_since, NIGHT)
        self.assertEqual(self.team.queue_next_at, datetime(2026, 6, 2, 7))

        self._run_job(at=NIGHT + timedelta(hours=1))
        self.assertFalse(tickets.user_id)

        self._run_job(at=TUESDAY)
        self.assertEqual(self._shares(tickets), {"An": 1, "Binh": 1, "Chi": 1})
        self.assertEqual(first.user_id, self.user_an)
        self.assertFalse(tickets.activity_ids)
        self.assertFalse(self.team.queue_since)

    def test_case_59_the_queue_is_drained_oldest_due_first(self):
        self.team.member_ids = [Command.clear()]
        self.team.member_ids = [
            Command.create({"user_id": self.user_an.id, "capacity": 1})
        ]
        self._create_tickets(1)
        never, late, soon = self._create_tickets(3)
        self.assertFalse((never + late + soon).user_id)
        late.deadline_at = datetime(2026, 6, 4)
        soon.deadline_at = datetime(2026, 6, 3)
        self.env.flush_all()

        self.team.member_ids.capacity = 2
        self._run_job(at=TUESDAY)
        self.assertEqual(soon.user_id, self.user_an)
        self.assertFalse((never + late).user_id)

        soon.stage_id = self.stage_solved
        self._run_job(at=TUESDAY)
        self.assertEqual(late.user_id, self.user_an)
        self.assertFalse(never.user_id)

    def test_an_agent_who_is_back_wakes_the_queue(self):
        self.team.member_ids.is_paused = True
        ticket = self._create_tickets(1)
        cron = "crm_ticket_sla.ir_cron_assign_waiting"

        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", self.env.ref(cron).id)])
        self._member(self.user_an).with_user(self.user_an).action_pause()

        after = triggers.search_count([("cron_id", "=", self.env.ref(cron).id)])
        self.assertEqual(after, before + 1)
        self._run_job(at=MONDAY)
        self.assertEqual(ticket.user_id, self.user_an)

    def test_a_team_that_begins_to_assign_gives_out_what_waits(self):
        self.team.assignment_method = "manual"
        tickets = self._create_tickets(3)

        self.team.assignment_method = "round_robin"
        self._run_job(at=MONDAY)

        self.assertEqual(self._shares(tickets), {"An": 1, "Binh": 1, "Chi": 1})

    def test_a_reopened_ticket_without_agent_finds_one(self):
        self.team.assignment_method = "manual"
        ticket = self._create_tickets(1)
        ticket.stage_id = self.stage_solved
        self.team.assignment_method = "round_robin"

        with self.at(MONDAY):
            ticket.stage_id = self.stage_open

        self.assertEqual(ticket.user_id, self.user_an)

    def test_only_oneself_or_the_leader_pauses(self):
        with self.assertRaises(UserError):
            self._member(self.user_an).with_user(self.user_binh).action_pause()
        self._member(self.user_an).with_user(self.user_manager).action_pause()
        self.assertTrue(self._member(self.user_an).is_paused)

    def test_assign_now_is_for_the_leader(self):
        self.team.member_ids.is_paused = True
        ticket = self._create_tickets(1)
        self.team.member_ids.is_paused = False

        self.assertFalse(ticket.with_user(self.user_an).can_assign)
        with self.assertRaisesRegex(UserError, "Only the leader of Support"):
            ticket.with_user(self.user_an).action_assign_now()
        self.team.manager_id = self.user_an
        self.assertTrue(ticket.with_user(self.user_an).can_assign)
        with self.at(MONDAY):
            ticket.with_user(self.user_an).action_assign_now()
        self.assertEqual(ticket.user_id, self.user_an)

    def test_the_leader_is_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_manager.lang = "vi_VN"
        self.team.manager_id = self.user_manager
        self.team.member_ids.is_paused = True

        ticket = self._create_tickets(1)

        [told] = ticket.activity_ids.filtered(
            lambda activity: activity.user_id == self.user_manager
        )
        self.assertIn("Hiện không ai", told.summary)

    def test_the_leader_gives_out_the_whole_queue(self):
        self.team.member_ids.is_paused = True
        tickets = self._create_tickets(3)
        self.team.member_ids.is_paused = False

        with self.at(MONDAY):
            notice = self.team.with_user(self.user_manager).action_assign_waiting()

        self.assertEqual(self._shares(tickets), {"An": 1, "Binh": 1, "Chi": 1})
        self.assertIn("3 given out, 0 still", notice["params"]["message"])
        self.team.assignment_method = "manual"
        with self.assertRaisesRegex(UserError, "by hand"):
            self.team.with_user(self.user_manager).action_assign_waiting()
