# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestSlaHealth(LadderCase):
    def _findings(self, text="06-01 10:00"):
        """Return {finding: ids of its records} that a manager sees."""
        with self.at(wall(text)):
            health = self.env["crm.sla.health.line"].with_user(self.user_manager)
            lines = health.search(health.action_open()["domain"])
        self.assertTrue(all(lines.mapped("advice")), "each says what to do")
        return {line.name: line.res_ids or [] for line in lines}

    def test_open_ticket_without_promise(self):
        ticket = self._open("06-01 09:00")
        found = self._findings()
        self.assertIn(ticket.id, found["Open tickets without any promise"])

    def test_case_16_unplannable_clock_is_listed(self):
        empty = self.env["resource.calendar"].create(
            {
                "name": "Empty",
                "company_id": self.company.id,
                "attendance_ids": [Command.clear()],
            }
        )
        policy = self._ladder(calendar_id=empty.id, company_id=self.company.id)
        ticket = self._open("06-01 09:00")

        found = self._findings()

        self.assertEqual(
            found["Clocks that cannot be planned"], self._clock(ticket).ids
        )
        self.assertIn(empty.id, found["Working hours without any hour"])
        self.assertNotIn(
            policy.id, found.get("Policies that no ticket has ever met", [])
        )

    def test_policies_that_promise_nothing_or_never_win(self):
        self._ladder(name="General", sequence=1)
        shadowed = self._ladder(name="Shadowed", sequence=2)
        unused = self._ladder(
            name="Unused", sequence=0, domain="[('priority', '=', '3')]"
        )
        empty = self.policies.create({"name": "Empty"})

        found = self._findings()

        self.assertEqual(found["Policies that can never win"], shadowed.ids)
        self.assertIn(unused.id, found["Policies that no ticket has ever met"])
        self.assertIn(empty.id, found["Policies that promise nothing"])

    def test_teams_without_agents_or_leader(self):
        lonely = self.env["crm.ticket.team"].create(
            {"name": "Lonely", "manager_id": False}
        )
        found = self._findings()
        self.assertIn(lonely.id, found["Teams without agents"])
        self.assertIn(lonely.id, found["Teams without a leader"])

    def test_a_job_that_is_behind_or_off(self):
        self._ladder()
        ticket = self._open("06-01 09:00")
        self.env.ref("crm_ticket_sla.ir_cron_sla_event").active = False

        found = self._findings("06-02 09:00")

        self.assertIn(
            self._clock(ticket).id, found["Clocks whose next step is overdue"]
        )
        self.assertTrue([name for name in found if name.startswith("Jobs that failed")])

    def test_agents_do_not_see_the_page(self):
        with self.assertRaises(AccessError):
            self.env["crm.sla.health.line"].with_user(self.user_an).action_open()
