# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a dry run says of how many people it speaks, and what steps change counts."""

import json
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models import crm_journey_dry
from ..tools.dry_run import Tally
from .common_journey import JourneyCase

NOW = datetime(2027, 3, 1, 3)  # a Monday, ten o'clock in Ha Noi


@tagged("post_install", "-at_install")
class TestJourneyDryRun(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(6)
        cls.people[:2].function = "Buyer"
        cls.segment = cls.env["crm.segment"].create(
            {"name": "Audience", "kind": "static"}
        )
        cls.env["crm.segment.member"].create(
            [
                {"segment_id": cls.segment.id, "res_id": person.id, "entered_at": NOW}
                for person in cls.people
            ]
        )
        cls.tag = cls.env["res.partner.category"].create({"name": "Loyal"})
        cls.runs = cls.env["crm.journey.dry.run"]
        cls.marketer = new_test_user(
            cls.env,
            "dry_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
        )

    def _planned(self, steps, **values):
        return self._create_journey(
            steps,
            publish=False,
            **{"trigger": "segment", "segment_id": self.segment.id, **values},
        )

    def _asked(self, change, domain, wait=None):
        """Return a journey that changes records, waits, and asks for them."""
        wait = wait or {"mode": "duration", "amount": 2, "unit": "days"}
        return self._planned(
            {
                "change": (*change, "wait"),
                "wait": ("wait", wait, "ask"),
                "ask": (
                    "condition",
                    {"mode": "domain", "domain": domain},
                    {"yes": "a", "no": "b"},
                ),
                "a": ("exit",),
                "b": ("exit",),
            }
        )

    def _ways(self, journey):
        found = journey._dry_run(now=NOW)["steps"]["ask"]
        return found.get("way yes", 0), found.get("way no", 0)

    def _pass_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_marketing_auto.ir_cron_journey_dry_run"
            ).method_direct_trigger()
        self.env.invalidate_all()

    # --- what steps change ---

    def test_a_field_that_a_step_changes_counts_for_later_conditions(self):
        change = ("field", {"field": "function", "value": "Seller"})
        journey = self._asked(change, [["function", "=", "Seller"]])

        self.assertEqual(self._ways(journey), (6, 0))
        self.assertEqual(self.people.mapped("function")[:1], ["Buyer"])
        self.env.invalidate_all()
        self.assertEqual(self.people[0].function, "Buyer")

    def test_tags_that_a_step_adds_or_removes_count(self):
        self.people[:3].category_id = self.tag
        has_tag = [["category_id", "in", self.tag.ids]]
        add = ("tag", {"action": "add", "tag_ids": self.tag.ids})
        remove = ("tag", {"action": "remove", "tag_ids": self.tag.ids})

        self.assertEqual(self._ways(self._asked(add, has_tag)), (6, 0))
        self.assertEqual(self._ways(self._asked(remove, has_tag)), (0, 6))
        self.env.invalidate_all()
        self.assertEqual(self.tag.partner_ids, self.people[:3])

    def test_a_segment_sees_what_a_step_changes(self):
        loyal = self.env["crm.segment"].create(
            {
                "name": "Sellers",
                "kind": "dynamic",
                "rule": {"kind": "fields", "domain": [["function", "=", "Seller"]]},
            }
        )
        journey = self._asked(("field", {"field": "function", "value": "Seller"}), [])
        ask = journey.draft_version_id.step_ids.filtered(lambda s: s.step_uid == "ask")
        ask.config = {"mode": "segment", "segment_id": loyal.id}

        self.assertEqual(self._ways(journey), (6, 0))

    def test_what_is_changed_after_the_question_does_not_count_for_it(self):
        steps = {
            "ask": (
                "condition",
                {"mode": "domain", "domain": [["function", "=", "Buyer"]]},
                {"yes": "change", "no": "change"},
            ),
            "change": ("field", {"field": "function", "value": "Buyer"}),
        }

        self.assertEqual(self._ways(self._planned(steps)), (2, 4))

    # --- of how many people it speaks ---

    def test_few_people_are_looked_at_while_the_reader_waits(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})})

        action = journey.with_user(self.marketer).action_open_dry_run()

        run = self.runs.browse(action["res_id"]).with_user(self.marketer)
        self.assertEqual(run.state, "done")
        self.assertIn("All 6", run.looked_text)
        self.assertIn("Call", run.steps_html)
        self.assertEqual(journey.dry_run_count, 1)

    def test_more_people_are_looked_at_by_the_job_all_of_them(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})})
        with patch.object(crm_journey_dry, "AT_ONCE", 5):
            run = self.runs.browse(journey.action_open_dry_run()["res_id"])
        self.assertEqual((run.state, run.done_count), ("queued", 0))

        self._pass_job()

        self.assertEqual((run.state, run.done_count, run.total_count), ("done", 6, 6))

    def test_a_run_that_ended_in_the_middle_goes_on_where_it_was(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})})
        run = self.runs.browse(journey.action_dry_run())
        part = journey._dry_run(limit=2)
        run.sudo().write({"state": "running", "moved_at": False, "result": part,
            "done_count": 2})  # fmt: skip

        self._pass_job()

        self.assertEqual(run.state, "done")
        self.assertEqual(run.result["actions"], {"call": 6})
        self.assertEqual(run.result["looked"], 6)

    def test_a_run_that_is_cancelled_on_the_way_keeps_what_it_found(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})})
        run = self.runs.browse(journey.action_dry_run())
        run._claim(NOW)
        given = []

        def commit():
            self.env.flush_all()
            self.env.invalidate_all()
            given.append(1)
            if len(given) == 3:  # the second chunk is being looked at
                run.action_cancel()
                self.env.flush_all()
            return 60.0

        with patch.object(crm_journey_dry, "CHUNK", 2):
            run._run(commit)

        self.assertEqual((run.state, run.done_count), ("cancelled", 2))
        self.assertEqual(run.result["actions"], {"call": 2})
        self.assertIn("2 of 6", run.looked_text)

    def test_the_page_says_who_gets_what_and_why_not(self):
        self.people[0].email = False
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Hello {{ object.name }}",
                "body_html": "<p>Dear</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        journey = self._planned({"one": ("mail",)}, message_class="transactional")
        journey.draft_version_id.step_ids.mailing_id = mailing
        run = self.runs.browse(journey.action_open_dry_run()["res_id"])

        self.assertIn("Hello Person 1", run.people_html)
        no_address = self.env.ref("crm_marketing_auto.crm_journey_reason_no_address")
        self.assertIn(no_address.name, run.people_html)
        self.assertIn(f"{no_address.name}: 1", run.steps_html)
        self.assertIn("open", run.assumptions)

    def test_an_empty_journey_is_refused_with_the_reason(self):
        journey = self.env["crm.journey"].create(
            {"name": "Empty", "trigger": "segment", "segment_id": self.segment.id}
        )
        with self.assertRaisesRegex(UserError, "no step"):
            journey.action_open_dry_run()

    def test_figures_survive_being_written_down(self):
        tally = Tally()
        tally.entered, tally.looked = 5, 5
        tally.send("one", "mail", NOW, 0.5, 3)
        tally.block("one", "cap")
        tally.put_off("one", "quiet")
        tally.note(7, "one", NOW)

        again = Tally.resume(json.loads(json.dumps(tally.as_dict())))
        again.send("one", "mail", NOW, 0.5, 3)

        self.assertEqual(again.as_dict()["cost"], {"3": 1.0})
        self.assertEqual(again.as_dict()["messages"], 2)
        self.assertEqual(again.as_dict()["people"], tally.as_dict()["people"])

    def test_runs_of_long_ago_are_forgotten(self):
        journey = self._planned({"call": ("call", {"summary": "Ring"})})
        run = self.runs.browse(journey.action_dry_run())
        kept = self.runs.browse(journey.action_dry_run())
        self.env.cr.execute(
            "UPDATE crm_journey_dry_run SET create_date = '2020-01-01' WHERE id = %s",
            [run.id],
        )
        self.env.invalidate_all()

        self.runs._gc_runs()

        self.assertFalse(run.exists())
        self.assertTrue(kept.exists())
