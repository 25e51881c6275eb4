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

    def _told(self, user):
        """Return the subjects of the messages that a user got about tickets."""
        return (
            self.env["mail.message"]
            .search(
                [
                    ("model", "in", ("crm.ticket", "crm.ticket.team")),
                    ("message_type", "=", "user_notification"),
                    ("notified_partner_ids", "in", user.partner_id.ids),
                ]
            )
            .mapped("subject")
        )

    def test_colleague_who_opens_a_ticket_follows_it_with_the_usual_subtypes(self):
        ticket = self._create_ticket(user=self.user_an)
        usual = self.env["mail.message.subtype"].default_subtypes("crm.ticket")[0]

        mine = ticket.message_follower_ids.filtered(
            lambda f: f.partner_id == self.user_an.partner_id
        )

        self.assertEqual(mine.subtype_ids, usual)
        self.assertTrue(ticket.with_user(self.user_an).message_is_follower)

    def test_those_who_open_in_silence_and_customers_do_not_follow_by_it(self):
        partner = self.user_an.partner_id
        for mark in ("mail_create_nosubscribe", "tracking_disable"):
            tickets = self.env["crm.ticket"].with_user(self.user_an)
            ticket = tickets.with_context(**{mark: True}).create({"name": "Quiet"})
            with self.subTest(mark=mark):
                self.assertNotIn(partner, ticket.message_partner_ids)

    def test_agent_follows_and_reads_what_the_customer_writes(self):
        ticket = self._create_ticket()
        ticket.with_user(self.user_binh).user_id = self.user_an

        answer = (
            ticket.with_user(self.user_portal)
            .sudo()
            .message_post(
                body="Still broken",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )

        self.assertIn(self.user_an.partner_id, ticket.message_partner_ids)
        self.assertIn(self.user_an.partner_id, answer.notified_partner_ids)

    def test_agent_is_told_of_what_others_give_them(self):
        given = self._create_ticket(name="Given", user_id=self.user_an.id)
        taken = self._create_ticket(name="Taken")
        taken.with_user(self.user_an).action_assign_me()

        self.assertEqual(self._told(self.user_an), [f"New for you: {given.name}"])
        self.assertIn(self.user_an.partner_id, taken.message_partner_ids)

    def test_many_tickets_are_one_message(self):
        tickets = self._open(25)
        before = self.cr.sql_log_count
        tickets[:2].write({"user_id": self.user_binh.id})
        few = self.cr.sql_log_count - before
        before = self.cr.sql_log_count
        tickets[2:].write({"user_id": self.user_an.id})
        many = self.cr.sql_log_count - before

        self.assertEqual(self._told(self.user_an), ["New for you: 23 tickets"])
        self.assertLessEqual(many, few + 10)

    def test_closed_tickets_and_history_are_no_news(self):
        closed = self._create_ticket(stage_id=self.stage_closed.id)
        closed.user_id = self.user_an
        old = self._create_ticket().sudo()
        old.with_context(ticket_event_at="2026-06-01 08:00:00").user_id = self.user_an

        self.assertFalse(self._told(self.user_an))

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
