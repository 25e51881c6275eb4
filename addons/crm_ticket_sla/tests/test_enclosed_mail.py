# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a mail attached to a mail is kept, read, and whoever wrote it known."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from odoo.tests import tagged

from .common import MONDAY
from .common_mail import MailCase

AGENT = "An <an@desk.test>"
PDF = b"%PDF-1.4 of the customer"


@tagged("post_install", "-at_install")
class TestEnclosedMail(MailCase):
    def _customers_mail(self, sender="Nguyễn Thị Đào <dao@anphat.test>", files=True):
        """Return a mail as mail programs write it: text, HTML and a file."""
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, "an@desk.test"
        mail["Subject"] = "Máy in hỏng"
        mail["Date"] = format_datetime(MONDAY)
        mail["Message-ID"] = "<first@anphat.test>"
        mail.set_content("Máy in lại hỏng rồi.\n")
        mail.add_alternative("<p>Máy in <b>lại hỏng</b> rồi.</p>", subtype="html")
        if files:
            mail.add_attachment(
                PDF, maintype="application", subtype="pdf", filename="hoadon.pdf"
            )
        return mail

    def _carrier(self, *mails, sender=AGENT, text="Nhờ các bạn xem giúp.\n"):
        """Return the raw mail that somebody sends with mails attached."""
        type(self).count += 1
        carrier = EmailMessage()
        carrier["From"], carrier["To"] = sender, "support@desk.test"
        carrier["Subject"] = "FW: xem giúp"
        carrier["Date"] = format_datetime(MONDAY)
        carrier["Message-ID"] = f"<{self.count}.carrier@desk.test>"
        carrier.set_content(text)
        for mail in mails:
            carrier.add_attachment(mail)
        return carrier.as_bytes(policy=policy.SMTP)

    def _file(self, ticket, name):
        return self._mails(ticket).attachment_ids.filtered(lambda a: a.name == name)

    def test_mail_that_a_colleague_forwards_as_attachment_is_the_customers(self):
        ticket = self._receive(self._carrier(self._customers_mail()))

        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.name, "Máy in hỏng")
        self.assertIn("<b>lại hỏng</b>", ticket.description)
        self.assertNotIn("Nhờ các bạn", ticket.description)
        mail = self._mails(ticket)
        self.assertEqual(mail.author_id, self.person)
        self.assertEqual(mail.subject, "Máy in hỏng")
        self.assertNotIn("Nhờ các bạn", str(mail.body))
        self.assertIn("Forwarded by An", self._notes(ticket))
        self.assertIn("Nhờ các bạn xem giúp.", self._notes(ticket))
        self.assertFalse(ticket.first_response_at)

    def test_its_files_and_the_mail_itself_are_kept(self):
        ticket = self._receive(self._carrier(self._customers_mail()))

        self.assertEqual(self._file(ticket, "hoadon.pdf").raw, PDF)
        whole = self._file(ticket, "Máy in hỏng.eml")
        self.assertEqual(whole.mimetype, "message/rfc822")
        again = message_from_bytes(whole.raw, policy=policy.SMTP)
        self.assertEqual(again["Message-ID"], "<first@anphat.test>")
        text = again.get_body(preferencelist=("plain",)).get_content()
        self.assertEqual(text.strip(), "Máy in lại hỏng rồi.")
        self.assertEqual(len(self._mails(ticket).attachment_ids), 2)

    def test_mail_of_an_unknown_customer_makes_the_contact(self):
        mail = self._customers_mail(sender="Lê Văn Mới <moi@la.test>")

        ticket = self._receive(self._carrier(mail))

        self.assertEqual(ticket.partner_id.email, "moi@la.test")
        self.assertEqual(ticket.partner_id.name, "Lê Văn Mới")

    def test_mail_that_a_customer_attaches_is_told_from_what_they_write(self):
        attached = self._customers_mail(sender="Shop <shop@khac.test>")
        raw = self._carrier(
            attached,
            sender="Nguyễn Thị Đào <dao@anphat.test>",
            text="Cửa hàng trả lời thế này.\n",
        )

        ticket = self._receive(raw)

        self.assertEqual(ticket.partner_id, self.person)
        self.assertIn("Cửa hàng trả lời", ticket.description)
        self.assertNotIn("lại hỏng", ticket.description)
        body = str(self._mails(ticket).body)
        self.assertLess(body.index("Cửa hàng trả lời"), body.index("shop@khac.test"))
        self.assertIn(">lại hỏng</b>", body)
        self.assertTrue(self._file(ticket, "Máy in hỏng.eml"))

    def test_attached_mail_without_a_word_is_the_request(self):
        raw = self._carrier(
            self._customers_mail(sender="Shop <shop@khac.test>"),
            sender="Nguyễn Thị Đào <dao@anphat.test>",
            text="",
        )

        ticket = self._receive(raw)

        self.assertEqual(ticket.partner_id, self.person)
        self.assertIn("lại hỏng", ticket.description)

    def test_answer_that_brings_a_mail_shows_it_on_the_ticket(self):
        ticket = self._receive()
        carrier = message_from_bytes(
            self._carrier(
                self._customers_mail(sender="Shop <shop@khac.test>"),
                sender="Nguyễn Thị Đào <dao@anphat.test>",
                text="Còn đây là thư của cửa hàng.\n",
            ),
            policy=policy.SMTP,
        )
        carrier["In-Reply-To"] = self._mails(ticket).message_id

        new = self._receive(carrier.as_bytes())

        self.assertFalse(new)
        answer = self._mails(ticket)[0]
        self.assertIn("thư của cửa hàng", str(answer.body))
        self.assertIn("shop@khac.test", str(answer.body))
        self.assertEqual(
            set(answer.attachment_ids.mapped("name")), {"Máy in hỏng.eml", "hoadon.pdf"}
        )

    def test_of_several_attached_mails_none_is_the_request(self):
        second = self._customers_mail(sender="Bình <binh@khac.test>", files=False)
        del second["Subject"]

        ticket = self._receive(self._carrier(self._customers_mail(), second))

        self.assertEqual(ticket.partner_id, self.user_an.partner_id)
        body = str(self._mails(ticket).body)
        self.assertIn("dao@anphat.test", body)
        self.assertIn("binh@khac.test", body)
        self.assertTrue(self._file(ticket, "mail.eml"))

    def test_mail_in_a_mail_in_a_mail(self):
        middle = EmailMessage()
        middle["From"], middle["Subject"] = "Chi <chi@anphat.test>", "Chuyển thư"
        middle.set_content("Xem thư của chị Đào.\n")
        middle.add_attachment(self._customers_mail())

        ticket = self._receive(self._carrier(middle))

        self.assertIn("chi@anphat.test", ticket.email_from)
        self.assertIn("Xem thư của chị Đào.", ticket.description)
        self.assertNotIn("lại hỏng", ticket.description)
        self.assertIn("lại hỏng", str(self._mails(ticket).body))
        self.assertTrue(self._file(ticket, "hoadon.pdf"))

    def test_broken_attached_mail_is_kept_and_the_ticket_is_the_senders(self):
        raw = self._carrier(self._customers_mail()).replace(
            b"From: =?utf-8", b"Fr =?", 1
        )
        head, _sep, tail = raw.partition(b"message/rfc822")
        tail = tail.replace(b"From:", b"F\xffrom", 1)

        ticket = self._receive(head + b"message/rfc822" + tail)

        self.assertEqual(ticket.partner_id, self.user_an.partner_id)
        self.assertIn("Nhờ các bạn", str(self._mails(ticket).body) + ticket.description)
