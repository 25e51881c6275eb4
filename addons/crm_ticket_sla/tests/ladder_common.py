# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of the escalation start from: levels, and the job at a wall time."""

from odoo import Command

from .sla_common import RESOLUTION, SlaCase
from .tool_fixture import at as wall


class LadderCase(SlaCase):
    """Eight hours to solve a ticket; the levels are those of each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what else the database holds is not due in these tests
        clocks = cls.env["crm.ticket.sla"].search([("next_event_at", "!=", False)])
        clocks.write({"next_event_at": False})
        cls.env["crm.sla.notice"].search([("sent_at", "=", False)]).unlink()
        for user in (cls.user_an, cls.user_binh, cls.user_manager):
            user.notification_type = "email"

    @classmethod
    def _ladder(cls, *levels, hours=8, **values):
        """Return a policy with levels: dicts of values, named by their order."""
        policy = cls._promise((RESOLUTION, hours), **values)
        policy.level_ids = [
            Command.create(
                {"name": f"Level {index}", "since_at": wall("01-01 00:00"), **level}
            )
            for index, level in enumerate(levels, 1)
        ]
        return policy

    def _run(self, text, messages=True):
        """Do what is due at a wall time, as the job does but without committing."""
        now = wall(text)
        clocks = self.env["crm.ticket.sla"].sudo()
        with self.at(now):
            while clocks._count_due(now):
                if not clocks._run_due_events(now):
                    break
            if messages:
                self.env["crm.sla.notice"]._send_due(now)

    def _logs(self, ticket):
        """Return the levels done on a ticket, in the order they were done."""
        return (
            self.env["crm.sla.level.log"]
            .search([("ticket_id", "in", ticket.ids)], order="id")
            .filtered(lambda log: log.state == "done")
        )

    def _told(self, user):
        """Return the messages that a person got of the escalation."""
        notices = self.env["crm.sla.notice"].search(
            [("user_id", "=", user.id), ("message_id", "!=", False)]
        )
        return notices.message_id.sorted("id")
