# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a mail that a colleague forwards is the customer's, not the colleague's."""

from odoo.tests import tagged

from .common_mail import MailCase

TEXT = (
    "Nhờ các bạn xem giúp, khách đang rất bực.\n\n"
    "---------- Forwarded message ---------\n"
    "Từ: Nguyễn Thị Đào <dao@anphat.test>\n"
    "Date: Th 2, 1 thg 6, 2026 lúc 10:00\n"
    "Subject: Máy in hỏng\n"
    "To: <an@desk.test>\n\n\n"
    "Máy in lại hỏng rồi.\n"
)
AGENT = "An <an@desk.test>"


@tagged("post_install", "-at_install")
class TestForwardedMail(MailCase):
    def _forward(self, body=TEXT, sender=AGENT, subject="Fwd: Máy in hỏng", **values):
        return self._receive(body=body, sender=sender, subject=subject, **values)

    def test_ticket_is_the_customers(self):
        ticket = self._forward()

        self.assertEqual(ticket.partner_id, self.person)
        self.assertIn("dao@anphat.test", ticket.email_from)
        self.assertEqual(ticket.name, "Máy in hỏng")
        self.assertIn("Máy in lại hỏng rồi.", ticket.description)
        for gone in ("rất bực", "Từ:", "an@desk.test"):
            self.assertNotIn(gone, ticket.description)

    def test_the_mail_is_the_customers_and_the_comment_is_a_note(self):
        ticket = self._forward()

        mail = self._mails(ticket)
        self.assertEqual(mail.author_id, self.person)
        self.assertIn("lại hỏng", str(mail.body))
        self.assertNotIn("rất bực", str(mail.body))
        self.assertIn("Forwarded by An", self._notes(ticket))
        self.assertIn("rất bực", self._notes(ticket))
        note = ticket.message_ids.filtered(lambda m: "rất bực" in str(m.body))
        self.assertEqual(note.author_id, self.user_an.partner_id)

    def test_forwarding_is_no_answer(self):
        ticket = self._forward()

        self.assertFalse(ticket.first_response_at)
        self.assertIn(self.person, ticket.message_partner_ids)
        self.assertNotIn(self.user_an.partner_id, ticket.message_partner_ids)

    def test_customers_answer_to_the_acknowledgement_arrives(self):
        ticket = self._forward()

        again = self._answer(ticket, "Còn lỗi.", at=ticket.opened_at)

        self.assertFalse(again)
        self.assertEqual(self._mails(ticket)[0].author_id, self.person)

    def test_unknown_sender_becomes_a_contact(self):
        ticket = self._forward(TEXT.replace("dao@anphat.test", "moi@la.test"))

        self.assertEqual(ticket.partner_id.email, "moi@la.test")
        self.assertEqual(ticket.partner_id.name, "Nguyễn Thị Đào")

    def test_outlook_in_html(self):
        body = (
            "<html><body><p>FYI</p><div><p><b>From:</b> Dao &lt;dao@anphat.test&gt;<br>"
            "<b>Sent:</b> Monday, June 1, 2026 10:00 AM<br><b>To:</b> An<br>"
            "<b>Subject:</b> Printer</p></div><p>It <b>broke</b> again.</p></body></html>"
        )
        ticket = self._forward(
            body, subject="FW: Printer", Content_Type="text/html; charset=utf-8"
        )

        self.assertEqual(ticket.partner_id, self.person)
        self.assertIn("<b>broke</b>", ticket.description)
        self.assertNotIn("FYI", ticket.description)

    def test_mail_that_a_customer_forwards_is_that_customers(self):
        other = self.env["res.partner"].create(
            {"name": "Bình", "email": "binh@khac.test"}
        )

        ticket = self._forward(sender="Bình <binh@khac.test>")

        self.assertEqual(ticket.partner_id, other)
        self.assertIn("rất bực", ticket.description)

    def test_mail_from_us_that_a_colleague_forwards_stays_theirs(self):
        ticket = self._forward(TEXT.replace("dao@anphat.test", "support@desk.test"))

        self.assertEqual(ticket.partner_id, self.user_an.partner_id)

    def test_answer_with_the_team_on_copy_stays_the_colleagues(self):
        body = TEXT.replace("---------- Forwarded message ---------\n", "")

        ticket = self._forward(body, subject="Re: Máy in hỏng")

        self.assertEqual(ticket.partner_id, self.user_an.partner_id)
        self.assertNotIn("Forwarded by", self._notes(ticket))
