# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a journey is started, paused, resumed and stopped without losing anybody."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common_journey import JourneyCase

DAYS = {"mode": "duration", "amount": 5, "unit": "days"}


@tagged("post_install", "-at_install")
class TestJourneyLife(JourneyCase, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(4)

    def _waiting(self, **values):
        """Return a journey in which everybody waits five days, then is marked."""
        journey = self._create_journey(
            {
                "wait": ("wait", DAYS, "mark"),
                "mark": ("field", {"field": "ref", "value": "marked"}, None),
            },
            **values,
        )
        self._enrol(journey, self.people)
        self._drain()
        return journey

    def _marked(self):
        return len(self.people.filtered(lambda p: p.ref == "marked"))

    def test_case_31_waits_stand_still_while_a_journey_is_paused(self):
        journey = self._waiting()
        self._drain(days=2)
        with freeze_time(self.now):
            journey.action_pause()
        self._drain(days=3)
        with freeze_time(self.now):
            journey.action_resume()

        self._drain(days=2, hours=23)
        self.assertEqual(self._marked(), 0)
        self._drain(hours=1)
        self.assertEqual(self._marked(), 4)

    def test_nobody_starts_a_journey_by_writing_its_state(self):
        journey = self._create_journey({"end": ("exit", {}, None)})
        marketer = new_test_user(
            self.env, "writer", "crm_marketing_auto.group_crm_marketing_auto_user"
        )
        mine = journey.with_user(marketer)

        for vals in (
            {"state": "stopped"},
            {"seed": "0"},
            {"version_id": False},
            {"started_at": "2020-01-01 00:00:00"},
        ):
            with self.assertRaises(UserError):
                mine.write(vals)
        with self.assertRaises(UserError):
            mine.create({"name": "Running already", "state": "running"})
        mine.action_pause()

        self.assertEqual(journey.state, "paused", "its buttons do it")

    def test_case_31_waits_go_on_where_the_journey_says_so(self):
        journey = self._waiting(pause_clock="run")
        with freeze_time(self.now):
            journey.action_pause()
        self._drain(days=6)
        self.assertEqual(self._marked(), 0, "nothing happens while it is paused")

        with freeze_time(self.now):
            journey.action_resume()
        self._drain()
        self.assertEqual(self._marked(), 4)

    def test_case_31_who_came_in_while_paused_stood_still_since_then(self):
        journey = self._waiting()
        late = self._create_people(1)
        with freeze_time(self.now):
            journey.action_pause()
        self.now += timedelta(days=2)
        self._enrol(journey, late)
        self.now += timedelta(days=1)
        with freeze_time(self.now):
            journey.action_resume()

        trace = self._traces(journey, "ready")[-1]
        self.assertEqual(trace.participant_id.res_id, late.id)
        self.assertEqual(trace.due_at, self.now)

    def test_case_32_stopping_closes_everything_and_says_why(self):
        journey = self._waiting()
        with freeze_time(self.now):
            journey.action_stop()
        self._drain(days=30)

        self.assertEqual(self._marked(), 0)
        participants = self._participants(journey)
        self.assertEqual(set(participants.mapped("state")), {"exited"})
        self.assertEqual(participants.reason_id.code, "stopped")
        self.assertFalse(self._traces(journey, "ready"))
        self.assertEqual(self._traces(journey, "skipped").reason_id.code, "stopped")

    def test_case_33_a_segment_that_cannot_be_read_pauses_and_throws_nobody_out(self):
        segment = self.env["crm.segment"].create({"name": "S", "rule": None})
        journey = self._create_journey(
            {"wait": ("wait", DAYS)},
            trigger="segment",
            segment_id=segment.id,
            exit_on_segment_leave=True,
        )
        self._join(segment, self.people)
        self._pass_enrol()
        segment._refuse(self.now, "The field x_gone does not exist.")

        self.assertEqual(journey.state, "paused")
        self.assertIn("x_gone", journey.pause_reason)
        self._pass_rules(journey)
        self.assertEqual(self._participants(journey).mapped("state"), ["active"] * 4)
        with self.assertRaisesRegex(UserError, "x_gone"):
            journey.action_resume()

    def test_a_journey_without_audience_does_not_start(self):
        with self.assertRaisesRegex(UserError, "audience"):
            self._create_journey({"wait": ("wait", DAYS)}, trigger="segment")

    def test_a_journey_without_steps_does_not_start(self):
        journey = self._create_journey({"a": ("exit",)}, publish=False)
        journey.draft_version_id.step_ids.unlink()
        with self.assertRaisesRegex(UserError, "no step yet"):
            journey.action_start()
        self.assertEqual(journey.state, "draft")

    def test_bad_input_a_loop_and_an_unreachable_step_are_named(self):
        with self.assertRaises(UserError) as caught:
            self._create_journey(
                {
                    "a": ("field", {"field": "ref", "value": "x"}, "b"),
                    "b": ("field", {"field": "ref", "value": "y"}, "a"),
                    "island": ("exit",),
                }
            )
        text = str(caught.exception)
        self.assertIn("“A”: A way leads round", text)
        self.assertIn("“Island”: No way leads here.", text)

    def test_bad_input_the_thirtieth_of_february(self):
        wait = {"mode": "date", "date": "2027-02-30"}
        with self.assertRaisesRegex(UserError, "2027-02-30"):
            self._create_journey({"a": ("wait", wait)})

    def test_an_archived_journey_is_stopped(self):
        journey = self._waiting()
        journey.action_archive()
        self.assertEqual(journey.state, "stopped")
        self.assertFalse(self._traces(journey, "ready"))

    def test_case_04_run_now_only_wakes_the_jobs(self):
        journey = self._waiting()
        with self.capture_triggers() as captured:
            journey.action_run_now()
        self.assertEqual(
            set(captured.records.cron_id),
            {
                self.env.ref(f"crm_marketing_auto.ir_cron_journey_{name}")
                for name in ("enrol", "rules", "dispatch_1", "dispatch_2")
            },
        )
        self.assertEqual(len(self._traces(journey, "ready")), 4)

    def test_the_number_of_lanes_is_a_setting(self):
        journeys = self.env["crm.journey"]
        for wanted in (4, 1, 2):
            settings = self.env["res.config.settings"].create({})
            settings.journey_lane_count = wanted
            settings.execute()
            lanes = journeys._lanes()
            self.assertEqual(len(lanes.filtered("active")), wanted)
        self.assertEqual(len(lanes), 4, "archived, not deleted: one may be running")
