# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from email.message import EmailMessage

from odoo.tests import tagged

from .common import MONDAY
from .common_mail import MailCase


@tagged("post_install", "-at_install")
class TestMailOpening(MailCase):
    def test_mail_to_a_team_opens_a_ticket_of_its_customer(self):
        ticket = self._receive(
            body="Máy in của tôi bị hỏng.\n\n-- \nĐào\nAn Phát",
            Cc="Lan <lan@anphat.test>, support@desk.test",
        )

        self.assertEqual(ticket.name, "Máy in hỏng")
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.channel, "mail")
        self.assertEqual(ticket.email_from, "dao@anphat.test")
        self.assertEqual(ticket.email_cc, '"Lan" <lan@anphat.test>')
        self.assertEqual(
            str(ticket.description).strip(), "<pre>Máy in của tôi bị hỏng.</pre>"
        )
        self.assertIn(self.person, ticket.message_partner_ids)
        self.assertIn("An Phát", str(self._mails(ticket).body))

    def test_vietnamese_in_the_old_windows_charset(self):
        ticket = self._receive(
            body="Tôi không in được".encode("cp1258", "ignore"),
            subject="Hop dong",
            charset="windows-1258",
            sender="dao@anphat.test",
        )

        self.assertIn("in", str(ticket.description))
        self.assertEqual(len(self._mails(ticket)), 1)

    def test_clock_starts_when_the_server_had_the_mail(self):
        early = "from mx by desk.test; Mon, 01 Jun 2026 08:00:00 +0200"
        ticket = self._receive(Received=early, Date="Mon, 01 Jan 2035 00:00:00 +0000")

        self.assertEqual(ticket.opened_at, datetime(2026, 6, 1, 6))

    def test_received_header_that_cannot_be_is_not_believed(self):
        ticket = self._receive(Received="by x; Mon, 01 Jun 2037 08:00:00 +0200")

        self.assertEqual(ticket.opened_at, MONDAY)

    def test_unknown_sender_becomes_a_contact(self):
        ticket = self._receive(sender="Trần Văn Bình <binh@moi.test>")

        self.assertEqual(ticket.partner_id.name, "Trần Văn Bình")
        self.assertEqual(ticket.partner_id.email, "binh@moi.test")
        self.assertEqual(self._mails(ticket).author_id, ticket.partner_id)

    def test_unknown_sender_stays_unknown_where_the_team_wants_so(self):
        self.team.unknown_sender = "leave"

        ticket = self._receive(sender="Trần Văn Bình <binh@moi.test>")

        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.email_from, "binh@moi.test")
        self.assertEqual(ticket.sender_name, "Trần Văn Bình")

    def test_contact_of_another_company_is_not_the_sender(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            {"name": "Theirs", "email": "x@shared.test", "company_id": other.id}
        )

        ticket = self._receive(sender="x@shared.test")

        self.assertNotEqual(ticket.partner_id.name, "Theirs")
        self.assertEqual(ticket.partner_id.company_id, self.company)
        self.assertNotEqual(self._mails(ticket).author_id.name, "Theirs")

    def test_of_two_contacts_with_one_address_the_customer_is_meant(self):
        names = self.env["res.partner"].create(
            [
                {"name": "Old", "email": "two@same.test"},
                {"name": "Buyer", "email": "two@same.test", "customer_rank": 1},
            ]
        )

        ticket = self._receive(sender="two@same.test")

        self.assertEqual(ticket.partner_id, names[1])

    def test_case_62_mail_to_two_teams_is_one_ticket(self):
        ticket = self._receive(to="support@desk.test, aftersales@desk.test")

        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.other_team_ids, self.team_sales)
        self.assertIn("After sales", self._notes(ticket))

    def test_case_62_the_team_named_first_has_the_ticket(self):
        ticket = self._receive(to="aftersales@desk.test, support@desk.test")

        self.assertEqual(ticket.team_id, self.team_sales)
        self.assertEqual(ticket.other_team_ids, self.team)

    def test_case_62_copy_by_another_mailbox_is_noted(self):
        raw = self._mail(to="support@desk.test", Message_Id="<same@anphat.test>")
        ticket = self._receive(raw)

        again = self._receive(b"Delivered-To: aftersales@desk.test\r\n" + raw)

        self.assertFalse(again)
        self.assertEqual(ticket.other_team_ids, self.team_sales)

    def test_mail_delivered_twice_is_one_ticket(self):
        raw = self._mail()

        tickets = self._receive(raw) + self._receive(raw)

        self.assertEqual(len(tickets), 1)
        self.assertEqual(len(self._mails(tickets)), 1)

    def test_other_mail_with_the_same_message_id_is_not_lost(self):
        one = self._receive(subject="One", Message_Id="<1@broken.test>")
        two = self._receive(subject="Two", Message_Id="<1@broken.test>")

        self.assertEqual((one + two).mapped("name"), ["One", "Two"])

    def test_mail_of_30_mb_keeps_its_attachment(self):
        mail = EmailMessage()
        mail["From"], mail["To"] = "dao@anphat.test", "support@desk.test"
        mail["Subject"], mail["Message-Id"] = "Ảnh máy in", "<big@anphat.test>"
        mail.set_content("Xem ảnh đính kèm.")
        mail.add_attachment(
            b"\xff\xd8" + b"x" * 30_000_000,
            maintype="image",
            subtype="jpeg",
            filename="máy in.jpg",
        )

        ticket = self._receive(mail.as_bytes())

        attachment = self._mails(ticket).attachment_ids
        self.assertEqual(attachment.name, "máy in.jpg")
        self.assertEqual(attachment.file_size, 30_000_002)

    def test_broken_mime_is_kept_as_it_came(self):
        raw = self._mail(
            body=b"--x\r\nContent-Type: text/plain; charset=klingon\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n!!! not base64\r\n--y",
            Content_Type='multipart/mixed; boundary="x"',
        )

        ticket = self._receive(raw)

        self.assertEqual(ticket.name, "Máy in hỏng")
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(len(self._mails(ticket)), 1)

    def test_parts_behind_a_boundary_without_quotes_are_found(self):
        raw = self._mail(
            body="------=_1.2\r\nContent-Type: image/jpeg; name=may.jpg\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n/9j/\r\n------=_1.2--\r\n",
            Content_Type="multipart/mixed; boundary=----=_1.2",
        )

        ticket = self._receive(raw)

        self.assertEqual(self._mails(ticket).attachment_ids.name, "may.jpg")

    def test_mail_of_which_nothing_can_be_read_is_attached_whole(self):
        ticket = self._receive(
            self._mail(body="lost", Content_Type="multipart/mixed; boundary=none")
        )

        attachment = self._mails(ticket).attachment_ids
        self.assertEqual(attachment.name, "mail.eml")
        self.assertIn(b"lost", attachment.raw)

    def test_zero_bytes_do_not_stop_a_mail(self):
        ticket = self._receive(body="Máy\0 in", subject="Máy in")

        self.assertIn("Máy in", str(ticket.description))

    def test_mail_without_subject_and_sender_is_not_lost(self):
        ticket = self._receive(b"To: support@desk.test\r\n\r\nXin ch\xc3\xa0o")

        self.assertEqual(ticket.name, "No subject")
        self.assertIn("Xin chào", str(ticket.description))

    def test_quoted_part_of_a_new_mail_is_folded_but_kept(self):
        ticket = self._receive(
            body="Vẫn lỗi.\n\nVào 10:00, Th 2, 1 thg 6, 2026 Hỗ trợ"
            " <a@b.test> đã viết:\n> Bạn thử lại nhé\n"
        )

        self.assertNotIn("Bạn thử lại", str(ticket.description))
        self.assertRegex(
            str(self._mails(ticket).body),
            r'(?s)<pre>Vẫn lỗi\.</pre>.*data-o-mail-quote="1".*Bạn thử lại nhé',
        )

    def test_acknowledgement_is_sent_once_and_counts_for_nobody(self):
        self._acknowledge()
        ticket = self._receive(sender="Mới <new@moi.test>")
        self._answer(
            ticket, "More.", MONDAY + timedelta(hours=1), sender="new@moi.test"
        )

        acks = ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")
        self.assertEqual(len(acks), 1)
        self.assertEqual(acks.notified_partner_ids, ticket.partner_id)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", acks.id)])
        self.assertIn("support@desk.test", mail.reply_to)
        [sent] = mail._prepare_outgoing_list()
        self.assertIn(f"[{ticket.number}]", sent["subject"])
        self.assertIn("auto-replied", mail.headers)

    def test_acknowledgement_reaches_a_sender_who_stays_unknown(self):
        self._acknowledge()
        self.team.unknown_sender = "leave"

        ticket = self._receive(sender="Mới <new@moi.test>")

        ack = ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", ack.id)])
        self.assertIn("new@moi.test", mail.mapped("email_to"))

    def test_case_65_sender_who_gets_many_acknowledgements_gets_no_more(self):
        self._acknowledge()

        for number in range(5):
            self._receive(sender="new@moi.test", subject=f"Number {number}")

        self.assertEqual(
            self.env["crm.ticket"].search_count(
                [("email_from", "=", "new@moi.test"), ("acknowledged_at", "!=", False)]
            ),
            3,
        )

    def _acknowledge(self):
        self.team.ack_template_id = self.env.ref(
            "crm_ticket_sla.mail_template_ticket_received"
        )
