# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .assignment_case import AssignmentCase
from .common import MONDAY

TUESDAY = datetime(2026, 6, 2, 8)


@tagged("post_install", "-at_install")
class TestAssignment(AssignmentCase):
    def test_case_56_nine_tickets_of_a_batch_three_for_each_agent(self):
        for method in ("round_robin", "least_open"):
            with self.subTest(method=method):
                self.team.assignment_method = method
                tickets = self._create_tickets(9)
                self.assertEqual(self._shares(tickets), {"An": 3, "Binh": 3, "Chi": 3})

    def test_one_by_one_is_in_turn_too(self):
        agents = [self._create_tickets(1).user_id for _turn in range(4)]

        self.assertEqual(
            agents, [self.user_an, self.user_binh, self.user_chi, self.user_an]
        )

    def test_weights_share_the_turns(self):
        self._member(self.user_an).weight = 2
        self._member(self.user_chi).weight = 0

        self.assertEqual(self._shares(self._create_tickets(6)), {"An": 4, "Binh": 2})

    def test_a_team_that_assigns_by_hand_gives_out_nothing(self):
        self.team.assignment_method = "manual"

        ticket = self._create_tickets(1)

        self.assertFalse(ticket.user_id)
        self.assertFalse(ticket.assignment_ids)

    def test_a_chosen_agent_stays(self):
        ticket = self._create_tickets(1, user_id=self.user_chi.id)

        self.assertEqual(ticket.user_id, self.user_chi)
        self.assertEqual(self._create_tickets(1).user_id, self.user_an)

    def test_case_57_manual_reassignment_does_not_move_the_pointer(self):
        first = self._create_tickets(1)

        first.with_user(self.user_manager).user_id = self.user_chi
        outside = self._create_tickets(1)
        outside.with_user(self.user_manager).user_id = self.user_manager

        self.assertEqual(outside.change_ids[-1:].new_value, str(self.user_manager.id))
        self.assertEqual(self._create_tickets(1).user_id, self.user_chi)

    def test_the_ticket_says_why_this_agent(self):
        self._member(self.user_chi).is_paused = True
        ticket = self._create_tickets(1).with_user(self.user_binh)

        self.assertEqual(
            ticket.assignment_reason.splitlines(),
            [
                "It was the turn of An, of 2 who could take it.",
                "Chi: takes no tickets for the moment",
            ],
        )
        ticket.user_id = self.user_binh
        self.assertEqual(ticket.assignment_reason, "Chosen by hand.")

    def test_case_58_absent_agent_is_skipped_and_not_flooded_on_return(self):
        self._leave(self._resource(self.user_binh), MONDAY, TUESDAY)

        away = self._create_tickets(8)
        back = self._create_tickets(9, at=TUESDAY + timedelta(hours=1))

        self.assertEqual(self._shares(away), {"An": 4, "Chi": 4})
        self.assertEqual(self._shares(back), {"An": 3, "Binh": 3, "Chi": 3})
        self.assertIn("Binh: on leave", away[0].assignment_reason)

    def test_out_of_office_archived_and_foreign_agents_get_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_an.write({"out_of_office_from": MONDAY, "out_of_office_to": TUESDAY})
        self.user_binh.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.user_chi.active = False

        ticket = self._create_tickets(1)

        self.assertFalse(ticket.user_id)
        self.assertEqual(
            ticket.assignment_reason.splitlines(),
            [
                "Nobody could take it.",
                "An: out of office",
                "Binh: does not work for this company",
                "Chi: has left",
            ],
        )

    def test_own_hours_come_before_those_of_the_team(self):
        tokyo = self._create_calendar("Tokyo", [(9, 17)], tz="Asia/Tokyo")
        self._resource(self.user_chi, calendar_id=tokyo.id, tz="Asia/Tokyo")

        # 03:00 in Paris, 10:00 in Tokyo
        ticket = self._create_tickets(1, at=datetime(2026, 6, 2, 1))

        self.assertEqual(ticket.user_id, self.user_chi)
        self.team.respect_hours = False
        self.assertEqual(
            self._create_tickets(1, at=datetime(2026, 6, 2, 1)).user_id, self.user_an
        )

    def test_a_public_holiday_of_another_company_closes_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        holiday = {"name": "Day", "date_from": MONDAY, "date_to": TUESDAY}
        leaves = self.env["resource.calendar.leaves"]
        foreign = leaves.with_company(other).create({**holiday, "calendar_id": False})
        self.assertEqual(foreign.company_id, other)

        self.assertTrue(self._create_tickets(1).user_id)

        leaves.create({**holiday, "calendar_id": self.calendar.id})
        self.assertFalse(self._create_tickets(1).user_id)

    def test_case_61_zero_is_eligible_waiting_and_solved_are_no_load(self):
        self.team.assignment_method = "manual"
        self._create_tickets(1, user_id=self.user_an.id)
        waiting = self._create_tickets(3, user_id=self.user_binh.id)
        waiting[:2].stage_id = self.stage_wait_customer
        waiting[2].stage_id = self.stage_solved
        self._create_tickets(1, user_id=self.user_chi.id)
        self.team.assignment_method = "least_open"

        self.assertEqual(self._create_tickets(1).user_id, self.user_binh)

    def test_a_full_agent_gets_nothing_more(self):
        self.team.member_ids.capacity = 1

        tickets = self._create_tickets(4)

        self.assertEqual(
            [ticket.user_id.name for ticket in tickets], ["An", "Binh", "Chi", False]
        )
        self.assertIn("An: has 1 open tickets, the limit", tickets[3].assignment_reason)

    def test_skills_of_category_with_those_below_tag_and_language(self):
        warranty = self.env.ref("crm_ticket_sla.category_warranty")
        battery = self.env["crm.ticket.category"].create(
            {"name": "Battery", "parent_id": warranty.id}
        )
        tag = self.env["crm.ticket.tag"].create({"name": "Fire"})
        self._member(self.user_binh).category_ids = warranty
        self._member(self.user_chi).tag_ids = tag

        self.assertEqual(
            self._create_tickets(2, category_id=battery.id).user_id, self.user_binh
        )
        self.assertEqual(
            self._create_tickets(1, tag_ids=[Command.link(tag.id)]).user_id,
            self.user_chi,
        )
        # nobody was said to know questions: anybody takes them
        question = self.env.ref("crm_ticket_sla.category_question")
        self.assertEqual(
            self._create_tickets(1, category_id=question.id).user_id, self.user_an
        )
        both = self._create_tickets(
            1, category_id=battery.id, tag_ids=[Command.link(tag.id)]
        )
        self.assertFalse(both.user_id)
        self.assertIn("An: does not know Battery, Fire", both.assignment_reason)
        self.assertIn("Binh: does not know Fire", both.assignment_reason)
        self.team.skills_optional = True
        self.assertTrue(
            self._create_tickets(
                1, category_id=battery.id, tag_ids=[Command.link(tag.id)]
            ).user_id
        )

    def test_the_language_of_the_customer_is_a_skill(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.person.lang = "fr_FR"
        self._member(self.user_chi).lang_ids = french

        self.assertEqual(self._create_tickets(2).user_id, self.user_chi)

    def test_the_account_manager_of_the_customer_comes_first(self):
        self.team.use_account_manager = True
        self.customer.user_id = self.user_binh

        tickets = self._create_tickets(3)

        self.assertEqual(tickets.user_id, self.user_binh)
        self.assertEqual(
            tickets[0].assignment_reason,
            "Binh is the account manager of the customer.",
        )
        self.person.parent_id.user_id = False
        self.assertEqual(self._create_tickets(1).user_id, self.user_an)

    def test_a_ticket_moved_to_a_team_finds_its_agent_there(self):
        other = self.env["crm.ticket.team"].create({"name": "Other"})
        ticket = self._create_tickets(1, team_id=other.id)
        self.assertFalse(ticket.user_id)

        with self.at(MONDAY):
            ticket.team_id = self.team

        self.assertEqual(ticket.user_id, self.user_an)

    def test_a_customer_s_own_ticket_finds_an_agent(self):
        ticket = self._create_tickets(1, partner_id=self.user_portal.partner_id.id)

        self.assertTrue(ticket.user_id)
        self.assertEqual(ticket.change_ids.user_id, self.env.ref("base.user_root"))

    def test_assignments_of_hidden_tickets_are_hidden(self):
        self.team.visibility = "members"
        ticket = self._create_tickets(1)
        stranger = self.user_employee
        stranger.group_ids += self.env.ref("crm_ticket_sla.group_crm_ticket_sla_user")
        Log = self.env["crm.ticket.assignment"]

        self.assertTrue(
            Log.with_user(self.user_an).search([("ticket_id", "=", ticket.id)])
        )
        self.assertFalse(
            Log.with_user(stranger).search([("ticket_id", "=", ticket.id)])
        )

    def test_a_large_batch_costs_no_query_per_ticket(self):
        def cost(method):
            self.team.assignment_method = method
            self._create_tickets(3)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._create_tickets(200)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        # some for each of the three agents: to follow, the message about it, and whether
        # sending is held
        self.assertLess(cost("round_robin") - cost("manual"), 25 + 3 * 16)

    def test_sales_and_portal_are_not_told_about_colleagues(self):
        ticket = self._create_tickets(1)
        self.customer.user_id = self.user_salesman
        ticket.partner_id = self.user_portal.partner_id
        self.user_portal.partner_id.user_id = self.user_salesman
        view = self.env["crm.ticket"].with_user(self.user_salesman)
        shown = view.get_views([(False, "form")])["models"]["crm.ticket"]["fields"]

        # every field of the form, as the web client reads it
        [values] = ticket.with_user(self.user_salesman).web_read(
            {name: {} for name in shown}
        )

        self.assertFalse(values["assignment_reason"])
        with self.assertRaises(AccessError):
            self.assertTrue(ticket.with_user(self.user_portal).assignment_reason)
