# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: people finish what they began, or are moved after a preview, and nobody is
lost on the way."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common_journey import JourneyCase


def wait(days):
    return ("wait", {"mode": "duration", "amount": days, "unit": "days"}, "mark")


def mark(value):
    return ("field", {"field": "ref", "value": value})


@tagged("post_install", "-at_install")
class TestJourneyVersions(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(6)

    def _edit(self, journey, steps, entry=None):
        """Publish another drawing of a journey; return the version."""
        version = self._draw(journey._get_draft_version(), steps, entry)
        return version._publish()

    def _migrate(self, journey, to, **options):
        with freeze_time(self.now):
            former = self._participants(journey).version_id - to
            former._migrate(to, **options)
        return former

    def test_a_published_version_does_not_change(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        version = journey.version_id
        step = version.step_ids[0]
        marketer = new_test_user(
            self.env,
            "marketer_v",
            groups="crm_marketing_auto.group_crm_marketing_auto_manager",
        )
        for user in (self.env.user, marketer):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(UserError, "does not change"):
                    step.with_user(user).write({"name": "Other"})
                with self.assertRaisesRegex(UserError, "does not change"):
                    step.with_user(user).unlink()
                with self.assertRaisesRegex(UserError, "does not change"):
                    step.with_user(user).create(
                        self._prepare_step("new", "exit") | {"version_id": version.id}
                    )
                with self.assertRaisesRegex(UserError, "does not change"):
                    version.with_user(user).write({"entry_uid": "mark"})
                with self.assertRaisesRegex(UserError, "does not change"):
                    version.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "is published by starting"):
            version.with_user(marketer).write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "is published by starting"):
            version.with_user(marketer).create(
                {"journey_id": journey.id, "state": "published"}
            )

    def test_a_step_cannot_be_smuggled_into_a_published_version(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        draft = journey._get_draft_version()
        with self.assertRaisesRegex(UserError, "does not change"):
            draft.step_ids[0].version_id = journey.version_id

    def test_editing_copies_the_steps_with_their_uids(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        draft = journey._get_draft_version()

        self.assertEqual(draft._graph(), journey.version_id.snapshot)
        self.assertEqual((draft.number, draft.state), (2, "draft"))
        self.assertEqual(journey._get_draft_version(), draft)

    def test_case_28_insiders_stay_and_entrants_get_the_new_version(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        self._enrol(journey, self.people[:3])
        self._drain()
        self._edit(journey, {"wait": wait(2), "mark": mark("new")})
        self._enrol(journey, self.people[3:])
        self._drain()
        self._drain(days=2)
        self.assertEqual(self.people.mapped("ref"), [False] * 3 + ["new"] * 3)
        self._drain(days=3)

        self.assertEqual(self.people.mapped("ref"), ["old"] * 3 + ["new"] * 3)

    def test_case_28_what_a_published_step_says_does_not_change(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        journey = self._create_journey({"letter": ("mail", {}, None)}, publish=False)
        journey.draft_version_id.step_ids.mailing_id = mailing
        marketer = new_test_user(
            self.env, "author", "crm_marketing_auto.group_crm_marketing_auto_user"
        )
        mine = mailing.with_user(marketer)
        mine.subject = "Good morning"
        journey.action_start()

        with self.assertRaisesRegex(UserError, "new version"):
            mine.subject = "Good evening"
        copy = journey.with_user(marketer)._get_draft_version().step_ids.mailing_id
        copy.subject = "Good evening"

        self.assertEqual(mailing.subject, "Good morning")
        self.assertNotEqual(copy, mailing)

    def test_case_28_the_preview_counts_and_changes_nothing(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        self._enrol(journey, self.people)
        self._drain()
        self.now += timedelta(days=2)
        new = self._edit(journey, {"wait": wait(1), "mark": mark("new")})
        former = self._participants(journey).version_id
        with freeze_time(self.now):
            preview = former._migration_preview(new)

        self.assertEqual(
            preview,
            [
                {
                    "step_uid": "wait",
                    "name": "Wait",
                    "count": 6,
                    "move": "moved",
                    "overdue": 6,
                }
            ],
        )
        self.assertEqual(self._participants(journey).version_id, former)

    def test_case_29_nobody_vanishes_with_a_step(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        self._enrol(journey, self.people)
        self._drain()
        new = self._edit(
            journey, {"pause": (*wait(1)[:2], "mark"), "mark": mark("new")}
        )
        with self.assertRaisesRegex(UserError, "6 people wait at “Wait”"):
            self._migrate(journey, new)
        former = self._migrate(journey, new, fallback={"wait": "mark"})
        self._drain(days=1)

        self.assertEqual(set(self.people.mapped("ref")), {"new"})
        self.assertFalse(former.migrate_to_id)

    def test_case_29_the_declared_fallback_may_be_to_leave(self):
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        self._enrol(journey, self.people)
        self._drain()
        new = self._edit(journey, {"mark": mark("new")})
        self._migrate(journey, new, fallback={"wait": "exit"})
        self._drain(days=9)

        participants = self._participants(journey)
        self.assertEqual(set(participants.mapped("state")), {"exited"})
        self.assertEqual(participants.reason_id.code, "step_gone")
        self.assertFalse(any(self.people.mapped("ref")))

    def test_case_30_a_shorter_wait_makes_no_burst(self):
        people = self._create_people(100)
        journey = self._create_journey({"wait": wait(5), "mark": mark("old")})
        self._enrol(journey, people)
        self._drain()
        self.now += timedelta(days=3)
        new = self._edit(journey, {"wait": wait(1), "mark": mark("new")})
        self._migrate(journey, new, spread=10)

        due = self._traces(journey, "ready").mapped("due_at")
        self.assertGreaterEqual(min(due), self.now)
        self.assertLess(max(due), self.now + timedelta(hours=10))
        for hour in range(10):
            begin = self.now + timedelta(hours=hour)
            inside = sum(begin <= at < begin + timedelta(hours=1) for at in due)
            self.assertLess(inside, 25, f"hour {hour}")
        self._drain(hours=10)
        self.assertEqual(set(people.mapped("ref")), {"new"})

    def test_who_has_been_at_the_fallback_step_comes_again(self):
        steps = {
            "mark": (*mark("one"), "wait"),
            "wait": ("wait", wait(5)[1], "end"),
            "end": ("exit",),
        }
        journey = self._create_journey(steps)
        self._enrol(journey, self.people[0])
        self._drain()
        new = self._edit(journey, {"mark": mark("two")})
        self._migrate(journey, new, fallback={"wait": "mark"}, spread=0)
        self._drain()

        visits = self._traces(journey).filtered(lambda t: t.step_uid == "mark")
        self.assertEqual(visits.mapped("visit"), [1, 2])
        self.assertEqual(self._participants(journey).state, "done")

    def test_people_are_not_moved_to_another_journey(self):
        one = self._create_journey({"mark": mark("x")})
        other = self._create_journey({"mark": mark("x")})
        with self.assertRaisesRegex(UserError, "their own"):
            one.version_id._migrate(other.version_id)
