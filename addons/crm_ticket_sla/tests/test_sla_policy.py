# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sla_common import HOUR, RESOLUTION, RESPONSE, SlaCase, wall


@tagged("post_install", "-at_install")
class TestSlaPolicy(SlaCase):
    def _rows(self, tickets):
        """Return where the rows of clocks are stored: an UPDATE moves them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, ctid::text FROM crm_ticket_sla WHERE ticket_id = ANY(%s)",
            [tickets.ids],
        )
        return dict(self.env.cr.fetchall())

    def test_case_40_raised_priority_carries_used_and_paused_time_over(self):
        self._promise(
            (RESOLUTION, 8),
            (RESOLUTION, 2, {"priority": "3"}),
        )
        ticket = self._open("06-01 09:00")
        self._move(ticket, "06-01 10:00", "wait_customer")
        self._move(ticket, "06-01 12:00", "open")

        self._write(ticket, "06-01 12:00", priority="3")

        clock = self._clock(ticket)
        self.assertEqual(clock.deadline_at, wall("06-01 13:00"))
        self.assertEqual((clock.budget, clock.consumed), (2 * HOUR, HOUR))
        self.assertEqual(
            (clock.paused, clock.started_at), (2 * HOUR, wall("06-01 09:00"))
        )
        self.assertRebuilt(ticket)

    def test_case_40_budget_used_up_already_is_missed_at_once(self):
        self._promise((RESOLUTION, 8), (RESOLUTION, 2, {"priority": "3"}))
        ticket = self._open("06-01 09:00")

        self._write(ticket, "06-01 14:00", priority="3")

        self.assertEqual(self._clock(ticket).outcome, "missed")

    def test_case_41_policy_that_no_longer_matches(self):
        tag = self.env["crm.ticket.tag"].create({"name": "Gold"})
        self._promise((RESOLUTION, 8), tag_ids=tag.ids)
        ticket = self._open("06-01 09:00", tag_ids=tag.ids)

        self._write(ticket, "06-01 11:00", tag_ids=[(5,)])
        clock = self._clock(ticket)
        self.assertEqual((clock.clock, clock.outcome), ("stopped", "cancelled"))
        self.assertEqual(ticket.sla_state, "none")
        self._write(ticket, "06-02 11:00", tag_ids=[(4, tag.id)])

        clock = self._clock(ticket)
        self.assertEqual((clock.cycle, clock.outcome), (1, "pending"))
        self.assertEqual(clock.consumed, 2 * HOUR)
        self.assertEqual(clock.deadline_at, wall("06-02 17:00"))
        self.assertEqual(clock.segment_ids.mapped("event")[:2], ["start", "cancel"])
        self.assertRebuilt(ticket)

    def test_case_42_one_winner_a_metric_by_order(self):
        self._promise((RESOLUTION, 4), (RESPONSE, 1), name="Later", sequence=20)
        first = self._promise((RESOLUTION, 8), name="First", sequence=10)

        ticket = self._open("06-01 09:00")

        self.assertEqual(len(ticket.clock_ids), 2)
        self.assertEqual(self._clock(ticket).policy_id, first)
        self.assertEqual(self._clock(ticket, RESPONSE).policy_id.name, "Later")

    def test_case_43_policy_of_another_company_holds_for_nobody_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._promise((RESOLUTION, 1), company_id=other.id, sequence=1)
        own = self._promise((RESOLUTION, 8), company_id=self.company.id, sequence=9)
        team = self.team.copy(
            {"name": "There", "company_id": other.id, "calendar_id": False}
        )

        # as the system, which no record rule holds back
        here = self._open("06-01 09:00")
        there = self._open("06-01 09:00", team_id=team.id)

        self.assertEqual(self._clock(here).policy_id, own)
        self.assertEqual(self._clock(there).policy_id, foreign)
        seen = self.env["crm.ticket.sla"].with_user(self.user_an).search([])
        self.assertIn(self._clock(here), seen)
        self.assertNotIn(self._clock(there), seen)
        self.assertFalse(
            self.env["crm.sla.policy"]
            .with_user(self.user_an)
            .search([("id", "=", foreign.id)])
        )

    def test_case_44_policy_without_conditions_in_front_is_shown(self):
        general = self._promise((RESOLUTION, 8), name="All", sequence=1)
        special = self._promise(
            (RESOLUTION, 2),
            name="Team",
            sequence=2,
            team_ids=self.team.ids,
            company_id=self.company.id,
        )

        self.assertIn("'All'", special.warning)
        self.assertFalse(general.warning)
        self.assertEqual(self._clock(self._open()).policy_id, general)
        general.sequence = 3
        self.env.invalidate_all()
        self.assertFalse(special.warning)
        self.assertEqual(self._clock(self._open()).policy_id, special)

    def test_case_45_edit_for_new_tickets_only(self):
        policy = self._promise((RESOLUTION, 8))
        before = self._open("06-01 09:00")

        policy.target_ids.hours = 2
        self._run_recounts()
        after = self._open("06-01 09:00")

        self.assertEqual(policy.version, 2)
        self.assertEqual(self._clock(before).deadline_at, wall("06-01 17:00"))
        self.assertEqual(self._clock(before).policy_version, 1)
        self.assertEqual(self._clock(after).deadline_at, wall("06-01 11:00"))
        self._write(before, "06-01 10:00", priority="2")
        self.assertEqual(self._clock(before).deadline_at, wall("06-01 17:00"))

    def test_case_45_edit_for_open_tickets_too(self):
        policy = self._promise((RESOLUTION, 8))
        running, closed = self._open("06-01 09:00"), self._open("06-01 09:00")
        self._move(closed, "06-01 16:00", "solved")
        rows = self._rows(closed)

        policy.target_ids.hours = 10
        job = policy._apply_to_open()
        self._run_recounts("06-01 12:00")

        clock = self._clock(running)
        self.assertEqual(clock.deadline_at, wall("06-02 11:00"))
        self.assertEqual(clock.policy_version, 2)
        self.assertEqual(self._rows(closed), rows)
        self.assertTrue(job.is_done)
        self.assertGreaterEqual(job.done, 1)
        self.assertRebuilt(running)

    def test_case_46_holiday_moves_what_it_touches_and_nothing_else(self):
        self._promise((RESOLUTION, 8))
        touched, early = self._open("06-01 12:00"), self._open("06-01 09:00")
        paused = self._open("06-01 12:00")
        self._move(paused, "06-01 13:00", "wait_customer")
        rows = self._rows(early)

        self._holiday("06-02 00:00", "06-03 00:00")
        self._run_recounts("06-01 14:00")

        self.assertEqual(self._clock(touched).deadline_at, wall("06-03 12:00"))
        self.assertEqual(touched.deadline_at, wall("06-03 12:00"))
        self.assertEqual(self._clock(paused).frozen_deadline_at, wall("06-03 12:00"))
        self.assertEqual(self._rows(early), rows)
        self.assertFalse(self.env["crm.sla.recount"].search([("is_done", "!=", True)]))

    def test_case_46_holiday_taken_back(self):
        self._promise((RESOLUTION, 8))
        holiday = self._holiday("06-02 00:00", "06-03 00:00")
        ticket = self._open("06-01 12:00")
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-03 12:00"))

        holiday.unlink()
        self._run_recounts("06-01 14:00")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 12:00"))

    def test_case_46_hours_of_the_calendar_edited(self):
        self._promise((RESOLUTION, 8))
        ticket = self._open("06-01 12:00")
        closed = self._open("06-01 12:00")
        self._move(closed, "06-01 13:00", "solved")
        rows = self._rows(closed)

        self.calendar.attendance_ids.hour_from = 10
        self._run_recounts("06-01 14:00")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 13:00"))
        self.assertEqual(self._rows(closed), rows)

    def test_case_46_job_does_the_whole_queue(self):
        self._promise((RESOLUTION, 8))
        ticket = self._open("06-01 12:00")
        self._holiday("06-02 00:00", "06-03 00:00")
        cron = self.env.ref("crm_ticket_sla.ir_cron_sla_recount")

        with self.enter_registry_test_mode(), self.at(wall("06-01 14:00")):
            cron.method_direct_trigger()

        self.env.invalidate_all()
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-03 12:00"))
        self.assertFalse(cron.failure_count)

    def test_case_47_archived_policy_cancels_open_clocks(self):
        policy = self._promise((RESOLUTION, 8))
        running, met = self._open("06-01 09:00"), self._open("06-01 09:00")
        self._move(met, "06-01 10:00", "solved")

        policy.with_user(self.user_manager).action_archive()
        self._run_recounts("06-01 11:00")

        clock = self._clock(running)
        self.assertEqual((clock.outcome, clock.next_event_at), ("cancelled", False))
        self.assertEqual(running.sla_state, "none")
        self.assertEqual(self._clock(met).outcome, "met")

    def test_policy_that_matches_nothing_promises_nothing(self):
        self._promise((RESOLUTION, 8), domain="[('name', '=', 'Nobody')]")
        self._promise((RESPONSE, 1), valid_to="2026-05-31")
        self._promise(("update", 1), partner_ids=self.user_an.partner_id.ids)

        ticket = self._open("06-01 09:00")

        self.assertFalse(ticket.clock_ids)
        with self.at(wall("06-09 09:00")):
            self.assertEqual(ticket.sla_state, "none")

    def test_criteria_below_and_around(self):
        categories = self.env["crm.ticket.category"]
        parent = categories.create({"name": "Hardware"})
        child = categories.create({"name": "Printer", "parent_id": parent.id})
        gold = self.env["res.partner.category"].create({"name": "Gold"})
        self.customer.category_id = gold
        self._promise((RESOLUTION, 1), category_ids=parent.ids)
        self._promise((RESPONSE, 1), partner_category_ids=gold.ids)
        self._promise(("assign", 1), partner_ids=self.customer.ids)
        self._promise(
            ("reach_stage", 1, {"stage_ids": self.stage_solved.ids}),
            domain="[('name', 'ilike', 'fire')]",
        )

        ticket = self._open(category_id=child.id)

        found = set(ticket.clock_ids.mapped("metric"))
        self.assertEqual(found, {RESOLUTION, RESPONSE, "assign", "reach_stage"})

    def test_conditions_that_cannot_be_read_are_refused(self):
        policy = self._promise((RESOLUTION, 8))

        for domain in ("[('nothing', '=', 1)]", "[('name'", "no", "[1, 2]"):
            with (
                self.subTest(domain=domain),
                self.assertRaises(ValidationError) as error,
            ):
                policy.domain = domain
            self.assertIn("Other conditions", str(error.exception))

    def test_conditions_of_a_field_that_is_gone_stop_no_ticket(self):
        policy = self._promise((RESOLUTION, 8), domain="[('name', '!=', False)]")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_sla_policy SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", policy.id],
        )
        self.env.invalidate_all()
        self._promise((RESPONSE, 4))  # whatever edit: policies are read again

        with mute_logger("odoo.addons.crm_ticket_sla.models.crm_sla_policy_match"):
            ticket = self._open("06-01 09:00")

        self.assertEqual(ticket.clock_ids.mapped("metric"), [RESPONSE])

    def test_late_promise_counts_from_the_beginning_with_its_pauses(self):
        tag = self.env["crm.ticket.tag"].create({"name": "Gold"})
        self._promise((RESOLUTION, 4), tag_ids=tag.ids)
        ticket = self._open("06-01 09:00")
        self._move(ticket, "06-01 10:00", "wait_customer")
        self._move(ticket, "06-01 12:00", "open")

        self._write(ticket, "06-01 13:00", tag_ids=[(4, tag.id)])

        clock = self._clock(ticket)
        self.assertEqual(clock.deadline_at, wall("06-01 15:00"))
        self.assertEqual((clock.consumed, clock.paused), (HOUR, 2 * HOUR))

    def test_moved_to_a_team_with_other_hours(self):
        late = self._create_calendar("Late", [(13, 21)])
        other = self.team.copy({"name": "Late", "calendar_id": late.id})
        self._promise((RESOLUTION, 8))
        ticket = self._open("06-01 09:00")

        self._write(ticket, "06-01 11:00", team_id=other.id)

        clock = self._clock(ticket)
        self.assertEqual(clock.deadline_at, wall("06-01 19:00"))
        self.assertEqual((clock.calendar_id, clock.team_id), (late, other))
        self.assertRebuilt(ticket)
