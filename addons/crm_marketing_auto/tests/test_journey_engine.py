# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who comes in goes through the steps, once each, and ends where it should."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common_journey import JourneyCase

DAY = {"mode": "duration", "amount": 1, "unit": "days"}


@tagged("post_install", "-at_install")
class TestJourneyEngine(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(5)

    def _line(self, **values):
        """Return a journey: a field, a day's wait, another field."""
        return self._create_journey(
            {
                "first": ("field", {"field": "ref", "value": "one"}, "wait"),
                "wait": ("wait", DAY, "second"),
                "second": ("field", {"field": "function", "value": "two"}, None),
            },
            **values,
        )

    def test_everybody_goes_through_each_step_once(self):
        journey = self._line()
        self.assertEqual(self._enrol(journey, self.people), 5)

        self._drain()
        self.assertEqual(set(self.people.mapped("ref")), {"one"})
        self.assertFalse(any(self.people.mapped("function")))
        self._drain(hours=23)
        self.assertFalse(any(self.people.mapped("function")))
        self._drain(hours=1)

        self.assertEqual(set(self.people.mapped("function")), {"two"})
        participants = self._participants(journey)
        self.assertEqual(participants.mapped("state"), ["done"] * 5)
        traces = self._traces(journey)
        self.assertEqual(set(traces.mapped("state")), {"done"})
        self.assertEqual(len(traces), 15)
        self.assertEqual(traces[-1].done_at, self.now)

    def test_one_run_of_the_job_serves_every_journey_with_something_due(self):
        journeys = [self._line(), self._line(), self._line()]
        for journey in journeys:
            self._enrol(journey, self.people)
        self.env.flush_all()

        with freeze_time(self.now), self.enter_registry_test_mode():
            self.assertIs(
                self.env["crm.journey"]._lanes()[0].method_direct_trigger(), True
            )

        for journey in journeys:
            done = self._traces(journey, "done")
            self.assertEqual(done.mapped("step_uid"), ["first"] * 5)

    def test_nothing_is_run_before_it_is_due_nor_twice(self):
        journey = self._line()
        self._enrol(journey, self.people)
        self._drain()

        self.assertEqual(self._drain(), 0)

    def test_case_07_an_error_of_one_stops_only_this_one(self):
        journey = self._line()
        self._enrol(journey, self.people)
        bad = self.people[2]
        self._break(bad)

        self._drain()

        self.assertEqual((self.people - bad).mapped("ref"), ["one"] * 4)
        trace = self._traces(journey, "ready").filtered("reason_id")
        self.assertEqual(trace.participant_id.res_id, bad.id)
        self.assertEqual(trace.reason_id.code, "error")
        self.assertIn("out of order", trace.detail)

    def test_case_08_a_step_that_fails_is_tried_again_and_then_given_up(self):
        journey = self._line(user_id=self.env.ref("base.user_admin").id)
        bad = self.people[:2]
        self._break(bad)
        self._enrol(journey, bad)

        tries = [self._drain(), *(self._drain(minutes=m) for m in (1, 5, 30))]
        waiting = self._traces(journey, "ready")
        self.assertEqual(waiting.mapped("due_at"), [self.now + timedelta(hours=2)] * 2)
        tries.append(self._drain(hours=2))

        self.assertEqual(tries, [2] * 5)
        traces = self._traces(journey)
        self.assertEqual(traces.mapped("state"), ["failed"] * 2)
        self.assertEqual(self._participants(journey).mapped("state"), ["error"] * 2)
        notices = (
            self.env["mail.message"]
            .search([("model", "=", "crm.journey"), ("res_id", "=", journey.id)])
            .filtered(lambda m: "out of order" in (m.body or ""))
        )
        self.assertEqual(len(notices), 1, "one notice to the owner, not one each")

    def test_a_step_that_fails_may_be_passed_over(self):
        journey = self._create_journey(
            {
                "first": (
                    "field",
                    {"field": "ref", "value": "one", "on_error": "next"},
                    "second",
                ),
                "second": ("field", {"field": "color", "value": 3}, None),
            }
        )
        self._enrol(journey, self.people[0])
        self._break(self.people[0])
        for minutes in (0, 1, 5, 30, 120):
            self._drain(minutes=minutes)

        self.assertEqual(self._participants(journey).state, "done")
        self.assertEqual(self.people[0].color, 3)

    def _break(self, partners):
        """Make writing the reference of some contacts fail."""
        write = type(partners).write

        def fail(records, vals):
            if "ref" in vals and records & partners:
                raise ValueError("the reference is out of order")
            return write(records, vals)

        self.patch(self.registry["res.partner"], "write", fail)

    def test_case_40_a_loop_ends_after_so_many_visits(self):
        journey = self._create_journey(
            {
                "a": ("field", {"field": "ref", "value": "x"}, "b"),
                "b": ("wait", DAY, "a"),
            },
            max_visits=3,
        )
        self._enrol(journey, self.people[0])
        for _day in range(6):
            self._drain(days=1)

        participant = self._participants(journey)
        self.assertEqual(participant.state, "exited")
        self.assertEqual(participant.reason_id.code, "max_visits")
        visits = self._traces(journey).filtered(lambda t: t.step_uid == "a")
        self.assertEqual(visits.mapped("visit"), [1, 2, 3])

    def test_case_25_a_deleted_contact_leaves_and_stays_counted(self):
        journey = self._line()
        self._enrol(journey, self.people)
        self._drain()

        self.people[0].unlink()
        self._drain(days=1)

        participants = self._participants(journey)
        self.assertEqual(len(participants), 5)
        gone = participants.filtered(lambda p: p.state == "exited")
        self.assertEqual(gone.reason_id.code, "deleted")

    def test_case_25_an_archived_contact_waits_and_goes_on_when_it_is_back(self):
        journey = self._line()
        self._enrol(journey, self.people)
        self._drain()
        self.people[0].action_archive()
        self._drain(days=1)

        held = self._traces(journey, "ready")
        self.assertEqual(held.reason_id.code, "archived")
        self.assertEqual(held.participant_id.state, "active")

        with freeze_time(self.now):
            self.people[0].action_unarchive()
        self._drain()
        self.assertEqual(self.people[0].function, "two")

    def test_case_25_who_stays_archived_leaves_in_the_end(self):
        journey = self._line()
        self._enrol(journey, self.people[0])
        self._drain()
        self.people[0].action_archive()
        for _week in range(6):
            self._drain(days=7)

        participant = self._participants(journey)
        self.assertEqual(participant.state, "exited")
        self.assertEqual(participant.reason_id.code, "archived")

    def test_a_step_that_its_version_lost_is_an_error_and_not_a_stop(self):
        journey = self._line()
        self._enrol(journey, self.people[:2])
        self._traces(journey)[0].step_uid = "lost"

        self._drain()

        self.assertEqual(
            sorted(self._participants(journey).mapped("state")), ["active", "error"]
        )
