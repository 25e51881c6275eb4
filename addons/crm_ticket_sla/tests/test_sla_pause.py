# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .sla_common import HOUR, RESOLUTION, RESPONSE, SlaCase, wall


@tagged("post_install", "-at_install")
class TestSlaPause(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._promise((RESOLUTION, 8), (RESPONSE, 40))

    def _shape(self, ticket):
        segments = self._clock(ticket).segment_ids
        return [(part.clock, part.seconds) for part in segments]

    def test_case_18_waiting_moves_the_deadline(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 11:00", "wait_customer")
        waiting = self._clock(ticket)
        self.assertEqual(waiting.clock, "paused")
        self.assertFalse(waiting.deadline_at)
        self.assertEqual(waiting.frozen_deadline_at, wall("06-01 17:00"))
        self.assertEqual(waiting.consumed, 2 * HOUR)
        self._move(ticket, "06-02 11:00", "open")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 17:00"))
        self.assertEqual(self._clock(ticket).paused, 8 * HOUR)
        self.assertRebuilt(ticket)

    def test_case_19_waiting_outside_working_hours_moves_nothing(self):
        ticket = self._open("06-01 13:00")

        self._move(ticket, "06-01 18:00", "wait_third")
        self._move(ticket, "06-02 08:00", "open")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 13:00"))

    def test_case_21_ticket_created_waiting_starts_when_it_goes_on(self):
        ticket = self._open("06-01 10:00", stage_id=self.stage_wait_customer.id)

        idle = self._clock(ticket)
        self.assertEqual((idle.clock, idle.consumed), ("idle", 0))
        self.assertFalse(idle.started_at)
        self._move(ticket, "06-02 10:00", "open")

        self.assertEqual(self._clock(ticket).started_at, wall("06-02 10:00"))
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-03 10:00"))
        self.assertRebuilt(ticket)

    def test_case_22_solved_from_waiting_after_the_frozen_deadline(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 15:00", "wait_customer")
        self._move(ticket, "06-04 10:00", "solved")

        clock = self._clock(ticket)
        self.assertEqual((clock.clock, clock.outcome), ("stopped", "met"))
        self.assertEqual(clock.consumed, 6 * HOUR)
        self.assertEqual(clock.stopped_at, wall("06-04 10:00"))

    def test_case_23_paused_clock_is_never_missed(self):
        self.policy.target_ids.filtered(lambda t: t.metric == RESPONSE).unlink()
        ticket = self._open("06-01 09:00")
        self._move(ticket, "06-01 15:00", "wait_customer")

        missed = self._advance(ticket, "06-20 10:00")
        self._run_recounts("06-20 10:00")
        self._write(ticket, "06-20 11:00", priority="3")

        self.assertFalse(missed)
        self.assertEqual(self._clock(ticket).outcome, "pending")
        with self.at(wall("06-20 12:00")):
            late = self.env["crm.ticket"].search([("sla_state", "=", "missed")])
            self.assertNotIn(ticket, late)
            self.assertEqual(ticket.sla_state, "paused")

    def test_case_24_missed_then_paused_stays_missed(self):
        ticket = self._open("06-01 09:00")

        self.assertTrue(self._advance(ticket, "06-02 08:00"))
        self._move(ticket, "06-02 11:00", "wait_customer")
        self._move(ticket, "06-05 09:00", "open")
        self._move(ticket, "06-05 10:00", "solved")

        clock = self._clock(ticket)
        self.assertEqual(clock.outcome, "missed")
        self.assertEqual(clock.missed_at, wall("06-01 17:00"))
        self.assertEqual(clock.late, 3 * HOUR)
        self.assertRebuilt(ticket)

    def test_case_25_two_pauses_in_one_minute_both_count(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 10:00:00", "wait_customer")
        self._move(ticket, "06-01 10:00:10", "open")
        self._move(ticket, "06-01 10:00:20", "wait_customer")
        self._move(ticket, "06-01 10:00:50", "open")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 09:00:40"))

    def test_case_26_there_and_back_leaves_no_trace(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 10:00", "wait_customer")
        self._move(ticket, "06-01 10:00", "open")

        self.assertEqual(self._shape(ticket), [("running", 0)])
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-01 17:00"))

    def test_case_27_every_way_to_change_a_stage_counts(self):
        tickets = self.env["crm.ticket"].concat(
            *(self._open("06-01 09:00") for _number in range(3))
        )
        clicked, imported, automated = tickets
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "tic_import",
                "model": "crm.ticket",
                "res_id": imported.id,
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Wait",
                "model_id": self.env["ir.model"]._get_id("crm.ticket"),
                "state": "object_write",
                "update_path": "stage_id",
                "resource_ref": f"crm.ticket.stage,{self.stage_wait_customer.id}",
            }
        )

        self._move(clicked, "06-01 11:00", "wait_customer")
        with self.at(wall("06-01 11:00")):
            result = self.env["crm.ticket"].load(
                ["id", "stage_id"], [["__import__.tic_import", "Waiting for customer"]]
            )
            action.with_context(
                active_model="crm.ticket", active_ids=automated.ids
            ).run()

        self.assertFalse([m for m in result["messages"] if m["type"] == "error"])
        for ticket in tickets:
            with self.subTest(ticket=ticket.name):
                self.assertEqual(ticket.stage_kind, "wait_customer")
                self.assertEqual(self._clock(ticket).clock, "paused")
                self.assertEqual(self._clock(ticket).consumed, 2 * HOUR)

    def test_case_28_reopened_ticket_resumes(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 11:00", "solved")
        self._move(ticket, "06-01 12:00", "closed")
        solved = self._clock(ticket)
        self.assertEqual((solved.outcome, solved.consumed), ("met", 2 * HOUR))
        self._move(ticket, "06-03 11:00", "open")

        clock = self._clock(ticket)
        self.assertEqual((clock.cycle, clock.outcome), (1, "pending"))
        self.assertEqual(clock.deadline_at, wall("06-03 17:00"))
        self.assertFalse(ticket.closed_at)
        self.assertEqual(clock.segment_ids.mapped("event"), ["start", "stop", "reopen"])
        self.assertRebuilt(ticket)

    def test_case_29_reopened_after_a_miss_stays_missed(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-02 11:00", "solved")
        self._move(ticket, "06-03 11:00", "open")
        self._move(ticket, "06-03 12:00", "solved")

        clock = self._clock(ticket)
        self.assertEqual((clock.cycle, clock.outcome), (1, "missed"))

    def test_case_29_new_cycle_has_an_outcome_of_its_own(self):
        self.policy.target_ids.reopen = "new_cycle"
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-02 11:00", "solved")
        self._move(ticket, "06-03 11:00", "open")
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-04 11:00"))
        self._move(ticket, "06-03 12:00", "solved")

        self.assertEqual(self._clock(ticket, cycle=1).outcome, "missed")
        second = self._clock(ticket, cycle=2)
        self.assertEqual((second.outcome, second.consumed), ("met", HOUR))
        self.assertRebuilt(ticket)

    def test_case_30_first_response_waits_only_when_its_target_says_so(self):
        target = self.policy.target_ids.filtered(lambda t: t.metric == RESPONSE)
        strict = self._open("06-01 09:00")
        target.pauses_customer = True
        lenient = self._open("06-01 09:00")

        self._move(strict | lenient, "06-01 11:00", "wait_customer")

        self.assertEqual(self._clock(strict, RESPONSE).clock, "running")
        self.assertEqual(self._clock(lenient, RESPONSE).clock, "paused")

    def test_cancelled_ticket_is_nobodys_miss_and_goes_on_when_reopened(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 11:00", "cancelled")
        self.assertEqual(self._clock(ticket).outcome, "cancelled")
        self._move(ticket, "06-02 11:00", "open")

        clock = self._clock(ticket)
        self.assertEqual((clock.clock, clock.outcome), ("running", "pending"))
        self.assertEqual(clock.deadline_at, wall("06-02 17:00"))

    def test_assignment_clock_stops_when_somebody_takes_the_ticket(self):
        self._promise(("assign", 2), sequence=1)
        taken = self._open("06-01 10:00", user_id=self.user_an.id)
        waiting = self._open("06-01 10:00")

        self._write(waiting, "06-01 13:00", user_id=self.user_binh.id)

        self.assertEqual(self._clock(taken, "assign").outcome, "met")
        clock = self._clock(waiting, "assign")
        self.assertEqual((clock.outcome, clock.late), ("missed", HOUR))

    def test_clocks_about_stages(self):
        stage = self.stage_wait_third
        again = {"stage_ids": stage.ids, "reopen": "new_cycle"}
        self._promise(
            ("time_in_stage", 4, again),
            ("reach_stage", 8, {"stage_ids": self.stage_open.ids}),
            sequence=1,
        )
        ticket = self._open("06-01 09:00")

        self.assertFalse(self._clock(ticket, "time_in_stage"))
        self._move(ticket, "06-01 10:00", "wait_third")
        self._move(ticket, "06-01 12:00", "open")
        self._move(ticket, "06-02 09:00", "wait_third")
        self._move(ticket, "06-02 15:00", "open")

        reach = self._clock(ticket, "reach_stage")
        self.assertEqual((reach.outcome, reach.consumed), ("met", HOUR))
        first = self._clock(ticket, "time_in_stage", cycle=1)
        self.assertEqual((first.outcome, first.consumed), ("met", 2 * HOUR))
        second = self._clock(ticket, "time_in_stage", cycle=2)
        self.assertEqual((second.outcome, second.late), ("missed", 2 * HOUR))
        self.assertRebuilt(ticket)

    def test_archived_ticket_promises_nothing_until_it_is_back(self):
        ticket = self._open("06-01 09:00")

        with self.at(wall("06-01 11:00")):
            ticket.with_user(self.user_manager).action_archive()
        self.assertEqual(self._clock(ticket).outcome, "cancelled")
        self.assertEqual(ticket.sla_state, "none")
        with self.at(wall("06-03 11:00")):
            ticket.with_user(self.user_manager).action_unarchive()

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-03 17:00"))
