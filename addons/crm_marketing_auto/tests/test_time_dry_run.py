# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a dry run says what would happen, and nothing happens."""

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_journey import JourneyCase

NOW = datetime(2027, 3, 1, 3)  # a Monday, ten o'clock in Ha Noi
WRITTEN = (
    "crm_journey_participant",
    "crm_journey_trace",
    "crm_journey_event",
    "crm_contact_log",
    "mail_mail",
    "mailing_trace",
)


@tagged("post_install", "-at_install")
class TestTimeDryRun(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = NOW
        cls.env.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.people = cls._create_people(10, tz="Asia/Ho_Chi_Minh")
        cls.people[:2].email = False
        cls.segment = cls.env["crm.segment"].create(
            {"name": "Audience", "kind": "static"}
        )
        cls.env["crm.segment.member"].create(
            [
                {
                    "segment_id": cls.segment.id,
                    "res_id": person.id,
                    "entered_at": NOW,
                }
                for person in cls.people
            ]
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Hello {{ object.name }}",
                "body_html": "<p>Dear <t t-out='object.name'/></p>",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )

    def _planned(self, steps, publish=False, **values):
        journey = self._create_journey(
            steps,
            publish=publish,
            **{
                "trigger": "segment",
                "segment_id": self.segment.id,
                "message_class": "transactional",
                **values,
            },
        )
        version = journey.draft_version_id or journey.version_id
        if not publish:
            version.step_ids.filtered(
                lambda step: step.kind == "mail"
            ).mailing_id = self.mailing
        return journey

    def _counts(self):
        self.env.flush_all()
        found = {}
        for table in WRITTEN:
            self.env.cr.execute(f"SELECT count(*) FROM {table}")  # pylint: disable=sql-injection
            found[table] = self.env.cr.fetchone()[0]
        return found

    def _letters(self):
        wait = {"mode": "duration", "amount": 3, "unit": "days", "at": "09:00"}
        return {
            "one": ("mail", {}, "wait"),
            "wait": ("wait", wait, "two"),
            "two": ("mail", {}, "call"),
            "call": ("call", {"summary": "Ring"}),
        }

    def test_who_would_get_what_and_when(self):
        before = self._counts()
        journey = self._planned(self._letters())

        found = journey._dry_run(now=NOW)

        self.assertEqual(found["audience"], 10)
        self.assertEqual(
            found["sends"], {"2027-03-01": {"mail": 8}, "2027-03-04": {"mail": 8}}
        )
        self.assertEqual(found["messages"], 16)
        self.assertEqual(sum(found["blocked"].values()), 4)  # two, twice
        self.assertEqual(found["actions"], {"call": 10})
        self.assertEqual(found["ends"], {"done": 10})
        self.assertEqual(
            found["steps"]["one"],
            {"visits": 10, "done": 8, "skipped": 2, "why no_address": 2},
        )
        self.assertEqual(self._counts(), before)
        self.assertEqual(journey.state, "draft")

    def test_samples_are_rendered_for_the_person(self):
        found = self._planned(self._letters())._dry_run(now=NOW)

        sample = found["samples"][0]
        self.assertEqual(sample["subject"], f"Hello {self.people[2].name}")
        self.assertIn(f"Dear {self.people[2].name}", sample["body_html"])
        self.assertLessEqual(len(found["samples"]), 20)

    def test_a_limit_tries_a_part_of_the_audience(self):
        found = self._planned(self._letters())._dry_run(now=NOW, limit=4)

        self.assertEqual(found["entered"], 4)
        self.assertEqual(found["messages"], 4)

    def test_quiet_hours_put_messages_off_to_the_next_morning(self):
        journey = self._planned(
            {"one": ("mail",)}, message_class="care", quiet_start=8, quiet_end=20
        )

        found = journey._dry_run(now=datetime(2027, 3, 1, 16))  # 23:00 in Ha Noi

        self.assertEqual(sum(found["deferred"].values()), 8)
        self.assertEqual(found["sends"], {"2027-03-02": {"mail": 8}})

    def test_lots_are_those_that_will_be_drawn(self):
        parts = [{"name": "a", "weight": 30}, {"name": "b", "weight": 70}]
        steps = {
            "split": (
                "split",
                {"mode": "random", "parts": parts},
                {"a": "x", "b": "y"},
            ),
            "x": ("exit",),
            "y": ("exit",),
        }
        journey = self._planned(steps, publish=True, holdout_percent=30)
        found = journey._dry_run(now=NOW)

        self._pass_enrol()
        self._drain()

        people = self._participants(journey)
        left_out = people.filtered(lambda p: p.arm == "holdout")
        self.assertEqual(found["holdout"], len(left_out))
        branches = self._traces(journey).filtered(lambda t: t.step_uid == "split")
        for name in ("a", "b"):
            count = len(branches.filtered(lambda t, n=name: t.branch == n))
            self.assertEqual(found["steps"]["split"].get(f"way {name}", 0), count)

    def test_those_who_are_inside_already_do_not_come_again(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})}, publish=True)
        self._pass_enrol()

        self.assertEqual(journey._dry_run(now=NOW)["audience"], 0)

    def test_both_ways_of_what_nobody_knows_and_the_assumption_stated(self):
        steps = {
            "one": ("mail", {}, "opened"),
            "opened": (
                "condition",
                {"mode": "reaction", "of": "one", "kind": "open", "days": 3},
                {"yes": "a", "no": "b"},
            ),
            "a": ("exit",),
            "b": ("exit",),
        }

        found = self._planned(steps)._dry_run(now=NOW)

        ways = found["steps"]["opened"]
        self.assertEqual(ways.get("way yes", 0) + ways.get("way no", 0), 10)
        self.assertEqual(
            found["assumptions"]["reactions"]["open"],
            {"share": 0.25, "from_history": False},
        )

    def test_a_journey_of_birthdays_is_looked_at_a_month_ahead(self):
        self.env["res.partner"].search([("birthdate", "!=", False)]).birthdate = False
        self.people[5].birthdate = "1990-03-10"
        self.people[6].birthdate = "1990-05-10"
        journey = self._planned(
            {"one": ("mail",)}, trigger="date", trigger_config={"source": "birthday"}
        )

        found = journey._dry_run(now=NOW)

        self.assertEqual(found["sends"], {"2027-03-10": {"mail": 1}})

    def test_birthdays_of_an_audience_that_was_just_made_are_looked_at_too(self):
        self.env["res.partner"].search([("birthdate", "!=", False)]).birthdate = False
        self.people[5].birthdate = "1990-03-10"
        segment = self.env["crm.segment"].create(
            {
                "name": "Just made",
                "rule": {
                    "kind": "and",
                    "rules": [{"kind": "fields", "domain": [["email", "!=", False]]}],
                },
            }
        )
        journey = self._planned(
            {"one": ("mail",)},
            trigger="date",
            trigger_config={"source": "birthday"},
            segment_id=segment.id,
        )

        found = journey._dry_run(now=NOW)

        self.assertFalse(segment.refreshed_at)
        self.assertEqual(found["sends"], {"2027-03-10": {"mail": 1}})

    def test_what_cannot_be_tried_is_refused_with_the_reason(self):
        with self.assertRaisesRegex(UserError, "audience"):
            self._planned(
                {"one": ("mail",)}, trigger="manual", segment_id=False
            )._dry_run()
        with self.assertRaises(UserError):
            self._planned({"wait": ("wait", {"mode": "duration"})})._dry_run()

    def test_the_job_keeps_the_result_and_can_be_cancelled(self):
        journey = self._planned(self._letters())
        runs = self.env["crm.journey.dry.run"]
        run = runs.browse(journey.action_dry_run())
        cancelled = runs.browse(journey.action_dry_run())
        cancelled.action_cancel()

        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_marketing_auto.ir_cron_journey_dry_run")
            cron.method_direct_trigger()
        self.env.invalidate_all()

        self.assertEqual((run.state, run.error), ("done", False))
        self.assertEqual((run.done_count, run.total_count), (10, 10))
        self.assertEqual(run.result["entered"], 10)
        self.assertEqual(cancelled.state, "cancelled")
        self.assertFalse(cancelled.result)

    def test_a_run_that_died_is_begun_again(self):
        journey = self._planned(self._letters())
        runs = self.env["crm.journey.dry.run"]
        run = runs.browse(journey.action_dry_run())
        self.env.flush_all()
        self.assertEqual(runs._claim(NOW), run)
        self.assertFalse(runs._claim(NOW + timedelta(minutes=1)))

        self.assertEqual(runs._claim(NOW + timedelta(hours=1)), run)
