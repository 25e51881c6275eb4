# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a person on whom the engine fails every time stops no other person; what is
given up says why, and can be done again."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_relationship.tests.poison import WORDS, PoisonMixin

from .common_journey import JourneyCase

OURS = ("journey_", "lanes", "send_batches", "segments")
STEP = {"first": ("field", {"field": "ref", "value": "one"}, None)}


@tagged("post_install", "-at_install")
class TestPoison(PoisonMixin, JourneyCase):
    excused = {
        "journey_reactions": "one statement for a batch of facts; nothing is built",
        "journey_dry_runs": "test_journey_dry_run: one at a time, keeps its error",
        "lanes": "test_send_lane: what cannot be built is refused alone",
        "send_batches": "the journal of lanes, no queue",
    }

    def setUp(self):
        super().setUp()
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.crm_marketing_auto.models")
        )
        self.people = self._create_people(5)
        self.bad = self.people[2]
        self.others = self.people - self.bad

    def _again(self):
        admin = new_test_user(self.env, "auto_admin", groups="base.group_system")
        self.env["crm.health"].with_user(admin).retry_failed("parked")
        self.env.invalidate_all()

    def test_every_queue_of_marketing_is_poisoned_here(self):
        queues = self.env["crm.health"]._health_queues(fields.Datetime.now())
        ours = [queue.key for queue in queues if queue.key.startswith(OURS)]
        self.assertTrue(ours)
        self.assert_each_queue_is_poisoned(ours)

    def test_poison_journey_steps(self):
        journey = self._create_journey(STEP)
        self._enrol(journey, self.people)
        self.poison("res_partner", "NEW.id = %s", self.bad.id)
        for _attempt in range(8):
            self._drain(hours=12)
        self.env.invalidate_all()
        self.assertEqual(set(self.others.mapped("ref")), {"one"})
        self.assertFalse(self.bad.ref)
        [failed] = self._traces(journey, "failed")
        self.assertIn(WORDS, failed.detail)

    def test_poison_journey_steps_when_it_is_written(self):
        journey = self._create_journey(STEP)
        self._enrol(journey, self.people)
        ill = self._participants(journey).filtered(lambda p: p.res_id == self.bad.id)
        self.poison(
            "crm_journey_trace",
            "NEW.participant_id = %s AND NEW.state = 'done'",
            ill.id,
        )
        for _attempt in range(8):
            self._drain(hours=12)
        self.assertEqual(len(self._traces(journey, "done")), 4)
        [failed] = self._traces(journey, "failed")
        self.assertEqual(failed.participant_id, ill)
        self.assertIn(WORDS, failed.detail)
        self.assertNotEqual(ill.state, "active")

    def test_poison_journey_events(self):
        journey = self._create_journey(STEP)
        self.patch(type(journey), "_now", staticmethod(lambda: self.now))
        self.env["crm.journey.event"]._emit(
            "manual",
            [
                {
                    "journey_id": journey.id,
                    "res_model": "res.partner",
                    "res_id": person.id,
                    "event_key": f"test-{person.id}",
                    "occurred_at": self.now,
                }
                for person in self.people
            ],
        )
        cure = self.poison("crm_journey_participant", "NEW.res_id = %s", self.bad.id)
        self._pass_enrol()
        inside = self._participants(journey).mapped("res_id")
        self.assertEqual(set(inside), set(self.others.ids))
        self.assertEqual(len(self.parked("journey_event")), 1)
        cure()
        self._again()
        self._pass_enrol()
        inside = self._participants(journey).mapped("res_id")
        self.assertEqual(sorted(inside), sorted(self.people.ids))

    def test_poison_journey_dates(self):
        self.people.write({"birthdate": "1990-03-02", "tz": "Asia/Ho_Chi_Minh"})
        journey = self._create_journey(
            STEP,
            trigger="date",
            trigger_config={"source": "birthday", "at": "08:00", "until": "20:00"},
        )
        occasions = self.env["crm.journey.occurrence"]
        now = datetime(2026, 3, 2, 3, 0)
        occasions._plan(journey, now)
        mine = occasions.search([("journey_id", "=", journey.id)])
        self.assertEqual(len(mine), 5)
        self.poison("crm_journey_event", "NEW.res_id = %s", self.bad.id)
        occasions._tell(now)
        self.env.invalidate_all()
        told = mine.filtered(lambda o: o.state == "done")
        self.assertEqual(set(told.mapped("res_id")), set(self.others.ids))
        self.assertEqual(self.parked("occurrence").mapped("res_id"), (mine - told).ids)
        self.assertFalse(occasions._tell(now))

    def test_poison_segments(self):
        tag = self.env["res.partner.category"].create({"name": "In the test"})
        self.people.category_id = tag
        bad, good = self.env["crm.segment"].create(
            [
                {
                    "name": name,
                    "res_model": "res.partner",
                    "rule": {
                        "kind": "tag",
                        "of": "partner",
                        "op": "any",
                        "tags": tag.ids,
                    },
                }
                for name in ("Bad", "Good")
            ]
        )
        self.poison("crm_segment_member", "NEW.segment_id = %s", bad.id)
        (bad | good).write({"full_at": False, "checked_at": False})
        self.env["crm.segment"].search(
            [("id", "not in", (bad | good).ids)]
        ).active = False
        self.run_job("crm_marketing_auto.ir_cron_segment_full")
        self.assertIn(WORDS, bad.error)
        self.assertFalse(good.error)
        self.assertGreaterEqual(good.member_count, 5)

    def test_a_week_without_the_job_greets_nobody_late(self):
        """A job that was off for a week tells of today and of what may be late."""
        days = [f"1990-02-{day}" for day in (23, 24, 25, 26, 27)]
        for person, day in zip(self.people, days, strict=True):
            person.write({"birthdate": day, "tz": "Asia/Ho_Chi_Minh"})
        strict = self._create_journey(
            STEP, trigger="date", trigger_config={"source": "birthday", "at": "08:00"}
        )
        lenient = self._create_journey(
            STEP,
            trigger="date",
            trigger_config={"source": "birthday", "at": "08:00", "late_days": 2},
        )
        occasions = self.env["crm.journey.occurrence"]
        now = datetime(2026, 2, 28, 3, 0)
        for _run in range(2):
            for journey in strict | lenient:
                occasions._plan(journey, now)
            occasions._tell(now)
        self.env.invalidate_all()

        def told(journey):
            return occasions.search(
                [("journey_id", "=", journey.id), ("state", "=", "done")]
            ).mapped("day")

        self.assertFalse(told(strict))
        yesterday = datetime(2026, 2, 28).date() - timedelta(days=1)
        self.assertEqual(
            sorted(told(lenient)), [yesterday - timedelta(days=1), yesterday]
        )
