# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who says no by SMS, chat, link or page is heard, answered once, and the
message that brought it knows."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .send_common import NOW, SendCase
from .test_send_mail import MailStepCase

WORDS = {"stop_words": "STOP, TC, HUY, TU CHOI", "agree_words": "DY, DONG Y"}
TEXTS = {
    "ask_text": "{name} hoi: dong y nhan DY, tu choi nhan TC.",
    "optout_text": "{name} da dung luc {time}.",
    "optin_text": "{name} da ghi nhan.",
    "way_out": "Tu choi: nhan TC[ hoac goi {phone}]",
}


class AnswerCase(SendCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("crm_marketing_auto.crm_send_rule_vn_sms")
        cls.rule.write({**WORDS, **TEXTS})
        cls.env.ref("crm_marketing_auto.crm_send_rule_vn_chat").write(
            {**WORDS, **TEXTS}
        )
        cls.number = "+84912345678"
        cls.company.name = "Chè Xanh"

    def _says(self, text, kind="sms_manual", partner=None, **values):
        """Log an incoming message."""
        partner = self.mai if partner is None else partner
        self.env["crm.interaction"].create(
            {
                "type_id": self.env.ref(
                    f"crm_relationship.crm_interaction_type_{kind}"
                ).id,
                "direction": "in",
                "partner_id": partner.id,
                "note": text,
                **values,
            }
        )

    def _sms(self):
        return self.env["sms.sms"].search([("number", "=", self.number)])

    def _last(self, channel="sms"):
        return self.consent.search(
            [("identity", "=", self.number), ("channel", "=", channel)], limit=1
        )


@tagged("post_install", "-at_install")
class TestSendAnswers(AnswerCase):
    def test_a_refusal_by_sms_is_a_withdrawal_with_proof_and_answered_once(self):
        self.consent._record(self.number, "sms", "given", source="paper")
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)

        for _twice in range(2):
            self._says("Từ chối!")

        last = self._last()
        self.assertEqual((last.state, last.source), ("withdrawn", "reply"))
        self.assertIn("Từ chối!", last.proof)
        self.assertEqual(last.partner_id, self.mai)
        self.assertEqual(self._admit_one(self.mai, channel="sms").reason, "optout")
        self.assertTrue(
            self.env["phone.blacklist"].search([("number", "=", self.number)])
        )
        answer = self._sms()
        self.assertEqual(len(answer), 1, "once")
        self.assertRegex(
            answer.body, r"^Chè Xanh da dung luc \d\d:\d\d \d\d/\d\d/\d{4}\.$"
        )
        self.assertFalse(answer.mailing_id, "it is no advertising")
        self.assertEqual(answer.brandname, "CHEXANH")
        ledger = self.env["crm.contact.log"].search([("identity", "=", self.number)])
        classes = ledger.filtered(lambda r: r.ref == f"consent:{last.id}")
        self.assertEqual(classes.mapped("message_class"), ["transactional"])

    def test_words_in_many_spellings_and_names_that_are_words(self):
        for text in ("STOP", "tc qc", "Hủy 9029", " tu choi ", "TC."):
            with self.subTest(text), self.env.cr.savepoint() as point:
                self._says(text)
                self.assertEqual(self._last().state, "withdrawn")
                point.rollback()
                self.env.invalidate_all()
        for text in ("Huy oi mai gap nhe", "Tu choi the nao?", "ok", "DY", ""):
            with self.subTest(text):
                self._says(text or "?")
                self.assertFalse(self._last())

    def test_tc_is_heard_of_whom_no_country_is_known(self):
        """A company that counts in dong is in Vietnam, said or not."""
        stranger = self.env["res.partner"].create({"name": "Chat"})
        company = self.env["res.company"].create(
            {"name": "Trà", "currency_id": self.env.ref("base.VND").id}
        )
        self.assertFalse(company.country_id)

        said = self.consent._hear(
            "chat", "TC", identity="zalo:77", partner=stranger, company=company
        )

        self.assertEqual(said.state, "withdrawn")

    def test_case_19_an_automatic_answer_is_no_refusal(self):
        self.consent._record(self.number, "sms", "given", source="paper")

        self._says("Toi dang ban, se goi lai sau. Tu choi cuoc goi.")
        self._says("Automatic reply: I am away until Monday, please stop by then.")

        self.assertEqual(self._last().state, "given")
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)

    def test_a_refusal_by_chat_ends_the_chat_and_leaves_sms(self):
        for channel in ("sms", "chat"):
            self.consent._record(self.number, channel, "given", source="paper")
        account = self.env["crm.channel.account"].create(
            {"name": "Zalo", "kind": "zalo", "url": "http://127.0.0.1:9/x"}
        )
        self.env["crm.channel.outbox"]._enqueue(
            account, [("before", {"to": self.number, "text": "Xin chào"})]
        )

        self._says("TC", "chat_manual")

        self.assertEqual(self._last("chat").state, "withdrawn")
        self.assertEqual(self._admit_one(self.mai, channel="chat").reason, "optout")
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)
        answer = account.outbox_ids.filtered(lambda m: m.key != "before")
        self.assertEqual(answer.payload["to"], self.number)
        self.assertIn("da dung luc", answer.payload["text"])

    def test_what_was_said_before_the_last_statement_is_history(self):
        self.consent._record(self.number, "sms", "given", source="paper")

        self._says("STOP", occurred_at=fields.Datetime.now() - timedelta(days=400))

        self.assertEqual(self._last().state, "given")
        self.assertFalse(self._sms())

    def test_a_number_that_is_no_contact_yet_is_heard_too(self):
        self._says("STOP", partner=self.env["res.partner"], contact_value="0987654321")

        row = self.consent.search([("identity", "=", "+84987654321")])
        self.assertEqual(row.state, "withdrawn")

    def test_the_question_by_sms_is_asked_once_and_yes_is_confirmed(self):
        optin = self.env["crm.send.optin"].with_user(self.marketer)
        optin._ask_sms(self.mai, NOW)
        with self.assertRaisesRegex(UserError, "nobody is asked twice"):
            optin._ask_sms(self.mai, NOW)
        self.assertEqual(len(self._sms()), 1)
        self.assertIn("dong y nhan DY", self._sms().body)
        self.assertEqual(self._admit_one(self.mai, channel="sms").reason, "no_consent")

        self._says("Đồng ý")

        self.assertEqual(self._last().state, "given")
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)
        self.assertEqual(sorted(self._sms().mapped("body"))[0], "Chè Xanh da ghi nhan.")

    def test_nobody_is_asked_at_night_or_who_is_on_the_national_list(self):
        optin = self.env["crm.send.optin"]
        with self.assertRaisesRegex(UserError, "between 7 and 22"):
            optin._ask_sms(self.mai, NOW.replace(hour=16))  # 23:00 in Hà Nội
        with self.assertRaisesRegex(UserError, "no valid number"):
            optin._ask_sms(self.lan, NOW)
        self.env["crm.send.suppression"].create(
            {"identity": self.number, "kind": "dnc", "channel": "all"}
        )
        with self.assertRaisesRegex(UserError, "must not be written to"):
            optin._ask_sms(self.mai, NOW)
        self.assertFalse(self._sms())

    def test_without_a_registered_brand_name_no_advertising_leaves(self):
        self.consent._record(self.number, "sms", "given", source="paper")
        self.brand.valid_until = "2026-05-31"

        self.assertEqual(
            self._admit_one(self.mai, channel="sms").reason, "no_brandname"
        )
        care = self._admit_one(
            self.mai, channel="sms", message_class="care", purpose="care"
        )
        self.assertTrue(care.allowed)

        self.brand.valid_until = False
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)
        with self.assertRaisesRegex(ValidationError, "up to 11"):
            self.brand.name = "Chè Xanh Việt"

    def test_how_to_say_no_names_the_phone_where_there_is_one(self):
        self.company.phone = "1900 1234"
        self.assertEqual(
            self.rule._way_out(self.company), "Tu choi: nhan TC hoac goi 1900 1234"
        )
        self.company.phone = False
        self.assertEqual(self.rule._way_out(self.company), "Tu choi: nhan TC")

    def test_the_page_answers_a_no_once(self):
        mail_rule = self.env.ref("crm_marketing_auto.crm_send_rule_vn_mail")
        mail_rule.optout_text = "Đã dừng lúc {time}."
        choose = self.env["crm.send.preference"]._choose
        choose(self.mai, {"mail-marketing"})
        choose(self.mai, set())
        choose(self.mai, set())

        mails = self.env["mail.mail"].search([("email_to", "=", "mai@vn.test")])
        stopped = mails.filtered(lambda m: "Đã dừng lúc" in m.body_html)
        self.assertEqual(len(stopped), 1)
        self.assertFalse(stopped.mailing_id)

    def test_the_answer_is_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(
            ["crm_marketing_auto"], ["vi_VN"]
        )
        mail_rule = self.env.ref("crm_marketing_auto.crm_send_rule_vn_mail")
        mail_rule.optout_text = "Ended."
        mail_rule.with_context(lang="vi_VN").optout_text = "Đã dừng."
        self.mai.lang = "vi_VN"

        choose = self.env["crm.send.preference"]._choose
        choose(self.mai, {"mail-marketing"})
        choose(self.mai, set())

        mail = self.env["mail.mail"].search(
            [("email_to", "=", "mai@vn.test"), ("body_html", "like", "Đã dừng.")]
        )
        self.assertEqual(len(mail), 1)
        self.assertNotIn("What you said", mail.subject)


