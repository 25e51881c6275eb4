# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a call is one row of its customer's timeline, whatever came in which order."""

from datetime import timedelta
from itertools import permutations

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.crm_call import PATIENCE
from .calls_common import RANG_AT, CallsCase

SAME = (
    "partner_id", "direction", "duration", "user_id", "outcome_id", "call_result",
    "occurred_at",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestCalls(CallsCase):
    # ------------------------------------------------------------
    # One call, one row
    # ------------------------------------------------------------

    def test_answered_call_is_one_row_of_the_customer(self):
        self.ring()
        row = self.answer()
        self.assertEqual((row.partner_id, row.user_id), (self.person, self.user_lan))

        self.hang_up()
        again = self.record(billsec="58", recordingfile="https://records.pbx.vn/1.mp3")

        self.assertEqual(again, row)
        self.assertEqual((row.direction, row.duration), ("in", 58))
        self.assertEqual(row.call_result, "answered")
        self.assertEqual(row.occurred_at, RANG_AT)
        self.assertFalse(row.outcome_id, "who talked says what came of it")
        self.assertTrue(row.has_recording)
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_every_order_of_the_events_gives_the_same_row(self):
        events = [
            lambda call: self.ring(call=call, calldate="2026-03-02 10:00:00"),
            lambda call: self.answer("102", call=call),
            lambda call: self.hang_up(call=call),
            lambda call: self.record(call=call, extension="102", billsec="58",
                                     calldate="2026-03-02 10:00:00"),
        ]  # fmt: skip
        found = set()
        for number, order in enumerate(permutations(events)):
            call = f"18.{number}"
            for hear in order:
                row = hear(call)
            found.add(tuple(str(row[name]) for name in SAME))

        self.assertEqual(len(found), 1)
        self.assertEqual(
            self.calls.search_count([("uid_provider", "=like", "18.%")]), 24
        )

    def test_missed_call_that_turns_out_to_be_answered(self):
        row = self.hang_up(5, phone="0912345678")
        self.assertEqual(row.call_result, "missed")
        self.assertFalse(row.outcome_id, "who knows what is still to come")

        self.answer(seconds=6)

        self.assertEqual((row.call_result, row.user_id), ("answered", self.user_lan))

    def test_what_somebody_said_of_a_call_stays(self):
        row = self.answer()
        interested = self.env.ref("crm_relationship.crm_interaction_outcome_interested")
        row.with_user(self.user_lan).write({"outcome_id": interested.id, "note": "Yes"})

        self.record("NO ANSWER")

        self.assertEqual((row.outcome_id, row.note), (interested, "Yes"))

    def test_case_e48_unknown_extension_stays_unassigned_until_it_is_somebodys(self):
        row = self.answer("199")
        self.assertFalse(row.user_id)
        self.assertEqual(row.partner_id, self.person)

        self.env["crm.call.extension"].create(
            {
                "account_id": self.account.id,
                "extension": "199",
                "user_id": self.user_hoa.id,
            }
        )

        self.assertEqual(row.user_id, self.user_hoa)

    def test_an_extension_is_one_colleagues_and_of_one_account(self):
        other = self.account.copy({"name": "Chi nhánh"})
        other.extension_ids = [
            (0, 0, {"extension": "101", "user_id": self.user_minh.id})
        ]

        row = self.answer("101", account=other)

        self.assertEqual(row.user_id, self.user_minh)
        self.assertNotEqual(self.answer("101"), row, "the same id at another account")

    def test_calls_inside_the_house_are_nobodys_business(self):
        self.ring("101", phone="102")

        self.assertFalse(self.calls.search([("uid_provider", "=", "17.1")]))

    def test_call_whose_end_never_came_is_settled_by_the_job(self):
        row = self.ring()
        call = self.calls.search([("uid_provider", "=", "17.1")])
        soon = RANG_AT + PATIENCE["ringing"] - timedelta(seconds=1)
        self.assertNotIn(call, self.calls._overdue(soon))

        with self.enter_registry_test_mode():
            self.env.ref("crm_relationship.ir_cron_calls").method_direct_trigger()

        self.assertEqual(row.call_result, "missed")
        self.assertTrue(call.settled_at)

    # ------------------------------------------------------------
    # Who it is
    # ------------------------------------------------------------

    def test_case_e49_nobody_has_the_number(self):
        row = self.ring(phone="0987 654 321")
        self.assertEqual(row.contact_value, "+84987654321")
        self.assertFalse(row.lead_id)

        self.customer.child_ids = [(0, 0, {"name": "Bình", "phone": "0987654321"})]
        self.end_transaction()

        self.assertEqual(row.partner_id.name, "Bình", "claimed by whoever has it")

    def test_case_e49_unknown_callers_become_one_lead_where_wanted(self):
        self.account.unknown_as_lead = True

        row = self.ring(phone="0987654321")
        again = self.ring(phone="84987654321", call="17.2")

        self.assertEqual(row.lead_id, again.lead_id)
        self.assertEqual(row.lead_id.phone_sanitized, "+84987654321")
        self.assertEqual(row.lead_id.user_id, self.user_lan)

    def test_case_e49_several_customers_have_the_number(self):
        others = [
            self._create_customer(f"Đồng Tâm {n}", phone="0912345678", user_id=user.id)
            for n, user in enumerate((self.user_lan, self.user_minh))
        ]
        self._log(partner=others[0])
        self.refresh_statistics()

        row = self.ring()

        self.assertTrue(row.is_ambiguous)
        self.assertFalse(row.partner_id)
        mine = row.with_user(self.user_lan)
        everything = row.with_user(self.user_hoa)
        self.assertEqual(everything.candidate_ids[0], others[0], "last in touch first")
        self.assertEqual(len(everything.candidate_ids), 3)
        self.assertIn(others[0], mine.candidate_ids)

        self.env["crm.interaction"].with_user(self.user_lan).call_assign(
            row.id, others[0].id
        )

        self.assertEqual(row.partner_id, others[0])
        self.assertFalse(row.is_ambiguous)
        with self.assertRaises(UserError):
            self.env["crm.interaction"].with_user(self.user_lan).call_assign(
                row.id, self.person.id
            )

    def test_case_e49_only_those_one_sees_can_be_chosen(self):
        self.keep_customers_apart()
        hidden = self._create_customer(
            "Của Minh", phone="0912345678", user_id=self.user_minh.id
        )
        row = self.ring()

        mine = row.with_user(self.user_lan)
        self.assertEqual(mine.candidate_ids, self.person)
        with self.assertRaises(UserError):
            mine.call_assign(row.id, hidden.id)

    def test_case_e29_hotlines_identify_nobody(self):
        self._create_customer("Hotline", phone="1900 1234")

        row = self.ring(phone="19001234")

        self.assertFalse(row.partner_id)
        self.assertEqual(row.contact_value, "19001234")

    def test_people_of_one_company_with_its_number_are_that_company(self):
        self.customer.phone = "0912345678"

        row = self.ring()

        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertFalse(row.is_ambiguous)

    def test_callers_who_hide_their_number_are_not_one_person(self):
        one = self.ring(phone="anonymous")
        other = self.ring(phone="anonymous", call="17.2")

        self.assertNotEqual(one.contact_value, other.contact_value)

    # ------------------------------------------------------------
    # What the contact centre says stands
    # ------------------------------------------------------------

    def test_nobody_rewrites_what_the_contact_centre_said(self):
        row = self.record(billsec="5", extension="101").with_user(self.user_lan)

        with self.assertRaises(UserError):
            row.duration = 3600
        with self.assertRaises(UserError):
            row.call_result = "missed"
        row.note = "Short"
        with self.assertRaises(UserError):
            self._log("call", call_result="answered")

    def test_timeline_says_where_to_listen(self):
        row = self.record(recordingfile="https://u:p@records.pbx.vn/1.mp3")
        rows = self.env["crm.interaction"].with_user(self.user_lan)

        shown = rows.timeline_fetch("res.partner", self.person.id)["rows"][0]

        self.assertEqual(shown["recording"], f"/crm/recording/{row.id}")
        self.assertFalse(shown["editable"])

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_people_read_interactions_and_not_what_is_behind(self):
        row = self.record(recordingfile="https://u:p@records.pbx.vn/1.mp3")

        with self.assertRaises(AccessError):
            self.calls.with_user(self.user_manager).search([])
        read = row.with_user(self.user_lan).read()[0]
        self.assertNotIn("u:p@", str(read))

    def test_accounts_say_what_they_cannot_use(self):
        for values in (
            {"dial_url": "javascript:alert({phone})"},
            {"dial_url": "https://{phone}.evil.test/"},
            {"dial_url": "https://pbx.vn/{password}"},
            {"recording_hosts": "localhost"},
            {"recording_hosts": "https://pbx.vn"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.account.write(values)

    def test_test_event_tells_what_would_happen_and_does_nothing(self):
        test = self.env["crm.call.test"].with_user(self.user_manager)
        test = test.create({"account_id": self.account.id, "phone": "0912345678"})

        self.assertIn("Lan", test.outcome)
        self.assertIn("Nguyễn Thị Đào", test.outcome)
        self.assertIn("call_in?", test.request)
        self.assertNotIn(self.account.token, test.request)
        self.assertFalse(self.calls.search([("account_id", "=", self.account.id)]))
