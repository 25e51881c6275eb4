# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what fails is put off or parked at its place; nobody is met twice by it, and
nobody ends for what is not theirs."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_relationship.tests.poison import WORDS, PoisonMixin

from ..tools.flow import End
from .common_journey import JourneyCase

STEP = {"first": ("field", {"field": "ref", "value": "one"}, None)}
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestParkedJourney(PoisonMixin, JourneyCase):
    def setUp(self):
        super().setUp()
        self.enterContext(
            mute_logger(
                "odoo.sql_db",
                "odoo.addons.crm_marketing_auto.models",
                "odoo.addons.crm_relationship.models",
            )
        )
        self.people = self._create_people(8)
        self.segment = self.env["crm.segment"].create({"name": "S", "kind": "static"})

    # ------------------------------------------------------------
    # Coming in
    # ------------------------------------------------------------

    def _parked_audience(self):
        """Return a journey whose audience is parked behind three, and the cure."""
        self._join(self.segment, self.people)
        self._pass_enrol()
        journey = self._create_journey(
            STEP, trigger="segment", segment_id=self.segment.id, reentry="each"
        )
        cure = self.poison(
            "crm_journey_participant", "NEW.res_id = %s", self.people[4].id
        )
        self._pass_enrol()
        inside = self._participants(journey).mapped("res_id")
        self.assertEqual(inside, self.people[:3].ids)
        return journey, cure

    def test_a_parked_audience_goes_on_where_it_was(self):
        journey, cure = self._parked_audience()
        rows = self.parked("journey_audience")
        self.assertEqual(rows.mapped("res_id"), journey.ids)
        cure()
        rows.action_try_again()
        self._pass_enrol()

        inside = self._participants(journey).mapped("res_id")
        self.assertEqual(inside, self.people.ids)
        self.assertEqual(journey.enrol_after_id, -1)

    def test_the_audience_of_a_stopped_journey_stays_out(self):
        journey, cure = self._parked_audience()
        cure()
        journey.action_stop()
        self.parked("journey_audience").action_try_again()
        self.assertEqual(journey.enrol_after_id, -1)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _inside(self):
        journey = self._create_journey(STEP)
        self._enrol(journey, self.people)
        return journey

    def _assert_all_wait(self, journey):
        self.env.invalidate_all()
        participants = self._participants(journey)
        self.assertEqual(set(participants.mapped("state")), {"active"})
        self.assertEqual(len(self._traces(journey, "ready")), len(self.people))

    def test_nobody_ends_while_the_tables_are_not_of_the_code(self):
        journey = self._inside()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE crm_lead RENAME COLUMN active TO was_active")
        with self.assertRaises(psycopg2.errors.UndefinedColumn):
            self.env["crm.journey.trace"]._dispatch(self.now)
        self.env.cr.execute("ALTER TABLE crm_lead RENAME COLUMN was_active TO active")
        self._assert_all_wait(journey)

    def test_nobody_ends_for_an_error_of_everybody(self):
        journey = self._inside()
        cure = self.poison(
            "crm_journey_trace",
            "NEW.journey_id = %s AND NEW.state = 'done'",
            journey.id,
        )
        with self.assertRaises(psycopg2.errors.RaiseException):
            self.env["crm.journey.trace"]._dispatch(self.now)
        self._assert_all_wait(journey)
        cure()
        self._drain()
        self.assertEqual(len(self._traces(journey, "done")), len(self.people))

    def test_who_fails_alone_is_put_off_before_it_ends(self):
        journey = self._inside()
        ill = self._participants(journey)[2]
        cure = self.poison(
            "crm_journey_trace",
            "NEW.participant_id = %s AND NEW.state = 'done'",
            ill.id,
        )
        self._drain()
        self.env.invalidate_all()
        [trace] = ill.trace_ids
        self.assertEqual((trace.state, trace.attempt), ("ready", 1))
        self.assertIn(WORDS, trace.detail)
        self.assertGreater(trace.due_at, self.now)
        self.assertEqual(ill.state, "active")
        cure()
        self._drain(hours=1)
        self.assertEqual(trace.state, "done")

    # ------------------------------------------------------------
    # Errors of the system
    # ------------------------------------------------------------

    def _break_step(self, error, person=None):
        """Let writing a contact raise an error, of everybody or one; return the cure."""
        write, broken = type(self.people).write, [True]

        def fail(records, vals):
            if broken and "ref" in vals and (not person or person in records):
                raise error
            return write(records, vals)

        self.patch(type(self.people), "write", fail)
        return broken.clear

    def _held_for_a_week(self, journey, count):
        for _day in range(7):
            self._drain(hours=24)
        self.env.invalidate_all()
        states = self._participants(journey).mapped("state")
        self.assertEqual(states.count("active"), count)
        self.assertNotIn("error", states)

    def test_nobody_ends_for_an_error_of_the_system(self):
        errors = (
            KeyError("gone"),
            TypeError("not supported between instances"),
            psycopg2.errors.UndefinedColumn("column x does not exist"),
            psycopg2.ProgrammingError("of the code"),
        )
        for error in errors:
            with self.subTest(error=type(error).__name__):
                self.people.ref = False
                journey = self._create_journey(
                    STEP, user_id=self.env.ref("base.user_admin").id
                )
                self._enrol(journey, self.people)
                cure = self._break_step(error)

                self._held_for_a_week(journey, len(self.people))

                rows = self.env["crm.parked.row"].search(
                    [("queue", "=", "journey_step")]
                )
                self.assertEqual(len(rows), 1)
                self.assertIn(type(error).__name__, rows.error)
                told = self.env["mail.message"].search(
                    [("model", "=", "crm.journey"), ("res_id", "=", journey.id)]
                )
                told = told.filtered(lambda m: "error of the system" in (m.body or ""))
                self.assertEqual(len(told), 1, "one notice, not one each day")
                cure()
                self._drain(hours=3)
                self.assertEqual(set(self.people.mapped("ref")), {"one"})
                self.assertFalse(rows.exists(), "it works again")

    def test_process_again_does_not_wait_for_the_next_time(self):
        journey = self._inside()
        cure = self._break_step(KeyError("gone"))
        self._held_for_a_week(journey, len(self.people))
        cure()
        self.env["crm.parked.row"].search(
            [("queue", "=", "journey_step")]
        ).action_try_again()

        self.env["crm.journey.trace"]._dispatch(fields.Datetime.now())

        self.assertEqual(set(self.people.mapped("ref")), {"one"})

    def test_an_error_of_the_system_with_one_stops_no_other(self):
        journey = self._inside()
        self._break_step(KeyError("gone"), self.people[2])

        self._held_for_a_week(journey, 1)

        self.assertEqual(len(self._traces(journey, "done")), len(self.people) - 1)
        [trace] = self._traces(journey, "ready")
        self.assertEqual((trace.reason_id.code, trace.attempt), ("fault", 0))

    def test_what_is_locked_is_tried_again_and_counts_for_nothing(self):
        journey = self._inside()
        locked = psycopg2.errors.LockNotAvailable("lock timeout")
        cure = self._break_step(locked, self.people[2])
        for _minute in range(10):
            self._drain(minutes=1)
        [trace] = self._traces(journey, "ready")
        self.assertEqual(trace.attempt, 0)
        self.assertFalse(
            self.env["crm.parked.row"].search([("queue", "=", "journey_step")])
        )
        cure()
        self._drain(minutes=1)
        self.assertEqual(len(self._traces(journey, "done")), len(self.people))

    def test_a_step_at_which_nobody_waits_any_more_is_forgotten(self):
        journey = self._inside()
        self._break_step(KeyError("gone"), self.people[2])
        self._drain()
        rows = self.env["crm.parked.row"].search([("queue", "=", "journey_step")])
        rows._gc_journey_steps()
        self.assertEqual(len(rows.exists()), 1, "somebody waits")
        held = self._participants(journey).filtered(lambda p: p.state == "active")
        self.assertEqual(len(held), 1)

        held._end({held.id: End("exited", None)}, self.now)
        rows._gc_journey_steps()

        self.assertFalse(rows.exists())

    def test_stopping_a_journey_forgets_what_was_parked_of_it(self):
        journey, _cure = self._parked_audience()
        self._break_step(KeyError("gone"))
        self._drain()
        queues = ("journey_step", "journey_audience")
        parked = self.env["crm.parked.row"].search([("queue", "in", queues)])
        self.assertEqual(len(parked), 2)

        journey.action_stop()

        self.assertFalse(parked.exists())

    # ------------------------------------------------------------
    # Jobs and health
    # ------------------------------------------------------------

    def test_what_works_again_is_parked_no_more(self):
        goal = {"goal": "segment", "goal_segment_id": self.segment.id}
        journey = self._create_journey(STEP, **goal)
        cure = self.poison("crm_journey", "NEW.id = %s", journey.id)
        self.run_job("crm_marketing_auto.ir_cron_journey_rules")
        self.assertEqual(self.parked("journey_rules").mapped("res_id"), journey.ids)
        cure()
        self.run_job("crm_marketing_auto.ir_cron_journey_rules")
        self.assertFalse(self.parked("journey_rules"))

    def test_held_and_broken_segments_do_not_wait(self):
        def waiting():
            queues = self.env["crm.health"].page()["queues"]
            [row] = [row for row in queues if row["key"] == "segments"]
            return row["waiting"]

        before, now = waiting(), fields.Datetime.now()
        late, broken, held = self.env["crm.segment"].create(
            [{"name": name, "kind": "static"} for name in ("Late", "Broken", "Held")]
        )
        (late | broken | held).write({"full_at": now - 3 * DAY})
        broken.write({"error": "It cannot be read."})
        held.write({"held_at": now - DAY})
        self.assertEqual(waiting() - before, 1)

    def test_texts_held_for_the_night_are_cancelled_with_the_others(self):
        held = self.env["sms.sms"].create(
            {
                "number": "+84912345678",
                "body": "Hi",
                "state": "held",
                "held_until": fields.Datetime.now() + DAY,
            }
        )
        self.env["crm.health"].hold_sending()
        self.env["crm.health"].release_sending(is_cancelling=True)
        self.assertEqual(held.state, "canceled")
