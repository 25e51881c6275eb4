# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestTicketFollowers(TicketCase):
    def setUp(self):
        super().setUp()
        self.team.message_subscribe(self.user_chi.partner_id.ids)

    def _open(self, count):
        values = {"name": "Late", "team_id": self.team.id}
        return self.env["crm.ticket"].create([dict(values) for _number in range(count)])

    def test_who_follows_a_team_follows_each_new_ticket(self):
        tickets = self._open(3)
        other = self.team.copy({"name": "Other"})
        elsewhere = self.env["crm.ticket"].create(
            {"name": "Elsewhere", "team_id": other.id}
        )

        for ticket in tickets:
            self.assertIn(self.user_chi.partner_id, ticket.message_partner_ids)
        self.assertNotIn(self.user_chi.partner_id, elsewhere.message_partner_ids)

    def test_followers_of_a_batch_take_as_many_queries_as_those_of_one(self):
        self._open(2)  # caches warm
        counts = []
        for size in (2, 40):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self._open(size)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)

        self.assertLessEqual(counts[1] - counts[0], 4)
