# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY
from .common_mail import MailCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestMailMachines(MailCase):
    def test_case_39_automatic_answer_is_a_note_and_reopens_nothing(self):
        headers = {
            "auto": {"Auto_Submitted": "auto-replied"},
            "precedence": {"Precedence": "auto_reply"},
            "autoreply": {"X_Autoreply": "yes"},
            "return path": {"Return_Path": "<>"},
        }
        for name, header in headers.items():
            with self.subTest(name):
                ticket = self._receive()
                with self.at(MONDAY + HOUR):
                    ticket.stage_id = self.stage_solved

                new = self._answer(ticket, "On leave.", MONDAY + 2 * HOUR, **header)

                self.assertFalse(new)
                self.assertEqual(ticket.stage_kind, "solved")
                self.assertIn("On leave.", self._notes(ticket))

    def test_case_39_automatic_answer_does_not_end_waiting(self):
        ticket = self._receive()
        ticket.stage_id = self.stage_wait_customer

        self._answer(ticket, "On leave.", MONDAY + HOUR, Auto_Submitted="auto-replied")

        self.assertEqual(ticket.stage_kind, "wait_customer")

    def test_case_39_automatic_answer_is_not_acknowledged(self):
        self.team.ack_template_id = self.env.ref(
            "crm_ticket_sla.mail_template_ticket_received"
        )

        new = self._receive(Auto_Submitted="auto-replied", body="On leave.")

        self.assertFalse(new)
        self.assertFalse(self.sent)

    def test_automatic_mail_about_no_ticket_is_a_note_of_the_team(self):
        new = self._receive(Auto_Submitted="auto-generated", body="Newsletter")

        self.assertFalse(new)
        self.assertIn("Newsletter", str(self.team.message_ids[:1].body))
        self.assertTrue(self.team.message_ids[:1].subtype_id.internal)

    def test_late_automatic_answer_opens_no_follow_up(self):
        ticket = self._receive()
        with self.at(MONDAY + HOUR):
            ticket.stage_id = self.stage_solved

        new = self._answer(
            ticket, "On leave.", MONDAY + 900 * HOUR, Auto_Submitted="auto-replied"
        )

        self.assertFalse(new)
        self.assertIn("On leave.", self._notes(ticket))

    def test_case_65_the_25th_mail_of_a_sender_is_kept_but_opens_nothing(self):
        tickets = self.env["crm.ticket"]
        for number in range(30):
            tickets += self._receive(
                sender="loop@machine.test",
                subject=f"Alert {number}",
                at=MONDAY + number * timedelta(minutes=2),
            )

        self.assertEqual(len(tickets), 24)
        kept = self.team.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(len(kept), 6)

    def test_case_65_after_two_hours_the_sender_is_heard_again(self):
        for number in range(26):
            self._receive(sender="loop@machine.test", subject=f"Alert {number}")

        new = self._receive(sender="loop@machine.test", at=MONDAY + 3 * HOUR)

        self.assertEqual(len(new), 1)

    def test_case_65_allowed_sender_may_write_as_often_as_they_like(self):
        self.env["mail.gateway.allowed"].create({"email": "loop@machine.test"})

        for number in range(26):
            new = self._receive(sender="loop@machine.test", subject=f"Alert {number}")

        self.assertEqual(len(new), 1)

    def test_case_65_bounce_is_noted_on_its_ticket(self):
        ticket = self._receive()
        answer = ticket.with_user(self.user_an).message_post(
            body="We look into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

        new = self._receive(self._bounce(answer.message_id))

        self.assertFalse(new)
        self.assertIn("A mail did not arrive at dao@anphat.test", self._notes(ticket))
        self.assertIn("mailbox is full", self._notes(ticket))

    def test_bounce_of_no_known_mail_opens_no_ticket(self):
        new = self._receive(self._bounce("<unknown@nowhere.test>"))

        self.assertFalse(new)

    def _bounce(self, message_id):
        return (
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.anphat.test\r\n"
            "To: support@desk.test\r\nMessage-Id: <b@mx.anphat.test>\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status;"
            ' boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox is full.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.anphat.test\r\n\r\n"
            "Final-Recipient: rfc822; dao@anphat.test\r\nAction: failed\r\n"
            "Status: 5.2.2\r\n\r\n"
            "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            f"Message-Id: {message_id}\r\nSubject: Re\r\n\r\nWe look into it.\r\n"
            "--b--\r\n"
        ).encode()
