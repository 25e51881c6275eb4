# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of promises start from: policies, wall times of Paris, jobs."""

from odoo import Command

from .common import TicketCase
from .tool_fixture import at as wall

HOUR = 3600
RESPONSE, NEXT, RESOLUTION = "first_response", "next_response", "resolution"


class SlaCase(TicketCase):
    """The team of Paris, Monday to Friday 9 to 17, with no promise yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["crm.sla.policy"]
        cls.policies.search([]).active = False
        cls.env["crm.sla.recount"].search([]).unlink()
        cls.user_an.tz = "Europe/Paris"

    @classmethod
    def _promise(cls, *lines, **values):
        """Return a policy with lines (metric, hours) or (metric, hours, values)."""
        commands = []
        for metric, hours, *more in lines:
            line = {"metric": metric, "seconds": int((hours or 0) * HOUR)}
            commands.append(Command.create({**line, **(more[0] if more else {})}))
        return cls.policies.create(
            {"name": "Promise", "target_ids": commands, "company_id": False, **values}
        )

    def _open(self, text="06-01 10:00", user=None, **values):
        """Return a ticket opened at a wall time of Paris."""
        return self._create_ticket(wall(text), user=user, **values)

    def _clock(self, ticket, metric=RESOLUTION, cycle=None):
        """Return the clock of a metric: the last cycle, or a given one."""
        clocks = self.env["crm.ticket.sla"].search(
            [("ticket_id", "=", ticket.id), ("metric", "=", metric)], order="cycle"
        )
        if cycle:
            clocks = clocks.filtered(lambda clock: clock.cycle == cycle)
        return clocks[-1:]

    def _move(self, ticket, text, kind, user=None):
        """Move tickets to the stage of a kind at a wall time."""
        stage = self.env.ref(f"crm_ticket_sla.stage_{kind}")
        with self.at(wall(text)):
            ticket.with_user(user or self.user_an).write({"stage_id": stage.id})

    def _write(self, ticket, text, **values):
        with self.at(wall(text)):
            ticket.write(values)

    def _post(self, ticket, text, user, **values):
        """Post a message at a wall time; a comment to the customer by default."""
        values = {
            "body": "Text",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            **values,
        }
        ticket = ticket.with_user(user)
        if user.share:
            # sudo: as the portal does, once it has found that the user may post
            ticket = ticket.sudo()
        with self.at(wall(text)):
            return ticket.message_post(**values)

    def _answer(self, ticket, text, user=None, **values):
        """Post the answer of an agent to the customer."""
        values = {"partner_ids": ticket.partner_id.ids, **values}
        return self._post(ticket, text, user or self.user_an, **values)

    def _run_recounts(self, text="06-02 09:00"):
        """Do what edits have queued, as the job does but without committing."""
        queue = self.env["crm.sla.recount"]
        with self.at(wall(text)):
            while job := queue.search([("is_done", "!=", True)], order="id", limit=1):
                job._run_batch()

    def _holiday(self, first, last, company=None, **values):
        """Enter time off, typed as wall times of Paris by somebody there."""
        leaves = self.env["resource.calendar.leaves"].with_user(self.user_manager)
        # core gives it the company of who enters it, whatever the values say
        leaves = leaves.with_company(company or self.company)
        return leaves.sudo().create(
            {
                "name": "Holiday",
                "date_from": wall(first),
                "date_to": wall(last),
                "calendar_id": False,
                **values,
            }
        )

    def _advance(self, ticket, text):
        """Record the misses up to a wall time, as the cron of escalations does."""
        now = wall(text)
        with self.at(now):
            return (
                self.env["crm.ticket.sla"]
                .search([("ticket_id", "=", ticket.id), ("next_event_at", "<=", now)])
                ._advance(now)
            )

    def assertRebuilt(self, ticket):
        """Check that the ledger says what is stored."""
        clocks = self.env["crm.ticket.sla"].search([("ticket_id", "in", ticket.ids)])
        self.assertTrue(clocks)
        self.assertEqual(clocks._rebuild(), {})
