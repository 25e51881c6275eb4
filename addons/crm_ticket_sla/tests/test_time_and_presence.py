# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestTimeSpent(TicketCase):
    def test_timer_counts_minutes_begun(self):
        ticket = self._create_ticket(user=self.user_an)
        start = ticket.opened_at
        with self.at(start):
            ticket.action_start_timer()
        self.assertEqual(ticket.timer_started_at, start)
        self.assertFalse(ticket.with_user(self.user_binh).timer_started_at)
        with self.at(start + timedelta(minutes=10, seconds=1)):
            ticket.action_stop_timer()

        self.assertEqual(ticket.time_minutes, 11)
        self.assertFalse(ticket.timer_started_at)

    def test_one_timer_at_a_time(self):
        one, two = (self._create_ticket(user=self.user_an) for _n in range(2))
        one.action_start_timer()

        with self.assertRaisesRegex(UserError, one.number):
            two.action_start_timer()
        two.with_user(self.user_binh).action_start_timer()
        two.action_stop_timer()
        with self.assertRaisesRegex(UserError, "does not run"):
            two.action_stop_timer()

    def test_a_forgotten_timer_counts_a_day(self):
        ticket = self._create_ticket(user=self.user_an)
        with self.at(ticket.opened_at):
            ticket.action_start_timer()
        with self.at(ticket.opened_at + timedelta(days=9)):
            ticket.action_stop_timer()

        self.assertEqual(ticket.time_minutes, 24 * 60)

    def test_minutes_of_colleagues_are_read_but_not_changed(self):
        ticket = self._create_ticket(user=self.user_an)
        line = ticket.time_ids.create({"ticket_id": ticket.id, "minutes": 5})

        theirs = line.with_user(self.user_binh)
        self.assertEqual(theirs.minutes, 5)
        with self.assertRaises(AccessError):
            theirs.minutes = 6
        line.with_user(self.user_manager).minutes = 7
        self.assertEqual(ticket.time_minutes, 7)

    def test_no_minutes_are_refused(self):
        ticket = self._create_ticket(user=self.user_an)
        with self.assertRaisesRegex(ValidationError, "Minutes"):
            ticket.time_ids.create({"ticket_id": ticket.id})


@tagged("post_install", "-at_install")
class TestPresence(TicketCase):
    def setUp(self):
        super().setUp()
        self.ticket = self._create_ticket(user=self.user_an)
        self.binh = self.ticket.with_user(self.user_binh)

    def test_two_agents_hear_of_each_other(self):
        self.ticket.presence_ping()

        heard = self.binh.presence_ping(is_writing=True)

        self.assertEqual(heard["others"], [self._other(self.user_an, False)])
        self.assertEqual(
            self.ticket.presence_ping()["others"], [self._other(self.user_binh, True)]
        )
        self.binh.presence_ping(is_leaving=True)
        self.assertFalse(self.ticket.presence_ping()["others"])

    def _other(self, user, is_writing):
        return {"id": user.id, "name": user.name, "is_writing": is_writing}

    def test_others_are_told_at_once_but_only_of_changes(self):
        self.ticket.presence_ping()
        sent = []
        self.patch(
            type(self.env["res.users"]),
            "_bus_send",
            lambda users, kind, payload, **kw: sent.append((users, payload)),
        )

        self.binh.presence_ping()
        self.binh.presence_ping()
        self.binh.presence_ping(is_writing=True)

        self.assertEqual([users for users, _p in sent], [self.user_an] * 2)
        self.assertEqual([p["is_writing"] for _u, p in sent], [False, True])
        self.assertEqual(sent[0][1]["ticket_id"], self.ticket.id)

    def test_who_closed_the_browser_is_forgotten(self):
        with self.at(self.ticket.opened_at):
            self.binh.presence_ping()
        with self.at(self.ticket.opened_at + timedelta(minutes=2)):
            self.assertFalse(self.ticket.presence_ping()["others"])
            self.env["crm.ticket.presence"]._gc_presence()
        self.env.cr.execute(
            "SELECT user_id FROM crm_ticket_presence WHERE ticket_id = %s",
            [self.ticket.id],
        )
        self.assertEqual(self.env.cr.fetchall(), [(self.user_an.id,)])

    def test_an_answer_since_the_form_was_loaded_is_seen(self):
        loaded = self.ticket.presence_ping()["last_message_id"]
        self.binh.message_post(body="Internal")
        self.ticket.message_post(
            body="Mine", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.ticket.answers_since(loaded))

        self.binh.message_post(
            body="I have it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.ticket.sudo().message_post(
            body="And I wait",
            author_id=self.person.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

        found = self.ticket.answers_since(loaded)
        self.assertEqual([answer["name"] for answer in found], ["Binh"])

    def test_a_hidden_ticket_says_nothing(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(team_id=team.id).with_user(self.user_an)
        for method, args in (("presence_ping", ()), ("answers_since", (0,))):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(hidden, method)(*args)
