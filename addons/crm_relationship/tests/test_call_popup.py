# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whose telephone rings sees at once who calls, and nothing they may not see."""

import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .calls_common import RANG_AT, CallsCase


@tagged("post_install", "-at_install")
class TestCallPopup(CallsCase):
    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(RANG_AT))
        self.row_model = self.env["crm.interaction"]

    def news(self, act):
        """Return what goes over the bus during an act: {login: [payload, ...]}."""
        bus = self.env["bus.bus"].sudo()
        self.env.cr.precommit.run()
        last = bus.search([], order="id desc", limit=1).id
        act()
        self.env.cr.precommit.run()
        found = {}
        partners = {
            user.partner_id.id: user.login for user in (self.user_lan, self.user_minh)
        }
        for sent in bus.search([("id", ">", last)], order="id"):
            message = json.loads(sent.message)
            if message["type"] != "crm_relationship.call":
                continue
            channel = json.loads(sent.channel)
            login = partners[channel[-1]]
            found.setdefault(login, []).append(message["payload"])
        return found

    def card(self, user, call="17.1"):
        call = self.calls.search([("uid_provider", "=", call)])
        return self.row_model.with_user(user).call_card(call.id)

    def test_it_rings_where_the_telephone_rings(self):
        news = self.news(self.ring)

        self.assertEqual(list(news), ["rel_lan"])
        [payload] = news["rel_lan"]
        self.assertEqual(
            (payload["phase"], payload["number"]), ("ringing", "0912345678")
        )
        self.assertNotIn("Đào", json.dumps(payload, ensure_ascii=False))

    def test_card_says_who_calls_and_what_to_know(self):
        self.ring()

        card = self.card(self.user_lan)

        [person] = card["people"]
        self.assertEqual(person["name"], "Nguyễn Thị Đào")
        self.assertEqual(person["company"], "An Phát")
        self.assertTrue(card["outcomes"])
        brief = self.row_model.with_user(self.user_lan).brief(
            "res.partner", person["id"]
        )
        self.assertIn("last", brief)

    def test_case_e49_hidden_customer_is_not_named(self):
        self.keep_customers_apart()
        self.ring("102")

        card = self.card(self.user_minh)

        self.assertEqual(card["people"], [])
        self.assertFalse(card["interaction_id"])
        self.assertNotIn("Đào", json.dumps(card, ensure_ascii=False))
        self.assertNotIn("An Phát", json.dumps(card, ensure_ascii=False))

    def test_card_of_a_colleagues_call_is_refused(self):
        self.ring("101")

        for user in (self.user_minh, self.user_hoa, self.user_manager):
            with self.assertRaises(AccessError):
                self.card(user)

    def test_answered_elsewhere_goes_and_hanging_up_asks(self):
        self.ring("101")
        self.ring("102")

        answered = self.news(lambda: self.answer("102"))
        self.assertEqual(answered["rel_lan"][0]["phase"], "gone")
        self.assertEqual(answered["rel_minh"][0]["phase"], "talking")

        ended = self.news(self.hang_up)
        self.assertEqual(ended["rel_minh"][0]["phase"], "over")

        record = self.news(lambda: self.record(billsec="58"))
        self.assertFalse(record, "the record says nothing new to whoever talked")

    def test_news_of_yesterday_pops_up_nowhere(self):
        with freeze_time("2026-03-03 03:00:00"):
            self.assertFalse(self.news(self.ring))

    def test_outcome_and_next_step_in_one_save(self):
        self.answer()
        self.hang_up()
        row = self.row()
        outcome = self.env.ref("crm_relationship.crm_interaction_outcome_interested")
        kind = self.env.ref("mail.mail_activity_data_todo")
        call = self.calls.search([("uid_provider", "=", "17.1")])

        self.row_model.with_user(self.user_lan).call_log(
            call.id,
            {"outcome_id": outcome.id, "note": "Wants ten desks"},
            {
                "activity_type_id": kind.id,
                "date_deadline": "2026-03-05",
                "summary": "Send the offer",
            },
        )

        self.assertEqual((row.outcome_id, row.note), (outcome, "Wants ten desks"))
        self.assertTrue(row.next_step_at)
        self.assertIn("Send the offer", self.person.activity_ids.mapped("summary"))

    def test_outcome_of_anothers_call_is_refused(self):
        self.ring("101")
        self.answer("102")
        call = self.calls.search([("uid_provider", "=", "17.1")])

        with self.assertRaises(AccessError):
            self.row_model.with_user(self.user_lan).call_log(call.id, {"note": "Mine"})
        with self.assertRaises(ValidationError):
            self.row_model.with_user(self.user_minh).call_log(
                call.id, {"outcome_id": "x"}
            )
        with self.assertRaises(AccessError):
            self.row_model.with_user(self.user_minh).call_card("x")

    def test_a_call_that_nobody_took_is_told_of_once(self):
        self.ring("101")
        self.ring("102")
        self.record("NO ANSWER")
        call = self.calls.search([("uid_provider", "=", "17.1")])
        row = self.row()
        self.assertFalse(call.user_id | row.user_id)
        lan, minh = map(self.row_model.with_user, (self.user_lan, self.user_minh))
        lan.call_log(call.id, {"note": "Called back"})
        lan.call_log(call.id, {"note": "Called back, sends photos"})

        with self.assertRaises(AccessError):
            minh.call_log(call.id, {"note": "Nobody there"})
        self.assertEqual(row.note, "Called back, sends photos")

        row.write({"note": False, "user_id": self.user_lan.id})
        with self.assertRaises(AccessError):
            minh.call_log(call.id, {"note": "Mine"})

    def test_a_call_whose_content_is_closed_is_not_told_of(self):
        self.ring("101")
        self.ring("102")
        self.record("NO ANSWER")
        row = self.row()
        row.share_level = "subject"
        call = self.calls.search([("uid_provider", "=", "17.1")])
        call.recording = "https://records.pbx.vn/17.mp3"
        mine = row.with_user(self.user_minh)

        self.assertFalse(mine.has_recording)
        with self.assertRaises(AccessError):
            self.row_model.with_user(self.user_minh).call_log(call.id, {"note": "x"})
        row.share_level = "full"
        self.env.invalidate_all()
        self.assertTrue(mine.has_recording)

    def test_the_tier_on_a_card_is_of_the_company_of_the_call(self):
        self.ring()
        other = self.env["res.company"].create({"name": "Other"})
        self.user_lan.company_ids |= other
        tiers = self.env["crm.customer.tier"].search([], limit=2)
        stats = self.env["crm.partner.stat"].sudo()
        stats.search([("partner_id", "=", self.customer.id)]).unlink()
        stats.create(
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "tier_id": tier.id,
                }
                for company, tier in zip((self.company, other), tiers, strict=True)
            ]
        )
        call = self.calls.search([("uid_provider", "=", "17.1")])
        both = (self.company | other).ids
        for companies in (both, both[::-1]):
            model = self.row_model.with_user(self.user_lan)
            card = model.with_context(allowed_company_ids=companies).call_card(call.id)
            self.assertEqual(card["people"][0]["tier"], tiers[0].name)

    def test_who_took_a_hidden_customers_call_says_what_came_of_it(self):
        self.keep_customers_apart()
        self.answer("102")
        call = self.calls.search([("uid_provider", "=", "17.1")])

        self.row_model.with_user(self.user_minh).call_log(
            call.id, {"note": "Calls again"}
        )

        self.assertEqual(self.row().note, "Calls again")
        with self.assertRaises(AccessError):
            self.row_model.with_user(self.user_minh).call_log(
                call.id, {"note": "x"}, {"activity_type_id": 4}
            )
