# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever was not answered is called back, until somebody talked to them."""

from datetime import timedelta

from odoo.tests import tagged

from .calls_common import CallsCase


@tagged("post_install", "-at_install")
class TestCallMissed(CallsCase):
    def test_missed_call_is_called_back_by_the_owner_once(self):
        row = self.missed()
        self.missed(call="17.2")

        planned = self.planned(self.person)
        self.assertEqual(len(planned), 1)
        self.assertEqual(planned.user_id, self.user_lan)
        self.assertEqual(row.outcome_id.code, "no_answer")
        self.assertFalse(row.call_returned_at)

    def test_whoever_calls_back_is_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_lan.lang = "vi_VN"

        self.missed()

        planned = self.planned(self.person)
        self.assertEqual(planned.summary, "Cuộc gọi nhỡ: gọi lại")

    def test_missed_call_stands_first_in_the_call_queue(self):
        self.missed()
        self.env.flush_all()

        queue = self.env["crm.call.queue"].with_user(self.user_lan).search([])

        self.assertEqual(
            (queue[0].kind, queue[0].partner_id), ("missed", self.customer)
        )

    def test_talking_to_the_customer_closes_it(self):
        row = self.missed()
        planned = self.planned(self.person)

        talk = self.hear(
            "calldata", 600, call="17.9", status="ANSWERED", phone="0912345678",
            extension="102", direction="outbound", billsec="30",
        )  # fmt: skip

        self.assertEqual(talk.direction, "out")
        self.assertEqual(row.call_returned_at, talk.occurred_at)
        self.assertFalse(planned.active and planned.exists())
        self.assertFalse(self.planned(self.person))

    def test_talks_that_are_logged_at_once_close_it_too(self):
        row = self.missed()
        other = self._create_customer("Somebody else")

        self.env["crm.interaction"].create(
            [
                {
                    "type_id": self._type("call").id,
                    "partner_id": partner.id,
                    "occurred_at": row.occurred_at + timedelta(minutes=5),
                }
                for partner in (other, self.customer)
            ]
        )

        self.assertEqual(row.call_returned_at, row.occurred_at + timedelta(minutes=5))
        self.assertFalse(self.planned(self.person))

    def test_calling_back_in_vain_closes_nothing(self):
        row = self.missed()

        self.hear("calldata", 600, call="17.9", status="NO ANSWER",
                  phone="0912345678", extension="101", direction="outbound")  # fmt: skip

        self.assertFalse(row.call_returned_at)
        self.assertTrue(self.planned(self.person))

    def test_call_that_is_logged_by_hand_closes_it_too(self):
        row = self.missed()

        self._log("call", direction="out")

        self.assertTrue(row.call_returned_at)
        self.assertFalse(self.planned(self.person))

    def test_nobodys_customer_is_called_back_by_the_leader_of_the_queue(self):
        self.account.team_id.user_id = self.user_hoa
        loose = self._create_customer("Chưa ai", phone="0977000111", user_id=False)

        self.ring("101", phone="0977000111")
        self.ring("102", phone="0977000111")
        self.record("ABANDON", phone="0977000111")

        self.assertEqual(self.planned(loose).user_id, self.user_hoa)
