# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY
from .common_mail import MailCase

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestMailThreading(MailCase):
    def test_answer_by_headers_stays_on_its_ticket(self):
        ticket = self._receive()

        new = self._answer(ticket, "It still burns.", MONDAY + HOUR)

        self.assertFalse(new)
        self.assertEqual(len(self._mails(ticket)), 2)

    def test_answer_that_lost_its_headers_is_known_by_its_subject(self):
        ticket = self._receive()

        new = self._receive(subject=f"RE: [{ticket.number}] Máy in hỏng")

        self.assertFalse(new)
        self.assertEqual(len(self._mails(ticket)), 2)

    def test_a_colleague_of_the_customer_may_use_the_subject(self):
        ticket = self._receive()
        self.env["res.partner"].create(
            {
                "name": "Lan",
                "parent_id": self.customer.id,
                "email": "lan@anphat.test",
            }
        )

        new = self._receive(
            sender="lan@anphat.test", subject=f"[{ticket.number}] Máy in"
        )

        self.assertFalse(new)

    def test_who_was_on_copy_may_use_the_subject(self):
        ticket = self._receive(Cc="Kho <kho@supplier.test>")

        new = self._receive(sender="kho@supplier.test", subject=f"[{ticket.number}]")

        self.assertEqual(ticket.email_cc, '"Kho" <kho@supplier.test>')
        self.assertFalse(new)

    def test_case_64_token_of_a_stranger_opens_a_flagged_ticket(self):
        ticket = self._receive()

        new = self._receive(
            sender="Kẻ lạ <stranger@elsewhere.test>",
            subject=f"Re: [{ticket.number}] Máy in hỏng",
            body="Please refund to this account.",
        )

        self.assertEqual(len(new), 1)
        self.assertEqual(new.claimed_ticket_id, ticket)
        self.assertEqual(len(self._mails(ticket)), 1)
        self.assertNotIn("refund", str(ticket.message_ids.mapped("body")))

    def test_answer_to_the_catchall_address_is_known_by_its_subject(self):
        ticket = self._receive()

        self._receive(subject=f"Re: [{ticket.number}] hỏng", to="catchall@desk.test")

        self.assertEqual(len(self._mails(ticket)), 2)

    def test_case_63_reply_to_merged_ticket_reaches_the_last_one(self):
        one, two, three = (self._create_ticket() for _ in range(3))
        one.merged_into_id, two.merged_into_id = two, three

        self._receive(subject=f"Re: [{one.number}] Printer on fire")

        self.assertEqual(len(self._mails(three)), 1)
        self.assertFalse(self._mails(one) + self._mails(two))

    def test_case_63_reply_within_a_circle_stays_where_it_was_sent(self):
        one, two = (self._create_ticket() for _ in range(2))
        one.merged_into_id, two.merged_into_id = two, one

        self._receive(subject=f"Re: [{one.number}] Printer on fire")

        self.assertEqual(len(self._mails(one)), 1)
        self.assertFalse(self._mails(two))

    def test_answer_to_an_automatic_mail_is_not_sent_to_the_company(self):
        self.company.email = "office@desk.test"
        template = "crm_ticket_sla.mail_template_ticket_received"
        self.team.ack_template_id = self.env.ref(template)
        ticket = self._receive()
        self.assertEqual(ticket.message_ids[0].author_id, self.company.partner_id)

        for headers in ({}, {"Auto_Submitted": "auto-replied"}):
            self._answer(ticket, "Cảm ơn, vẫn lỗi.", at=MONDAY, **headers)

            mail = self._mails(ticket)[0]
            self.assertEqual(mail.author_id, self.person)
            self.assertFalse(mail.notified_partner_ids)

    def test_case_66_reply_within_the_days_reopens(self):
        ticket = self._receive()
        self._solve(ticket, MONDAY + HOUR)

        new = self._answer(ticket, "It burns again.", MONDAY + 13 * DAY)

        self.assertFalse(new)
        self.assertEqual(ticket.stage_kind, "open")
        self.assertEqual(ticket.reopen_count, 1)

    def test_case_66_late_reply_opens_a_linked_ticket(self):
        ticket = self._receive()
        self._solve(ticket, MONDAY + HOUR)

        new = self._answer(ticket, "Another thing.", MONDAY + 15 * DAY)

        self.assertEqual(new.origin_ticket_id, ticket)
        self.assertEqual(new.team_id, self.team)
        self.assertEqual(ticket.stage_kind, "solved")
        self.assertIn(new.number, self._notes(ticket))

    def test_bare_thanks_leave_the_ticket_closed(self):
        ticket = self._receive()
        self._solve(ticket, MONDAY + HOUR)

        self._answer(ticket, "Cảm ơn em nhiều nhé!\n", MONDAY + 2 * HOUR)

        self.assertEqual(ticket.stage_kind, "solved")
        self.assertEqual(len(self._mails(ticket)), 2)

    def test_thanks_with_a_question_reopen(self):
        ticket = self._receive()
        self._solve(ticket, MONDAY + HOUR)

        self._answer(
            ticket, "Thanks! But when will the new one arrive?", MONDAY + 2 * HOUR
        )

        self.assertEqual(ticket.stage_kind, "open")

    def test_answer_moves_a_waiting_ticket_on(self):
        ticket = self._receive()
        ticket.stage_id = self.stage_wait_customer

        self._answer(ticket, "Số máy là 123.", MONDAY + HOUR)

        self.assertEqual(ticket.stage_kind, "open")

    def test_case_38_supplier_on_copy_is_no_customer(self):
        ticket = self._receive(Cc="kho@supplier.test")
        ticket.stage_id = self.stage_wait_customer

        self._answer(ticket, "We sent it.", MONDAY + HOUR, sender="kho@supplier.test")

        self.assertEqual(ticket.stage_kind, "wait_customer")

    def test_answer_of_somebody_else_ends_waiting_for_them(self):
        ticket = self._receive(Cc="kho@supplier.test")
        ticket.stage_id = self.stage_wait_third

        self._answer(ticket, "We sent it.", MONDAY + HOUR, sender="kho@supplier.test")

        self.assertEqual(ticket.stage_kind, "open")

    def test_case_32_agent_answers_from_their_own_mail_program(self):
        ticket = self._receive()
        ticket.user_id = self.user_an
        ticket.stage_id = self.stage_wait_customer

        self._answer(ticket, "We look.", MONDAY + HOUR, sender="An <an@desk.test>")

        answer = self._mails(ticket)[:1]
        self.assertEqual(answer.author_id, self.user_an.partner_id)
        self.assertFalse(answer.subtype_id.internal)
        self.assertEqual(ticket.stage_kind, "wait_customer")

    def test_case_33_comment_on_the_portal_moves_the_ticket_on(self):
        ticket = self._create_ticket(partner_id=self.user_portal.partner_id.id)
        ticket.message_subscribe(self.user_portal.partner_id.ids)
        ticket.stage_id = self.stage_wait_customer

        ticket.with_user(self.user_portal).message_post(
            body="Here it is", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        self.assertEqual(ticket.stage_kind, "open")

    def test_mails_of_a_ticket_name_it_and_are_answered_to_its_team(self):
        ticket = self._receive()

        ticket.with_user(self.user_an).message_post(
            body="We look into it.",
            subject="Re: Máy in hỏng",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.person.ids,
        )

        mail = self.env["mail.mail"].search([("model", "=", "crm.ticket")], limit=1)
        [sent] = mail._prepare_outgoing_list()
        self.assertEqual(sent["subject"], f"Re: [{ticket.number}] Máy in hỏng")
        self.assertEqual(mail.mail_message_id.subject, "Re: Máy in hỏng")
        self.assertIn("support@desk.test", mail.reply_to)

    def _solve(self, ticket, at):
        with self.at(at):
            ticket.stage_id = self.stage_solved