@tagged("post_install", "-at_install")
class TestSendOptOutReactions(MailStepCase):
    """Who says no answers a message."""

    def _sent(self, journey=None):
        self._enrol(journey or self.journey, self.people)
        self._drain()
        traces = self._traces(journey or self.journey)
        self._left(traces, fields.Datetime.now())
        return traces

    def _left(self, traces, at):
        traces.write({"sent_at": at})
        ledger = self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)])
        ledger.write({"sent_at": at, "state": "sent"})

    def _optouts(self):
        return self.env["crm.journey.reaction"].search([("kind", "=", "optout")])

    def test_an_optout_is_on_the_last_message_and_in_its_report(self):
        self._sent()
        later = self._mail_journey()
        traces = self._sent(later)
        self._left(traces, fields.Datetime.now() + timedelta(minutes=1))

        self.env["mail.blacklist"]._add(self.people[0].email)
        self.env["mail.blacklist"]._add(self.people[0].email)

        reaction = self._optouts()
        self.assertEqual(reaction.journey_id, later, "once, on the newest")
        self.assertEqual(reaction.trace_id.participant_id.res_id, self.people[0].id)
        self.env.flush_all()
        report = self.env["crm.journey.message.report"].search(
            [("journey_id", "=", later.id)]
        )
        self.assertEqual(sum(report.mapped("opted_out")), 1)

    def test_an_import_or_a_job_answers_nothing(self):
        self._sent()
        self.env["crm.consent"]._record(
            self.people[0].email, "mail", "withdrawn", source="import"
        )

        self.assertFalse(self._optouts())

    def test_a_journey_starts_with_an_optout(self):
        listener = self._create_journey(
            {"mark": ("field", {"field": "ref", "value": "left"}, None)},
            trigger="interaction",
            trigger_config={"reactions": ["optout"]},
        )
        self._sent()

        self.env["crm.consent"]._record(
            self.people[1].email, "mail", "withdrawn", source="preference_page"
        )

        events = self.env["crm.journey.event"].search(
            [("journey_id", "=", listener.id)]
        )
        self.assertEqual(events.mapped("res_id"), self.people[1].ids)
