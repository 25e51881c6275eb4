# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: trying again does what failed, and nothing that nobody asked for."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .handover_common import HandoverCase
from .poison import PoisonMixin
from .test_poison_people import AdminMixin


@tagged("post_install", "-at_install")
class TestHandoverAgain(AdminMixin, PoisonMixin, HandoverCase):
    def run_handovers(self):
        self.run_job("crm_relationship.ir_cron_handover")

    def failed(self, handover):
        """Let the job meet a customer that cannot be written; return the line."""
        cure = self.poison("res_partner", "NEW.id = %s", self.other.id)
        self.run_handovers()
        cure()
        line = self._line(handover, self.other)
        self.assertEqual(line.state, "error")
        return line

    def taken_back(self, **values):
        handover = self._done(**values)
        handover.action_undo()
        return handover

    def test_of_one_that_is_done_the_line_moves_and_nothing_new(self):
        handover = self._start()
        line = self.failed(handover)
        late = self._create_customer("Late", user_id=self.user_lan.id)

        line.action_try_again()
        self.run_handovers()

        self.assertEqual((line.state, handover.state), ("done", "done"))
        self.assertEqual(self.other.user_id, self.user_minh)
        self.assertEqual(late.user_id, self.user_lan)
        self.assertFalse(self._line(handover, late))
        self.assertEqual(len(handover.activity_ids), 1)

    def test_only_the_line_that_was_asked_for_is_tried_again(self):
        handover = self._start()
        line = self.failed(handover)
        another = self._line(handover, self.customer)
        another.sudo().write({"state": "error", "error": "by the test"})

        line.action_try_again()

        self.assertEqual([line.state, another.state], ["planned", "error"])

    def test_the_button_of_one_that_is_done_plans_nothing_new(self):
        handover = self._start()
        self.failed(handover)
        late = self._create_customer("Late", user_id=self.user_lan.id)

        handover.action_resume()
        self.run_handovers()

        self.assertEqual(self.other.user_id, self.user_minh)
        self.assertEqual(late.user_id, self.user_lan)

    def test_what_a_manager_stopped_stays_stopped(self):
        handover = self._start()
        line = self._line(handover, self.other)
        line.sudo().write({"state": "error", "error": "by the test"})
        handover.action_stop()

        with self.assertRaisesRegex(UserError, "was stopped"):
            line.action_try_again()
        self.run_handovers()
        self.assertEqual((line.state, handover.state), ("error", "cancelled"))
        self.assertEqual(self.customer.user_id, self.user_lan)

        handover.action_resume()
        self.run_handovers()
        self.assertEqual((self.customer | self.other).user_id, self.user_minh)

    def test_beside_a_stopped_one_the_others_are_tried_again(self):
        stopped = self._start()
        waiting = self._line(stopped, self.other)
        waiting.sudo().write({"state": "error", "error": "by the test"})
        stopped.action_stop()
        handover = self._start()
        line = self.failed(handover)

        (waiting | line).action_try_again()

        self.assertEqual([waiting.state, line.state], ["error", "planned"])
        self.assertEqual(stopped.state, "cancelled")

    def test_what_could_not_be_taken_back_goes_back(self):
        handover = self.taken_back()
        line = self.failed(handover)
        self.assertEqual(handover.state, "undone")
        self.assertEqual(self.other.user_id, self.user_minh)

        line.action_try_again()
        self.run_handovers()

        self.assertEqual((line.state, handover.state), ("undone", "undone"))
        self.assertEqual(self.other.user_id, self.user_lan)

    def test_what_never_left_is_not_taken_back(self):
        handover = self._start()
        line = self.failed(handover)
        handover.action_undo()
        self.run_handovers()
        self.assertEqual((line.state, handover.state), ("error", "undone"))

        line.action_try_again()
        self.run_handovers()

        self.assertEqual(line.state, "excluded")
        self.assertEqual(self.other.user_id, self.user_lan)
        self.assertFalse(self.logged(line))

    def test_nothing_goes_back_to_who_was_archived_meanwhile(self):
        handover = self.taken_back()
        line = self.failed(handover)
        self._done(self.user_thu)  # the others
        self.user_lan.action_archive()

        with self.assertRaisesRegex(UserError, "unarchive"):
            line.action_try_again()

    def test_taking_back_that_an_error_stopped_goes_on_taking_back(self):
        handover = self.taken_back()
        cure = self.poison(
            "crm_handover", "NEW.id = %s AND NEW.state = 'undone'", handover.id
        )
        self.run_handovers()
        self.assertEqual(handover.state, "cancelled")
        self.assertTrue(self.parked("handover"))
        cure()

        self._try_again()
        self.assertEqual(handover.state, "undoing")
        self.run_handovers()

        self.assertEqual(handover.state, "undone")
        self.assertEqual((self.customer | self.other).user_id, self.user_lan)

    def test_taking_back_that_somebody_stopped_goes_on_taking_back(self):
        handover = self.taken_back()
        handover.sudo()._step(1)
        handover.action_stop()

        handover.action_resume()
        self.run_handovers()

        self.assertEqual(handover.state, "undone")
        self.assertEqual((self.customer | self.other).user_id, self.user_lan)

    def _watch_progress(self, handover):
        line = self.failed(handover)
        self.assertEqual(handover.progress, 100)
        line.action_try_again()
        self.assertLess(handover.progress, 100)
        self.run_handovers()
        self.assertEqual(handover.progress, 100)

    def test_what_is_handed_over_after_all_is_in_the_progress(self):
        self._watch_progress(self._start())

    def test_what_is_taken_back_after_all_is_in_the_progress(self):
        self._watch_progress(self.taken_back())

    def test_the_progress_of_taking_back_stays_when_it_is_stopped(self):
        handover = self.taken_back()
        handover.sudo()._step(1)
        before = handover.progress
        handover.action_stop()

        self.assertEqual(handover.progress, before)
        self.assertLess(before, 100)

    def test_going_on_or_taking_back_forgets_why_it_stopped(self):
        for button in ("action_resume", "action_undo"):
            with self.subTest(button=button):
                handover = self._start()
                cure = self.poison(
                    "crm_handover", "NEW.id = %s AND NEW.state = 'done'", handover.id
                )
                self.run_handovers()
                cure()
                self.assertEqual(self.parked("handover").mapped("res_id"), handover.ids)

                getattr(handover, button)()

                self.assertFalse(self.parked("handover"))
                self.run_handovers()
