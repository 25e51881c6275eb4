# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .sla_common import NEXT, RESPONSE, SlaCase, wall

AUTOMATIC = ("notification", "auto_comment", "out_of_office")


@tagged("post_install", "-at_install")
class TestSlaReplies(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._promise((RESPONSE, 4), (NEXT, 2), ("update", 8))
        cls.portal = cls.user_portal
        cls.portal.partner_id.parent_id = cls.customer

    def test_case_31_what_nobody_wrote_to_the_customer_is_no_answer(self):
        ticket = self._open("06-01 10:00")
        to_customer = {"partner_ids": self.person.ids}

        # nobody but the author reads it: the customer does not follow the ticket yet
        self._post(ticket, "06-01 10:05", self.user_an)
        self._post(ticket, "06-01 10:10", self.user_an, subtype_xmlid="mail.mt_note")
        for message_type in AUTOMATIC:
            self._answer(ticket, "06-01 10:20", message_type=message_type)
        system = ticket.with_context(ticket_by_system=True)
        self._post(system, "06-01 10:40", self.user_an, **to_customer)
        robot = self.env.ref("base.user_root")
        self._post(ticket, "06-01 10:50", robot, **to_customer)
        self._move(ticket, "06-01 10:55", "open")

        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "pending")
        self.assertFalse(ticket.first_response_at)
        self._answer(ticket, "06-01 11:00")
        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "met")
        self.assertEqual(ticket.first_response_at, wall("06-01 11:00"))

    def test_case_32_agent_answers_from_his_own_mail_client(self):
        ticket = self._open("06-01 10:00")
        robot = self.env.ref("base.user_root")

        self._post(
            ticket,
            "06-01 11:00",
            robot,
            message_type="email",
            author_id=self.user_an.partner_id.id,
            email_from=self.user_an.email_formatted,
            incoming_email_to="support@desk.test, dao@anphat.test",
        )

        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "met")
        self.assertRebuilt(ticket)

    def test_case_33_customer_in_the_portal_starts_the_next_response(self):
        ticket = self._open("06-01 09:00", partner_id=self.portal.partner_id.id)
        self._answer(ticket, "06-01 10:00")

        self._post(ticket, "06-01 11:00", self.portal)

        clock = self._clock(ticket, NEXT)
        self.assertEqual(clock.deadline_at, wall("06-01 13:00"))
        self.assertEqual(ticket.unanswered_at, wall("06-01 11:00"))
        self._answer(ticket, "06-01 12:00")
        self.assertEqual(self._clock(ticket, NEXT).outcome, "met")
        self.assertFalse(ticket.unanswered_at)

    def test_case_34_three_messages_are_one_clock_from_the_oldest(self):
        ticket = self._open("06-01 09:00")
        self._answer(ticket, "06-01 09:30")

        for time in ("10:00", "10:30", "11:30"):
            self._from_customer(ticket, f"06-01 {time}")
        self._answer(ticket, "06-01 12:30")
        self._from_customer(ticket, "06-01 14:00")

        first, second = (self._clock(ticket, NEXT, cycle=n) for n in (1, 2))
        self.assertEqual(first.started_at, wall("06-01 10:00"))
        self.assertEqual((first.outcome, first.late), ("missed", 1800))
        self.assertEqual(second.deadline_at, wall("06-01 16:00"))
        self.assertFalse(self._clock(ticket, NEXT, cycle=3))
        self.assertRebuilt(ticket)

    def test_case_35_next_response_waits_for_the_first(self):
        ticket = self._open("06-01 09:00")

        self._from_customer(ticket, "06-01 09:10")

        self.assertFalse(self._clock(ticket, NEXT))
        self.assertEqual(ticket.deadline_at, wall("06-01 13:00"))

    def test_case_36_solving_with_an_unanswered_message_is_no_miss(self):
        ticket = self._open("06-01 09:00")
        self._answer(ticket, "06-01 10:00")
        self._from_customer(ticket, "06-01 11:00")

        self._move(ticket, "06-01 12:00", "solved")

        self.assertEqual(self._clock(ticket, NEXT).outcome, "cancelled")
        self.assertEqual(self._clock(ticket, "update").outcome, "cancelled")
        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "met")
        self.assertFalse(ticket.unanswered_at)

    def test_case_37_agent_opens_the_ticket_on_the_phone(self):
        called = self._open("06-01 10:00", user=self.user_an, channel="call")

        self.assertEqual(self._clock(called, RESPONSE).outcome, "met")
        self.assertEqual(called.first_response_at, wall("06-01 10:00"))
        self.assertEqual(self._clock(called, "update").clock, "running")
        self.policy.target_ids.met_at_creation = False
        strict = self._open("06-01 10:00", user=self.user_an, channel="call")
        self.assertEqual(self._clock(strict, RESPONSE).outcome, "pending")
        self.assertFalse(strict.first_response_at)

    def test_case_38_colleague_is_the_customer_and_a_supplier_is_not(self):
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id}
        )
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        ticket = self._open("06-01 09:00")
        self._answer(ticket, "06-01 09:30")

        self._from_customer(ticket, "06-01 10:00", supplier)
        self.assertFalse(self._clock(ticket, NEXT))
        self._from_customer(ticket, "06-01 10:30", colleague)

        self.assertEqual(self._clock(ticket, NEXT).started_at, wall("06-01 10:30"))

    def test_case_39_automatic_reply_starts_no_clock(self):
        ticket = self._open("06-01 09:00")
        self._answer(ticket, "06-01 09:30")

        away = ticket.with_context(
            ticket_mail_headers={"Auto-Submitted": "auto-replied"}
        )
        self._from_customer(away, "06-01 10:00")

        self.assertFalse(self._clock(ticket, NEXT))

    def test_regular_update_runs_from_answer_to_answer(self):
        ticket = self._open("06-01 09:00")

        self._answer(ticket, "06-01 10:00")
        self._answer(ticket, "06-01 12:00")

        first, second = (self._clock(ticket, "update", cycle=n) for n in (1, 2))
        self.assertEqual((first.outcome, first.consumed), ("met", 7200))
        self.assertEqual(second.deadline_at, wall("06-02 12:00"))

    def test_unanswered_ticket_owes_the_first_response_again_when_reopened(self):
        ticket = self._open("06-01 09:00")

        self._move(ticket, "06-01 10:00", "solved")
        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "cancelled")
        self._move(ticket, "06-01 12:00", "open")

        self.assertEqual(
            self._clock(ticket, RESPONSE, cycle=2).deadline_at, wall("06-01 16:00")
        )

    def test_answer_without_any_promise_is_noted(self):
        self.policy.active = False
        ticket = self._open("06-01 09:00")

        self._answer(ticket, "06-01 10:00")

        self.assertEqual(ticket.first_response_at, wall("06-01 10:00"))
        self.assertFalse(ticket.clock_ids)

    def _from_customer(self, ticket, text, partner=None):
        partner = partner or self.person
        self._post(
            ticket,
            text,
            self.env.ref("base.user_root"),
            message_type="email",
            author_id=partner.id,
            email_from=partner.email_formatted,
        )
