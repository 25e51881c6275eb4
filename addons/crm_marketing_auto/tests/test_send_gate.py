# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .send_common import NOW, SendCase


@tagged("post_install", "-at_install")
class TestSendGate(SendCase):
    def test_refusal_for_a_second_number_is_the_person_s(self):
        self.mai.phone_ids = [Command.create({"number": "0977 111 222"})]

        refused = self.consent._record("0977111222", "sms", "refused")

        self.assertEqual(refused.partner_id, self.mai)

    def test_case_15_opt_out_by_a_mail_address_that_the_person_got_later(self):
        self.consent._record("lan@old.test", "mail", "withdrawn")
        self.assertTrue(self._admit_one(self.lan).allowed, "nobody's address so far")

        self.lan.email_ids = [Command.create({"email": "Lan@Old.test"})]

        self.assertEqual(self._admit_one(self.lan).reason, "optout")

    def test_case_15_opt_out_by_a_second_number(self):
        said = {"channel": "sms", "company_id": self.company.id}
        self.consent._record(
            "0912345678", state="given", at=NOW - timedelta(days=9), **said
        )
        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)
        self.consent._record(
            "0977111222", state="refused", at=NOW - timedelta(days=2), **said
        )

        self.mai.phone_ids = [Command.create({"number": "0977 111 222"})]

        self.assertEqual(self._admit_one(self.mai, channel="sms").reason, "optout")

    def test_case_15_nothing_goes_to_another_address_of_who_opted_out(self):
        self.lan.email_ids = [Command.create({"email": "lan@old.test"})]
        self.mai.phone_ids = [Command.create({"number": "0977 111 222"})]
        self.consent._record("lan@one.test", "mail", "withdrawn")
        self.consent._record("+84912345678", "sms", "refused")

        # as a mailing list knows it, without the contact
        mail = self._admit_one(None, identity="lan@old.test")
        sms = self._admit_one(None, identity="+84977111222", channel="sms")

        self.assertEqual((mail.reason, sms.reason), ("optout", "optout"))

    def test_a_statement_by_another_address_is_known_to_be_the_person_s(self):
        self.lan.email_ids = [Command.create({"email": "lan@old.test"})]

        said = self.consent._record("LAN@old.test", "mail", "withdrawn")

        self.assertEqual(said.partner_id, self.lan)

    def test_a_limit_counts_what_went_to_any_address(self):
        self.lan.email_ids = [Command.create({"email": "lan@old.test"})]
        self.env["crm.send.cap"].create(
            {"name": "One", "company_id": self.company.id, "count": 1, "days": 7}
        )
        self.assertTrue(self._admit_one(None, identity="lan@old.test").allowed)

        self.assertEqual(self._admit_one(self.lan).reason, "cap")

    def test_who_said_nothing_is_written_to_where_the_law_lets(self):
        self.assertTrue(self._admit_one(self.lan).allowed)

        verdict = self._admit_one(self.mai)

        self.assertEqual((verdict.allowed, verdict.reason), (False, "no_consent"))

    def test_the_salt_of_suppressed_addresses_is_made_before_two_lanes_need_it(self):
        # sudo: nobody reads the secret
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertTrue(parameters.get_param("crm_marketing_auto.suppression_salt"))

    def test_prior_consent_opens_vietnam(self):
        self.consent._record("mai@vn.test", "mail", "given")

        self.assertTrue(self._admit_one(self.mai).allowed)

    def test_case_15_opt_out_by_another_address_of_the_person(self):
        other = self._person("Lan (home)", "lan@home.test", "base.be")
        self.consent._record("lan@home.test", "mail", "withdrawn")
        other.email = "lan@one.test"  # both are one person's now

        verdict = self._admit_one(self.lan)

        self.assertEqual(verdict.reason, "optout")

    def test_an_opt_out_of_mail_leaves_sms_and_care(self):
        self.consent._record("+84912345678", "sms", "given", partner_id=self.mai.id)
        self.consent._record("mai@vn.test", "mail", "withdrawn")

        self.assertTrue(self._admit_one(self.mai, channel="sms").allowed)
        care = self._admit_one(self.lan, purpose="care", message_class="care")
        self.assertTrue(care.allowed)

    def test_who_refuses_offers_on_the_page_still_gets_care(self):
        choose = self.env["crm.send.preference"]._choose
        choose(self.lan, {"mail-care"})

        self.assertEqual(self._admit_one(self.lan).reason, "optout")
        self.assertTrue(
            self.env["mail.blacklist"].search([("email", "=", "lan@one.test")])
        )
        care = {"purpose": "care", "message_class": "care"}
        self.assertTrue(self._admit_one(self.lan, **care).allowed)

        choose(self.lan, set())

        self.assertEqual(self._admit_one(self.lan, **care).reason, "optout")

    def test_case_16_a_list_is_left_alone_and_everything_is_left(self):
        first, second = self.env["mailing.list"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        contact = self.env["mailing.contact"].create(
            {
                "name": "Lan",
                "email": "lan@one.test",
                "list_ids": [(6, 0, (first + second).ids)],
            }
        )
        contact.subscription_ids.filtered(lambda s: s.list_id == first).opt_out = True

        self.assertEqual(self._admit_one(self.lan, list_id=first.id).reason, "optout")
        self.assertTrue(self._admit_one(self.lan, list_id=second.id).allowed)

        self.env["mail.blacklist"]._add("lan@one.test")

        self.assertFalse(self._admit_one(self.lan, list_id=second.id).allowed)
        self.assertFalse(
            self._admit_one(self.lan, purpose="care", message_class="care").allowed
        )
        self.assertTrue(
            self._admit_one(self.lan, message_class="transactional").allowed
        )

    def test_case_17_who_opts_in_again_is_written_to(self):
        self.consent._record("lan@one.test", "mail", "withdrawn", source="unsubscribe")
        self.assertFalse(self._admit_one(self.lan).allowed)

        self.consent._record("lan@one.test", "mail", "given", source="preference_page")

        self.assertTrue(self._admit_one(self.lan).allowed)
        self.assertFalse(
            self.env["mail.blacklist"].search([("email", "=", "lan@one.test")])
        )

    def test_case_20_never_confirmed_and_asked_once(self):
        asked = self.consent._ask("lan@one.test", "mail", partner_id=self.lan.id)
        again = self.consent._ask("lan@one.test", "mail", partner_id=self.lan.id)

        self.assertTrue(asked)
        self.assertFalse(again)
        self.assertEqual(self._admit_one(self.lan).reason, "no_consent")

    def test_case_20_no_answer_to_the_sms_is_a_refusal_after_a_day(self):
        self.consent._ask("+84912345678", "sms", partner_id=self.mai.id)

        self.consent._expire_requests(self.env.cr.now() + timedelta(hours=25))

        self.assertEqual(self._admit_one(self.mai, channel="sms").reason, "optout")
        self.assertFalse(
            self.consent._ask("+84912345678", "sms", partner_id=self.mai.id)
        )

    def test_case_21_a_typo_repaired_does_not_forget_the_no(self):
        self.env["mail.blacklist"]._add("lan@one.test")
        self.lan.email = "lan@one-corrected.test"

        self.assertEqual(self._admit_one(self.lan).reason, "optout")

    def test_case_22_two_records_with_one_address_get_it_once(self):
        twin = self._person("Lan again", "LAN@one.test", "base.be")
        first = self._request(self.lan, ref="1:a")
        second = self._request(twin, ref="1:a")

        verdicts = self.gate._admit([first, second], NOW)

        self.assertTrue(verdicts[first.key].allowed)
        self.assertEqual(verdicts[second.key].reason, "duplicate")
        self.assertEqual(
            self._admit_one(twin, ref="1:a").reason, "duplicate", "in a later batch too"
        )
        self.assertTrue(self._admit_one(twin, ref="1:b").allowed, "another step")

    def test_case_23_forms_of_a_number_are_one(self):
        for typed in ("0912345678", "+84912345678", "84912345678", "091 234 5678"):
            self.assertEqual(self.consent._normalize("sms", typed), "+84912345678")
        self.assertEqual(self._admit_one(self.mai, identity="").reason, "no_address")

    def test_hours_of_the_law_hold_whatever_the_journey_wants(self):
        self.consent._record("+84912345678", "sms", "given", partner_id=self.mai.id)
        late = NOW.replace(hour=16)  # 23:00 in Hà Nội

        verdict = self._admit_one(self.mai, channel="sms", now=late)

        self.assertEqual(verdict.reason, "quiet")
        self.assertEqual(verdict.retry_at, (late + timedelta(days=1)).replace(hour=0))

    def test_a_fourth_message_in_a_day_waits(self):
        self.consent._record("mai@vn.test", "mail", "given")
        for hour in range(3):
            self.assertTrue(
                self._admit_one(self.mai, now=NOW + timedelta(hours=hour)).allowed
            )

        verdict = self._admit_one(self.mai, now=NOW + timedelta(hours=3))

        self.assertEqual(verdict.reason, "cap")
        self.assertEqual(verdict.retry_at, NOW + timedelta(days=1))

    def test_case_41_the_more_urgent_go_first(self):
        self.env["crm.send.cap"].create({"name": "Two a week", "count": 2, "days": 7})
        requests = [
            self._request(self.lan, priority=priority, ref=f"{priority}:a")
            for priority in (30, 10, 20)
        ]

        verdicts = self.gate._admit(requests, NOW)

        self.assertEqual(
            [verdicts[r.key].allowed for r in requests], [False, True, True]
        )
        self.assertEqual(verdicts[requests[0].key].reason, "cap")

    def test_what_would_be_admitted_leaves_no_trace(self):
        self.env["crm.send.cap"].create({"name": "One a week", "count": 1, "days": 7})
        requests = [self._request(self.lan), self._request(self.lan)]

        verdicts = self.gate._would_admit(requests, NOW)

        self.assertEqual([verdicts[r.key].allowed for r in requests], [True, False])
        self.assertTrue(self._admit_one(self.lan).allowed)

    def test_a_number_of_the_national_list_gets_nothing(self):
        self.consent._record("+84912345678", "sms", "given", partner_id=self.mai.id)
        self.env["crm.send.suppression"].create(
            {"identity": "0912 345 678", "kind": "dnc", "channel": "all"}
        )

        self.assertEqual(self._admit_one(self.mai, channel="sms").reason, "dnc")

    def test_the_gate_asks_the_same_number_of_questions_for_many(self):
        people = self.env["res.partner"].create(
            [{"name": f"P{i}", "email": f"p{i}@many.test"} for i in range(40)]
        )
        few = [self._request(p) for p in people[:2]]
        many = [self._request(p) for p in people[2:]]
        self.gate._admit(few, NOW)  # warm
        self.env.flush_all()

        with self.assertQueryCount(20):
            self.gate._admit(many, NOW)
