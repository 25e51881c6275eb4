# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY, TicketCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestNextTicket(TicketCase):
    """An agent asks what to work on now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sla.policy"].search([]).action_archive()

    def _create(self, deadline=None, **values):
        ticket = self._create_ticket(**values)
        ticket.deadline_at = deadline
        return ticket

    def _next(self, user=None):
        action = self.env["crm.ticket"].with_user(user or self.user_an).action_my_next()
        return action.get("res_id")

    def test_earliest_deadline_comes_first(self):
        mine = {"user_id": self.user_an.id}
        self._create(**mine, priority="3")
        self._create(MONDAY + 5 * HOUR, **mine, priority="3")
        due_first = self._create(MONDAY + 2 * HOUR, **mine)

        self.assertEqual(self._next(), due_first.id)

    def test_then_the_urgent_then_the_oldest(self):
        mine = {"user_id": self.user_an.id}
        young = self._create(at=MONDAY + HOUR, **mine)
        old = self._create(at=MONDAY, **mine)
        self.assertEqual(self._next(), old.id)

        young.priority = "3"
        self.assertEqual(self._next(), young.id)

    def test_what_waits_or_is_done_is_skipped(self):
        mine = {"user_id": self.user_an.id}
        waiting = self._create(MONDAY, **mine)
        waiting.stage_id = self.stage_wait_customer
        solved = self._create(MONDAY, **mine)
        solved.stage_id = self.stage_solved
        workable = self._create(MONDAY + 9 * HOUR, **mine)

        self.assertEqual(self._next(), workable.id)

    def test_without_own_work_one_of_the_team_is_taken(self):
        other_team = self.env["crm.ticket.team"].create({"name": "Elsewhere"})
        self._create(MONDAY, team_id=other_team.id)
        self._create(MONDAY, user_id=self.user_binh.id)
        free = self._create(MONDAY + HOUR)

        self.assertEqual(self._next(), free.id)
        self.assertEqual(free.user_id, self.user_an)
        # the second agent finds nothing left to take
        self.assertFalse(self._next(self.user_chi))
        self.assertEqual(free.user_id, self.user_an)

    def test_without_any_work_the_agent_is_told(self):
        action = self.env["crm.ticket"].with_user(self.user_an).action_my_next()

        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Nothing waits", action["params"]["message"])

    def test_the_menu_opens_a_page_even_without_any_work(self):
        menu = self.env.ref("crm_ticket_sla.crm_ticket_action_next")

        action = menu.with_user(self.user_an).run()

        self.assertEqual(action["tag"], "display_notification")
        # by its name: only then the page of nothing shows its help, and not its tags
        page = self.env["ir.actions.actions"]._for_xml_id(action["params"]["next"])
        self.assertEqual(page["res_model"], "crm.ticket")

    def test_the_row_another_agent_takes_is_skipped(self):
        first = self._create(MONDAY)
        self._create(MONDAY + HOUR)
        statements = []
        execute = self.env.cr.execute
        self.patch(
            type(self.env.cr),
            "execute",
            lambda cr, query, *args, **kwargs: (
                statements.append(getattr(query, "code", str(query))),
                execute(query, *args, **kwargs),
            )[1],
        )

        self.assertEqual(self._next(), first.id)

        self.assertTrue(any("SKIP LOCKED" in text for text in statements))


@tagged("post_install", "-at_install")
class TestWorkload(TicketCase):
    """What is on whose desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sla.policy"].search([]).action_archive()

    def test_desks_are_counted_against_limits(self):
        self.team.member_ids[0].capacity = 4
        due = self._create_ticket(user_id=self.user_an.id)
        due.deadline_at = MONDAY + 3 * HOUR
        late = self._create_ticket(user_id=self.user_an.id)
        late.deadline_at = MONDAY - HOUR
        far = self._create_ticket(user_id=self.user_an.id)
        far.deadline_at = MONDAY + timedelta(days=3)
        waiting = self._create_ticket(user_id=self.user_an.id)
        waiting.stage_id = self.stage_wait_third
        self.env.flush_all()

        with self.at(MONDAY):
            rows = (
                self.env["crm.ticket.workload"]
                .with_user(self.user_manager)
                .search([("team_id", "=", self.team.id)])
            )
            desks = {row.user_id: row for row in rows}
            busy, idle = desks[self.user_an], desks[self.user_binh]

        self.assertEqual(
            (busy.open_count, busy.waiting_count, busy.late_count, busy.due_count),
            (3, 1, 1, 2),
        )
        self.assertEqual(busy.load, 75)
        self.assertEqual((idle.open_count, idle.due_count), (0, 0))

    def test_the_board_has_a_column_for_idle_agents(self):
        self._create_ticket(user_id=self.user_an.id)
        board = (
            self.env["crm.ticket"]
            .with_user(self.user_manager)
            .with_context(workload_board=True, read_group_expand=True)
        )

        groups = board.web_read_group(
            [("team_id", "=", self.team.id)], ["user_id"], ["__count"]
        )["groups"]

        agents = {group["user_id"] and group["user_id"][0] for group in groups}
        self.assertLessEqual({self.user_an.id, self.user_chi.id}, agents)
