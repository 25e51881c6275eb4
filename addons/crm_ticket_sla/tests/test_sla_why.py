# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestSlaWhy(LadderCase):
    def _why(self, record, user=None, text="06-02 09:00", **context):
        """Return the explanation as plain words."""
        with self.at(wall(text)):
            record = record.with_user(user or self.user_an).with_context(**context)
            action = record.action_why()
            why = self.env["crm.sla.why"].with_user(record.env.user)
            why = why.with_context(**context, **action["context"]).create({})
            return self._plain(why)

    @staticmethod
    def _plain(why):
        return " ".join(html2plaintext(why.text).replace("*", "").split())

    def test_the_deadline_in_words(self):
        self._ladder(name="Gold", hours=16)
        self._holiday("06-02 00:00", "06-02 23:59:59", name="Foundation day")
        ticket = self._open("06-01 10:00", user=self.user_an, user_id=self.user_an.id)
        self._move(ticket, "06-01 12:00", "wait_customer", user=self.user_binh)
        self._move(ticket, "06-01 14:00", "open", user=self.user_binh)

        words = self._why(ticket, text="06-01 15:00", tz="Europe/Paris")

        # 2 h before the pause, 3 h after it, Wednesday 8 h, Thursday 3 h
        self.assertIn("Due Thu 4 Jun 2026 12:00", words)
        self.assertIn("16 h of working time", words)
        self.assertIn("Gold, version 1", words)
        self.assertIn("Nine to five (Europe/Paris), of the team", words)
        self.assertIn("holiday Foundation day (8 h)", words)
        self.assertIn("stage Waiting for customer, by Binh", words)
        self.assertIn("Did not count: paused", words)
        self.assertIn("Times are those of Europe/Paris", words)

    def test_times_are_those_of_the_reader(self):
        self._ladder()
        ticket = self._open("06-01 10:00", user_id=self.user_an.id)

        words = self._why(ticket, tz="Asia/Ho_Chi_Minh")

        # 18:00 would be 10 in the morning there; due 06-02 10:00 in Paris
        self.assertIn("Tue 2 Jun 2026 15:00", words)

    def test_the_policies_that_did_not_win_say_why(self):
        other = self.env["crm.ticket.team"].create({"name": "Other"})
        self._promise(
            ("resolution", 1),
            name="Others",
            team_ids=other.ids,
            sequence=1,
            company_id=self.company.id,
        )
        self._promise(
            ("resolution", 1), name="Future", valid_from="2026-12-24", sequence=2
        )
        self._promise(("resolution", 1, {"priority": "3"}), name="Urgent", sequence=3)
        self._promise(("first_response", 1), name="Replies", sequence=4)
        self._ladder(name="Winner", sequence=5)
        self._promise(("resolution", 1), name="Late", sequence=6)
        ticket = self._open("06-01 10:00", user_id=self.user_an.id)

        words = self._why(self._clock(ticket), text="06-01 10:00")

        for expected in (
            "Others: it is for other teams",
            "Future: it holds from 12/24/2026 on",
            "Urgent: it promises this for other priorities only",
            "Replies: it does not promise this",
            "Late: it stands below Winner",
        ):
            self.assertIn(expected, words)

    def test_in_the_language_of_the_reader_and_for_every_state(self):
        self._ladder()
        ticket = self._open("06-01 10:00", user_id=self.user_an.id)
        self.assertIn("Missed. It was due", self._why(ticket, text="06-03 10:00"))
        self._run("06-02 12:00", messages=False)
        self._move(ticket, "06-03 10:00", "wait_customer")
        self.assertIn("Missed", self._why(ticket, text="06-03 11:00"))
        self._move(ticket, "06-03 12:00", "cancelled")
        self.assertTrue(self._why(ticket, text="06-03 13:00"))

    def test_a_ticket_that_one_cannot_read_explains_nothing(self):
        self._ladder()
        secret = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members", "calendar_id": self.calendar.id}
        )
        ticket = self._open("06-01 10:00", team_id=secret.id)
        why = self.env["crm.sla.why"].create(
            {"ticket_id": ticket.id, "clock_id": self._clock(ticket).id}
        )
        with self.assertRaises(AccessError):
            why.with_user(self.user_an).text  # noqa: B018

    def test_without_a_promise_there_is_nothing_to_explain(self):
        ticket = self._open("06-01 10:00")
        with self.assertRaisesRegex(UserError, "nothing is promised"):
            ticket.action_why()
