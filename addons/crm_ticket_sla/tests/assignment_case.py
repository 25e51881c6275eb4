# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A team that gives out its tickets by itself."""

from collections import Counter

from .common import MONDAY, TicketCase


class AssignmentCase(TicketCase):
    """The team gives out its tickets by itself, in turn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # deadlines are those that a test says
        cls.env["crm.sla.policy"].search([]).active = False
        cls.team.assignment_method = "round_robin"
        cls.agents = cls.user_an | cls.user_binh | cls.user_chi

    def _create_tickets(self, count, at=MONDAY, **values):
        vals = {
            "name": "Printer on fire",
            "partner_id": self.person.id,
            "team_id": self.team.id,
            **values,
        }
        with self.at(at):
            return self.env["crm.ticket"].create([dict(vals) for _one in range(count)])

    def _shares(self, tickets):
        return dict(Counter(ticket.user_id.name for ticket in tickets))

    def _member(self, user):
        return self.team.member_ids.filtered(lambda member: member.user_id == user)

    def _run_job(self, at):
        cron = self.env.ref("crm_ticket_sla.ir_cron_assign_waiting")
        with self.at(at), self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())

    def _resource(self, user, **values):
        return self.env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "tz": "Europe/Paris",
                **values,
            }
        )

    def _leave(self, resource, start, stop):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "calendar_id": resource.calendar_id.id,
                "date_from": start,
                "date_to": stop,
            }
        )
