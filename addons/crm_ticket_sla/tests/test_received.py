# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: when a request was received is corrected by managers, and clocks follow."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .sla_common import RESOLUTION, RESPONSE, SlaCase, wall


@tagged("post_install", "-at_install")
class TestReceived(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._promise((RESPONSE, 2), (RESOLUTION, 8))

    def _correct(self, ticket, received, text="06-01 13:30", user=None):
        with self.at(wall(text)):
            ticket.with_user(user or self.user_manager).write(
                {"opened_at": wall(received)}
            )

    def test_open_clocks_count_from_the_corrected_instant(self):
        ticket = self._open("06-01 12:00")

        self._correct(ticket, "06-01 10:00")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 10:00"))
        self.assertEqual(self._clock(ticket).started_at, wall("06-01 10:00"))
        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "missed")
        self.assertEqual(ticket.stage_at, wall("06-01 10:00"))
        self.assertIn("corrected", str(ticket.message_ids[:1].body))
        self.assertRebuilt(ticket)

    def test_what_had_been_missed_is_judged_again(self):
        ticket = self._open("06-01 10:00")
        self._advance(ticket, "06-01 13:00")
        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "missed")

        self._correct(ticket, "06-01 13:00")

        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "pending")
        self.assertEqual(self._clock(ticket, RESPONSE).deadline_at, wall("06-01 15:00"))

    def test_clocks_that_have_ended_are_history(self):
        ticket = self._open("06-01 12:00")
        self._answer(ticket, "06-01 13:00")

        self._correct(ticket, "06-01 09:30")

        self.assertEqual(self._clock(ticket, RESPONSE).outcome, "met")
        self.assertEqual(self._clock(ticket, RESPONSE).started_at, wall("06-01 12:00"))
        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 09:30"))

    def test_pauses_stay_where_they_were(self):
        ticket = self._open("06-01 12:00")
        self._move(ticket, "06-01 12:30", "wait_customer")
        self._move(ticket, "06-01 13:00", "open")

        self._correct(ticket, "06-01 11:00")

        self.assertEqual(self._clock(ticket).deadline_at, wall("06-02 11:30"))
        self.assertRebuilt(ticket)

    def test_agents_do_not_correct_it(self):
        ticket = self._open("06-01 12:00", user_id=self.user_an.id)

        with self.assertRaisesRegex(UserError, "only a manager"):
            self._correct(ticket, "06-01 10:00", user=self.user_an)
        form = Form(ticket.with_user(self.user_an))
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.opened_at = wall("06-01 10:00")

    def test_what_cannot_be_is_refused(self):
        ticket = self._open("06-01 12:00")
        self._move(ticket, "06-01 12:30", "open")

        with self.assertRaisesRegex(UserError, "still to come"):
            self._correct(ticket, "06-01 14:00")
        with self.assertRaisesRegex(UserError, "2026-06-01 12:30:00"):
            self._correct(ticket, "06-01 12:45")
        self.assertEqual(ticket.opened_at, wall("06-01 12:00"))
