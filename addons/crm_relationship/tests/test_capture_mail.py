# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from markupsafe import Markup

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
GATEWAY = "odoo.addons.mail.models.mail_thread"


class MailGatewayCase(RelationshipCase, MailCommon):
    """Mails go through the real gateway, SMTP alone is mocked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Shop",
                "use_leads": True,
                "alias_name": "shop",
                "alias_domain_id": cls.mail_alias_domain.id,
                "company_id": cls.company.id,
            }
        )
        cls.order = cls._create_order()
        cls.catchall = f"{cls.alias_catchall}@{cls.alias_domain}"
        cls.sent_mails = 0

    def setUp(self):
        super().setUp()
        self.end_transaction()
        self.enterContext(self.mock_mail_gateway())

    def receive(self, sender, to, headers=(), cc="", answers=None, **options):
        """Give a mail to the gateway; return the message it became."""
        type(self).sent_mails += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to
        mail["Subject"] = options.get("subject", "Question")
        mail["Date"] = format_datetime(options.get("date", NOW))
        mail["Message-Id"] = options.get(
            "message_id", f"<{self.sent_mails}.rel@mail.test>"
        )
        if cc:
            mail["Cc"] = cc
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers.message_id
        for name, value in headers:
            mail[name] = value
        mail.set_content(options.get("body", "When can you deliver?"))
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, mail.as_string())
        self.end_transaction()
        return self.env["mail.message"].search(
            [("message_id", "=", mail["Message-Id"])]
        )

    def post(self, record, user=None, partners=None, **options):
        """Post a chatter comment; return the message."""
        message = record.with_user(user or self.user_lan).message_post(
            body=Markup("<p>The offer is <b>ready</b></p>"),
            **{
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                "partner_ids": (self.person if partners is None else partners).ids,
                **options,
            },
        )
        self.end_transaction()
        return self.env["mail.message"].browse(message.id)


@tagged("post_install", "-at_install")
class TestCaptureIncomingMail(MailGatewayCase):
    def test_mail_of_a_customer_to_a_team_is_logged_on_its_lead(self):
        message = self.receive(self.person.email_formatted, f"shop@{self.alias_domain}")
        row = self.logged(message)

        self.assertEqual(message.model, "crm.lead")
        self.assertEqual(row.type_id.code, "mail_in")
        self.assertEqual(row.direction, "in")
        self.assertEqual(row.actor_type, "customer")
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(row.lead_id.id, message.res_id)
        self.assertEqual(row.subject, "Question")
        self.assertEqual(row.occurred_at, NOW)

    def test_lead_made_by_a_mail_is_logged_once(self):
        message = self.receive("New <new@unknown.test>", f"shop@{self.alias_domain}")
        lead = self.env["crm.lead"].browse(message.res_id)

        self.assertFalse(self.logged(lead))
        self.assertEqual(len(self.logged(message)), 1)

    def test_unknown_sender_is_kept_and_claimed_later(self):
        message = self.receive(
            "Trần Văn <New.One@Unknown.test>", f"shop@{self.alias_domain}"
        )
        row = self.logged(message)
        self.assertFalse(row.partner_id)
        self.assertEqual(row.contact_value, "new.one@unknown.test")

        newcomer = self._create_customer("New one", email="new.one@unknown.test")
        self.end_transaction()

        self.assertEqual(row.partner_id, newcomer)
        self.assertEqual(row.commercial_partner_id, newcomer)

    def test_answer_to_an_order_is_logged_with_its_opportunity(self):
        sent = self.post(self.order)

        answer = self.receive(self.person.email_formatted, self.catchall, answers=sent)
        row = self.logged(answer)

        self.assertEqual(answer.model, "sale.order")
        self.assertEqual(row.type_id.code, "mail_in")
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.user_id, self.user_lan)

    def test_same_mail_twice_is_logged_once(self):
        to = f"shop@{self.alias_domain}"
        for _time in range(2):
            message = self.receive(
                self.person.email_formatted, to, message_id="<twice@mail.test>"
            )

        self.assertEqual(len(message), 1)
        self.assertEqual(len(self.logged(message)), 1)

    def test_answers_of_machines_are_no_touch(self):
        sent = self.post(self.order)
        headers = [
            ("Auto-Submitted", "auto-replied"),
            ("Auto-Submitted", "auto-generated; owner-email=x@y.test"),
            ("Precedence", "auto_reply"),
            ("Precedence", "bulk"),
            ("X-Autoreply", "yes"),
        ]

        for header in headers:
            with self.subTest(header=header):
                answer = self.receive(
                    self.person.email_formatted, self.catchall, [header], answers=sent
                )
                row = self.logged(answer)

                self.assertEqual(row.type_id.code, "mail_auto")
                self.assertEqual(row.actor_type, "system")
                self.assertEqual(row.direction, "in")
        self.refresh_statistics()
        self.assertFalse(self.customer.with_user(self.user_lan).relation_last_in_at)

    def test_people_who_write_through_a_group_address_are_people(self):
        for header in [("Precedence", "list"), ("Auto-Submitted", "no; x=y")]:
            message = self.receive(
                self.person.email_formatted, f"shop@{self.alias_domain}", [header]
            )

            self.assertEqual(self.logged(message).type_id.code, "mail_in")

    def test_backfill_leaves_answers_of_machines_alone(self):
        """The stored message no longer tells that a machine wrote it."""
        answer = self.receive(
            self.person.email_formatted,
            f"shop@{self.alias_domain}",
            [("Auto-Submitted", "auto-replied")],
        )
        self.end_transaction()

        self.backfill("mail.message")

        self.assertEqual(self.logged(answer).mapped("origin_event"), ["autoreplied"])

    def test_mail_with_a_wrong_clock_is_not_in_the_future(self):
        with freeze_time(NOW):
            message = self.receive(
                self.person.email_formatted,
                f"shop@{self.alias_domain}",
                date=NOW + timedelta(days=400),
            )

            self.assertEqual(self.logged(message).occurred_at, NOW)

    def test_mail_belongs_to_the_salespersons_company(self):
        self.user_minh.write(
            {
                "company_ids": [Command.set(self.company_2.ids)],
                "company_id": self.company_2.id,
            }
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Shared",
                "partner_id": self.person.id,
                "user_id": self.user_minh.id,
            }
        )
        lead.company_id = False
        sent = self.post(lead, self.env.user)

        answer = self.receive(self.person.email_formatted, self.catchall, answers=sent)

        self.assertEqual(self.logged(answer).company_id, self.company_2)


@tagged("post_install", "-at_install")
class TestCaptureOutgoingMail(MailGatewayCase):
    def test_comment_to_the_customer_is_logged(self):
        message = self.post(self.order, self.user_hoa)
        row = self.logged(message)

        self.assertEqual(row.type_id.code, "mail_out")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.actor_type, "staff")
        self.assertEqual(row.user_id, self.user_hoa)
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.subject, message.subject)
        self.assertEqual(row.state, "done")

    def test_colleagues_answer_by_mail_client_is_logged(self):
        question = self.receive(
            self.person.email_formatted, f"shop@{self.alias_domain}"
        )
        self.env["crm.lead"].browse(question.res_id).message_subscribe(self.person.ids)

        answer = self.receive(
            self.user_lan.email_formatted, self.catchall, answers=question
        )
        row = self.logged(answer)

        self.assertEqual(row.type_id.code, "mail_out")
        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.partner_id, self.person)

    def test_colleagues_answer_that_also_went_directly_is_logged(self):
        question = self.receive(
            self.person.email_formatted, f"shop@{self.alias_domain}"
        )

        answer = self.receive(
            self.user_lan.email_formatted,
            self.catchall,
            cc=self.person.email_formatted,
            answers=question,
        )
        row = self.logged(answer)

        self.assertEqual(row.type_id.code, "mail_out")
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.user_id, self.user_lan)

    def test_mail_of_the_company_address_is_ours(self):
        self.company.email = "info@company.test"
        question = self.receive(
            self.person.email_formatted, f"shop@{self.alias_domain}"
        )

        answer = self.receive(
            "info@company.test",
            self.catchall,
            cc=self.person.email_formatted,
            answers=question,
        )
        row = self.logged(answer)

        self.assertEqual(row.mapped("type_id.code"), ["mail_out"])
        self.assertFalse(row.user_id)
        self.assertEqual(row.actor_type, "staff")

    def test_internal_note_is_not_logged(self):
        message = self.post(self.order, subtype_xmlid="mail.mt_note")

        self.assertFalse(self.logged(message))

    def test_mail_among_colleagues_is_not_logged(self):
        message = self.post(self.order, partners=self.user_minh.partner_id)

        self.assertFalse(self.logged(message))

    def test_mail_to_a_colleague_who_left_is_not_logged(self):
        message = self.post(self.order, partners=self.user_minh.partner_id)
        self.user_minh.active = False
        self.end_transaction()

        self.backfill("mail.message")

        self.assertFalse(self.logged(message))

    def test_mail_of_a_colleague_who_left_is_not_from_a_customer(self):
        message = self.post(self.order, self.user_hoa)
        self.user_hoa.active = False
        self.logged(message).with_context(interaction_delete_reason="x").unlink()
        self.end_transaction()

        self.backfill("mail.message")

        self.assertEqual(self.logged(message).mapped("type_id.code"), ["mail_out"])
        self.assertEqual(self.logged(message).user_id, self.user_hoa)

    def test_two_customers_on_a_mail_are_a_row_each(self):
        other = self._create_customer("Bình Minh", email="binh@minh.test")

        rows = self.logged(self.post(self.order, partners=self.person + other))

        self.assertEqual(sorted(rows.mapped("origin_event")), ["sent", "sent#2"])
        self.assertEqual(rows.mapped("partner_id"), self.person + other)

    def test_two_contacts_of_a_company_are_one_row_of_the_documents(self):
        colleague = self.env["res.partner"].create(
            {
                "name": "Anh",
                "parent_id": self.customer.id,
                "email": "anh@anphat.test",
            }
        )

        row = self.logged(self.post(self.order, partners=colleague + self.person))

        self.assertEqual(row.partner_id, self.person)

    def test_of_sixty_customers_the_first_ten_are_logged(self):
        """E40"""
        crowd = self.env["res.partner"].create(
            [{"name": f"C{n}", "email": f"c{n}@crowd.test"} for n in range(60)]
        )

        rows = self.logged(self.post(self.order, partners=crowd + self.person))

        self.assertEqual(len(rows), 10)
        self.assertIn(self.person, rows.partner_id)

    def test_comment_on_the_portal_comes_from_the_customer(self):
        self.user_portal.partner_id.parent_id = self.customer
        self.order.message_subscribe(self.user_portal.partner_id.ids)

        message = self.order.with_user(self.user_portal).message_post(
            body="Yes please", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        row = self.logged(message)

        self.assertEqual(row.type_id.code, "mail_in")
        self.assertEqual(row.partner_id, self.user_portal.partner_id)
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_comment_of_a_visitor_is_the_documents_customer(self):
        message = self.env["mail.message"].create(
            {
                "model": "sale.order",
                "res_id": self.order.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.env.ref("base.public_partner").id,
                "body": "Hello",
            }
        )

        self.assertEqual(self.logged(message).partner_id, self.person)

    def test_mail_on_a_vendor_document_is_not_logged(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.person.id}
        )

        message = self.post(bill, self.env.user)

        self.assertTrue(message.notification_ids)
        self.assertFalse(self.logged(message))

    def test_mail_that_odoo_sends_by_itself_is_automatic(self):
        for message_type in ("notification", "auto_comment", "out_of_office"):
            message = self.post(self.order, message_type=message_type)
            row = self.logged(message)

            self.assertEqual(row.type_id.code, "mail_auto", message_type)
            self.assertEqual(row.actor_type, "system")

    def test_mail_of_the_system_user_is_automatic(self):
        message = self.post(self.order, self.env.ref("base.user_root"))
        row = self.logged(message)

        self.assertEqual(row.type_id.code, "mail_auto")
        self.assertFalse(row.user_id)

    def test_mail_that_is_sent_later_is_logged_when_it_is_sent(self):
        later = self.env.cr.now() + timedelta(hours=1)
        message = self.post(self.order, scheduled_date=later)
        self.assertFalse(self.logged(message))

        self.env["mail.message.schedule"].search([])._send_notifications()

        self.assertEqual(self.logged(message).type_id.code, "mail_out")

    def test_mail_to_a_bare_address_of_a_lead_is_an_unknown_contact(self):
        lead = self.env["crm.lead"].create(
            {"name": "Fair", "email_from": "fair@unknown.test", "partner_id": False}
        )

        message = self.post(
            lead, self.env.ref("base.user_admin"), self.env["res.partner"],
            outgoing_email_to="Fair <Fair@Unknown.test>",
        )  # fmt: skip
        row = self.logged(message)

        self.assertEqual(row.contact_value, "fair@unknown.test")
        self.assertEqual(row.lead_id, lead)
        self.assertFalse(row.partner_id)

    def test_mail_that_bounced_failed_and_is_no_touch(self):
        message = self.post(self.order)
        self.assertEqual(self.logged(message).state, "done")

        self._bounce(message, self.person)
        sent, bounced = self.logged(message)

        self.assertEqual(sent.state, "failed")
        self.assertEqual(bounced.type_id.code, "mail_bounce")
        self.assertEqual(bounced.partner_id, self.person)
        self.assertEqual(bounced.actor_type, "system")
        self.refresh_statistics()
        stat = self.env["crm.partner.stat"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(stat)
        self.assertFalse(stat.last_touch_at)
        self.assertFalse(stat.last_out_at)
        self.assertFalse(stat.last_auto_at)

    def _bounce(self, message, partner):
        """Give the gateway a delivery report such as mail servers send."""
        report = (
            "From: MAILER-DAEMON <mailer-daemon@anphat.test>\n"
            f"To: {self.alias_bounce}@{self.alias_domain}\n"
            "Subject: Delivery failed\n"
            f"Message-Id: <bounce.{message.id}.{partner.id}@anphat.test>\n"
            f"References: {message.message_id}\n"
            "MIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status;"
            ' boundary="=="\n\n'
            "--==\nContent-Type: text/plain\n\nNo such user\n\n"
            "--==\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mail.anphat.test\n\n"
            f"Final-Recipient: rfc822; {partner.email}\n"
            "Action: failed\nStatus: 5.1.1\n\n--==--\n"
        )
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, report)
        self.end_transaction()

    def test_two_bounces_of_a_mail_are_each_logged_once(self):
        other = self._create_customer("Bình Minh", email="binh@minh.test")
        message = self.post(self.order, partners=self.person + other)

        self._bounce(message, other)
        self._bounce(message, self.person)
        rows = self.logged(message).filtered(lambda r: r.type_id.code == "mail_bounce")

        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.partner_id, self.person + other)

    def test_mail_that_could_not_be_sent_failed_until_it_is_sent(self):
        message = self.post(self.order)
        row = self.logged(message)
        notification = message.notification_ids

        notification.notification_status = "exception"
        self.end_transaction()
        self.assertEqual(row.state, "failed")

        notification.notification_status = "sent"
        self.end_transaction()
        self.assertEqual(row.state, "done")

    def test_mail_that_reached_one_of_a_companys_contacts_is_done(self):
        colleague = self.env["res.partner"].create(
            {"name": "Anh", "parent_id": self.customer.id, "email": "a@anphat.test"}
        )
        message = self.post(self.order, partners=colleague + self.person)
        failed = message.notification_ids.filtered(
            lambda n: n.res_partner_id == self.person
        )

        failed.notification_status = "bounce"
        self.end_transaction()
        sent = self.logged(message, "sent")

        self.assertEqual(sent.state, "done")

    def test_portal_user_may_write_without_rights_on_the_log(self):
        self.user_portal.partner_id.parent_id = self.customer
        self.order.message_subscribe(self.user_portal.partner_id.ids)

        self.order.with_user(self.user_portal).message_post(
            body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.end_transaction()

        self.assertFalse(self.env["crm.interaction.failure"].search([]))

    def test_message_on_no_customer_document_is_not_logged(self):
        channel = self.env["discuss.channel"].create({"name": "General"})

        message = channel.message_post(body="Hi", message_type="comment")

        self.assertFalse(self.logged(message))


@tagged("post_install", "-at_install")
class TestCaptureSms(MailGatewayCase):
    def _send(self, record, user=None, **options):
        message = record.with_user(user or self.user_lan)._message_sms(
            "Your desks arrive", put_in_queue=True, **options
        )
        self.end_transaction()
        return self.env["mail.message"].browse(message.id)

    def test_sms_to_a_contact_is_logged(self):
        row = self.logged(self._send(self.lead, partner_ids=self.person.ids))

        self.assertEqual(row.type_id.code, "sms_out")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.lead_id, self.lead)
        self.assertFalse(row.subject, "what it says stays in the message")

    def test_sms_to_a_bare_number_is_the_documents_customer(self):
        row = self.logged(self._send(self.lead, sms_numbers=["+84912345679"]))

        self.assertEqual(row.partner_id, self.person)

    def test_sms_to_a_bare_number_of_nobody_is_an_unknown_contact(self):
        lead = self.env["crm.lead"].create({"name": "Fair", "partner_id": False})
        message = self._send(lead, self.env.user, sms_numbers=["+84912345679"])
        row = self.logged(message)
        self.assertEqual(row.contact_value, "+84912345679")
        self.assertEqual(row.lead_id, lead)

        newcomer = self._create_customer("New", phone="0912 345 679")
        self.end_transaction()

        self.assertEqual(row.partner_id, newcomer)

    def test_sms_of_the_system_is_automatic(self):
        row = self.logged(
            self._send(
                self.lead, self.env.ref("base.user_root"), partner_ids=self.person.ids
            )
        )

        self.assertEqual(row.type_id.code, "sms_auto")
        self.assertEqual(row.actor_type, "system")

    def test_sms_that_was_not_delivered_failed(self):
        message = self._send(self.lead, partner_ids=self.person.ids)

        message.notification_ids.write({"notification_status": "exception"})
        row = self.logged(message)

        self.assertEqual(row.state, "failed")


@tagged("post_install", "-at_install")
class TestCaptureActivities(MailGatewayCase):
    def _plan(self, xmlid, record=None, user=None, **values):
        return (record or self.lead).activity_schedule(
            xmlid, user_id=(user or self.user_lan).id, **values
        )

    def test_done_call_is_a_touch_by_who_did_it(self):
        activity = self._plan("mail.mail_activity_data_call", summary="Ask for sizes")

        message_id = activity.with_user(self.user_minh).sudo().action_feedback("ok")
        row = self.logged(self.env["mail.message"].browse(message_id))

        self.assertEqual(row.type_id.code, "call_done")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.user_id, self.user_minh)
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.subject, "Ask for sizes")
        self.refresh_statistics()
        customer = self.customer.with_user(self.user_lan)
        self.assertEqual(customer.relation_last_touch_at, row.occurred_at)

    def test_done_to_do_is_no_touch(self):
        activity = self._plan("mail.mail_activity_data_todo", summary="Prepare")

        message_id = activity.action_feedback()
        row = self.logged(self.env["mail.message"].browse(message_id))

        self.assertEqual(row.type_id.code, "activity_done")
        self.assertEqual(row.direction, "internal")
        self.refresh_statistics()
        customer = self.customer.with_user(self.user_lan)
        self.assertFalse(customer.relation_last_touch_at)

    def test_two_calls_done_together_keep_their_own_subjects(self):
        first = self._plan("mail.mail_activity_data_call", summary="First")
        second = self._plan("mail.mail_activity_data_call", summary="Second")

        messages, _next = (first + second)._action_done()
        rows = self.logged(messages)

        self.assertEqual(sorted(rows.mapped("subject")), ["First", "Second"])

    def test_done_meeting_activity_is_not_doubled(self):
        activity = self._plan("mail.mail_activity_data_meeting")
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": datetime(2026, 5, 1, 9),
                "stop": datetime(2026, 5, 1, 10),
                "activity_ids": [Command.set(activity.ids)],
                "partner_ids": [Command.set(self.person.ids)],
                "opportunity_id": self.lead.id,
            }
        )
        self.end_transaction()

        message_id = activity.action_feedback()

        self.assertEqual(activity.calendar_event_id, event)
        self.assertFalse(self.logged(self.env["mail.message"].browse(message_id)))

    def test_activity_on_no_customer_document_is_not_logged(self):
        activity = self._plan("mail.mail_activity_data_call", record=self.product)

        message_id = activity.action_feedback()

        self.assertFalse(self.logged(self.env["mail.message"].browse(message_id)))
