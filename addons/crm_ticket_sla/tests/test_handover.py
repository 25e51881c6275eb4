# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverTickets(HandoverCase):
    """Open tickets find another agent with their customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        agents = cls.env.ref("crm_ticket_sla.group_crm_ticket_sla_user")
        (cls.user_lan | cls.user_minh).group_ids = [Command.link(agents.id)]
        team = cls.env["crm.ticket.team"].create(
            {
                "name": "Support",
                "member_ids": [
                    Command.create({"user_id": user.id})
                    for user in (cls.user_lan, cls.user_minh)
                ],
            }
        )
        cls.open, cls.closed = cls.env["crm.ticket"].create(
            [
                {
                    "name": name,
                    "partner_id": cls.person.id,
                    "team_id": team.id,
                    "user_id": cls.user_lan.id,
                }
                for name in ("It squeaks", "It squeaked")
            ]
        )
        cls.closed.stage_id = cls.env["crm.ticket.stage"].search(
            [("kind", "=", "closed")], limit=1
        )
        cls.env.flush_all()

    def test_case_e23_open_tickets_move_and_their_history_knows(self):
        handover = self._done()

        self.assertEqual(self.open.user_id, self.user_minh)
        self.assertEqual(self.closed.user_id, self.user_lan)
        self.assertEqual(self._line(handover, self.customer).ticket_count, 1)
        changes = self.open.change_ids.filtered(lambda c: c.kind == "user_id")
        self.assertEqual(changes[-1:].new_value, str(self.user_minh.id))

        handover.action_undo()
        self._work(handover)
        self.assertEqual(self.open.user_id, self.user_lan)

    def test_case_e23_an_agent_with_open_tickets_is_not_archived(self):
        with self.assertRaisesRegex(RedirectWarning, "1 open tickets"):
            self.user_lan.action_archive()

    def test_the_dossier_lists_open_tickets(self):
        report = self.env["report.crm_relationship.customer_dossier"]
        values = report._get_report_values(self.customer.ids)
        self.assertEqual(values["dossiers"][self.customer.id]["tickets"], self.open)
