# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_journey import JourneyCase


class MailStepCase(JourneyCase):
    """A journey of one mail to five people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(5, country_id=cls.env.ref("base.be").id)
        cls.mailing = cls._create_mailing()
        cls.journey = cls._mail_journey()

    @classmethod
    def _create_mailing(cls, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": "For {{ object.name }}",
                "body_html": '<div><p>Dear <t t-out="object.name"/></p>'
                '<a href="https://shop.test/sale">Sale</a></div>',
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "email_from": "shop@company.test",
                "reply_to_mode": "new",
                "reply_to": "answers@company.test",
                **values,
            }
        )

    @classmethod
    def _mail_journey(cls, mailing=None, kind="mail", config=None, **values):
        journey = cls._create_journey(
            {"hello": (kind, config or {}, None)},
            publish=False,
            quiet_start=0,
            quiet_end=24,
            **values,
        )
        step = journey._get_draft_version().step_ids
        step.mailing_id = mailing or cls.mailing
        journey.action_start()
        return journey

    def _mails(self, journey=None):
        traces = self._traces(journey or self.journey)
        ids = [i for i in traces.mapped("mail_mail_id_int") if i]
        return self.env["mail.mail"].browse(ids)


@tagged("post_install", "-at_install")
class TestSendMail(MailStepCase):
    def test_a_mail_for_each_with_their_own_words_and_tracked_links(self):
        self._enrol(self.journey, self.people)
        self._drain()

        mails = self._mails()
        self.assertEqual(mails.mapped("state"), ["outgoing"] * 5)
        self.assertEqual(set(mails.mapped("is_in_lane")), {True})
        self.assertEqual(
            sorted(mails.mapped("subject")),
            [f"For Person {n}" for n in range(5)],
        )
        self.assertIn("Dear Person 0", mails[0].body_html)
        self.assertNotIn("https://shop.test/sale", mails[0].body_html)
        self.assertIn("/unsubscribe_from_list", mails[0].body_html)
        traces = self._traces(self.journey)
        self.assertEqual(
            traces.mailing_trace_id.mapped("trace_status"), ["outgoing"] * 5
        )
        self.assertEqual(len(set(mails.mapped("message_id"))), 5)
        links = self.env["link.tracker"].search([("url", "like", "shop.test/sale")])
        self.assertEqual(
            links.mass_mailing_id,
            self._traces(self.journey).mailing_trace_id.mass_mailing_id,
        )

    def test_the_chatter_has_no_empty_message_and_those_that_are_to_be_kept(self):
        kept = self._mail_journey(self._create_mailing(keep_archives=True))
        for journey in (self.journey, kept):
            self._enrol(journey, self.people[0])
        self._drain()

        messages = self.env["mail.message"]
        shown = messages._message_fetch(None, thread=self.people[0])["messages"]

        self.assertEqual(len(self._mails()), 1)
        sent = shown.filtered(lambda m: m.message_type == "email_outgoing")
        self.assertEqual(sent, self._mails(kept).mail_message_id)
        self.assertIn("Dear Person 0", sent.body)

    def test_content_that_only_shows_fields_is_what_core_makes_of_it(self):
        self.people[0].write({"name": 'An & "Bé" <b>', "user_id": self.env.uid})
        bodies = (
            '<p>Dear <t t-out="object.name"/></p><p>x&nbsp;y</p>',
            "<b t-out='object.user_id.name'> nobody </b>, <i>or</i> not",
            '<div>A <a href="/shop">shop</a> <t t-out="object.partner_id.name">home</t></div>',
            '<div style="background:url(/web/image/1)"><t t-out="object.contact_name"/></div>',
            "Nothing to fill in",
        )
        for body in bodies:
            mailing = self._create_mailing(body_html=body)
            source, links = self.env["crm.send.content"]._prepare_body(mailing)
            arguments = (mailing, source, links, self.people.ids)
            ours = self.env["crm.send.content"]._fill_bodies(*arguments)
            cores = self.env["crm.send.content"]._render_bodies(*arguments)
            with self.subTest(body=body):
                self.assertTrue(self.env["crm.send.content"]._is_plain(mailing, source))
                self.assertEqual(ours, cores)

    def test_content_that_fails_for_one_is_made_for_the_others(self):
        mailing = self._create_mailing(
            body_html='<p>Dear <t t-out="100 / (len(object.name) - 3)"/></p>'
        )
        bad = self.people[3]
        bad.name = "Lan"
        journey = self._mail_journey(mailing)
        self._enrol(journey, self.people)
        self._drain()

        self.assertEqual(len(self._mails(journey)), 4)
        trace = self._traces(journey, "skipped")
        self.assertEqual(trace.participant_id.res_id, bad.id)
        self.assertEqual(trace.reason_id.code, "render")
        self.assertIn("division", trace.detail)
        ledger = self.env["crm.contact.log"].search([("trace_id", "=", trace.id)])
        self.assertEqual(ledger.state, "cancelled")

    def test_case_13_an_opt_out_between_planning_and_making(self):
        self._enrol(self.journey, self.people)
        self.env["mail.blacklist"]._add(self.people[0].email)

        self._drain()

        self.assertEqual(len(self._mails()), 4)
        trace = self._traces(self.journey, "skipped")
        self.assertEqual(trace.reason_id.code, "optout")
        self.assertEqual(trace.participant_id.res_id, self.people[0].id)

    def test_advertising_in_vietnam_is_labelled_and_needs_consent(self):
        self.people.country_id = self.env.ref("base.vn")
        self.env["crm.consent"]._record(self.people[0].email, "mail", "given")
        self._enrol(self.journey, self.people)
        self._drain()

        self.assertEqual(self._mails().mapped("subject"), ["[QC] For Person 0"])
        skipped = self._traces(self.journey, "skipped")
        self.assertEqual(set(skipped.mapped("reason_id.code")), {"no_consent"})

    def test_what_a_message_costs_is_on_its_trace(self):
        self.env["crm.send.rate"].create(
            {"channel": "mail", "price": 0.25, "valid_from": "2020-01-01"}
        )
        self._enrol(self.journey, self.people)
        self._drain()

        self.assertEqual(set(self._traces(self.journey).mapped("cost")), {0.25})

    def test_a_text_is_queued_once_with_label_and_way_out(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "SMS",
                "mailing_type": "sms",
                "body_plaintext": "Xin chào {{ object.name }}",
                "sms_allow_unsubscribe": False,
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        rule = self.env.ref("crm_marketing_auto.crm_send_rule_vn_sms")
        rule.way_out = "TC gui 9029"
        self.env["crm.send.brandname"].create(
            {"name": "SHOP", "valid_from": "2020-01-01"}
        )
        lan = self._create_people(
            1, phone="0912345678", country_id=self.env.ref("base.vn").id
        )
        self.env["crm.consent"]._record(lan.phone, "sms", "given")
        journey = self._mail_journey(mailing, "sms", {"fold": True})
        self._enrol(journey, lan)
        self._drain()

        trace = self._traces(journey)
        message = self.env["sms.sms"].search([("uuid", "=", trace.sms_uuid)])
        self.assertEqual(message.body, "[QC] Xin chao Person 0\nTC gui 9029")
        self.assertEqual(message.number, "+84912345678")
        self.assertEqual(message.brandname, "SHOP")
        self.assertEqual(trace.mailing_trace_id.sms_number, "+84912345678")

    def test_a_chat_message_waits_in_the_outbox_once(self):
        account = self.env["crm.channel.account"].create(
            {"name": "Hook", "url": "http://127.0.0.1:9/x"}
        )
        lan = self._create_people(1, phone="0912345678", tz="Asia/Ho_Chi_Minh")
        self.env["crm.consent"]._record(lan.phone, "chat", "given")
        journey = self._create_journey(
            {
                "hello": (
                    "chat",
                    {"account_id": account.id, "text": "Hi {{ object.name }}"},
                    None,
                )
            },
            quiet_start=0,
            quiet_end=24,
        )
        self._enrol(journey, lan)
        self._drain()

        trace = self._traces(journey)
        self.assertEqual(
            (trace.state, trace.reason_id.code), ("done", False), trace.detail
        )
        message = account.outbox_ids
        self.assertEqual(
            message.payload["text"], "[QC] Hi Person 0\nTừ chối nhận tin: nhắn TC"
        )
        self.assertEqual(self._traces(journey).made_id, message.id)
