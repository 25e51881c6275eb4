# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: setup and sample data of journeys tell the truth, and leave nothing."""

from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.test_sample import SampleCase
from odoo.addons.crm_relationship.tests.test_setup import SetupCase

MANAGER = "crm_marketing_auto.group_crm_marketing_auto_manager"


@tagged("post_install", "-at_install")
class TestJourneySetup(SetupCase):
    app = "journeys"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager.group_ids = [Command.link(cls.env.ref(MANAGER).id)]

    def test_each_step_says_why_and_leads_to_its_place(self):
        self.check_places()

    def test_links_need_https_and_a_name(self):
        parameters = self.env["ir.config_parameter"]
        for url, is_done in (
            ("http://localhost:8069", False),
            ("http://crm.company.test", False),
            ("https://127.0.0.1", False),
            ("https://crm.company.test", True),
        ):
            with self.subTest(url=url):
                parameters.set_param("web.base.url", url)
                self.assertEqual(self.step("links")["done"], is_done)

    def test_consent_is_seen_once_it_is_recorded(self):
        self.env["crm.consent"].create(
            {"identity": "lan@setup.test", "channel": "mail", "state": "given"}
        )

        self.assertTrue(self.step("consent")["done"])

    def test_the_sample_is_no_segment_of_ones_own(self):
        self.env["crm.segment"].search([]).active = False
        sample = self.env["crm.sample"].with_user(self.user_manager)
        self.company.crm_sample_loaded_at = False
        sample.fill()
        self.assertFalse(self.step("segment")["done"])

        self.env["crm.segment"].create({"name": "Own", "kind": "static"})

        self.assertTrue(self.step("segment")["done"])

    def test_it_costs_the_same_however_much_there_is(self):
        self.check_cost({"crm.segment": {"name": "S", "kind": "static"}})


@tagged("post_install", "-at_install")
class TestJourneySample(SampleCase):
    counted = (
        *SampleCase.counted,
        "crm.journey",
        "crm.journey.version",
        "crm.segment",
        "crm.segment.member",
        "mailing.mailing",
    )

    def test_nothing_is_left_of_it(self):
        told, after = self.check_leaves_nothing()

        for model in ("crm.segment", "crm.journey", "mailing.mailing"):
            self.assertEqual(told[model] - after[model], 1, model)

    def test_the_journey_is_a_draft_for_the_people_of_the_story(self):
        self.sample.fill()

        records = self.records()
        journey, segment = records["journey"], records["segment"]
        self.assertEqual(journey.state, "draft")
        self.assertEqual(journey.segment_id, segment)
        people = {records[key].id for key in ("dao", "khanh", "dung", "tuan")}
        self.assertEqual(set(segment.member_ids.mapped("res_id")), people)
        self.assertFalse(
            self.env["crm.journey.participant"].search(
                [("journey_id", "=", journey.id)]
            )
        )

    def test_a_journey_that_somebody_renamed_stays_with_its_segment(self):
        self.sample.fill()
        self.user_manager.group_ids = [Command.link(self.env.ref(MANAGER).id)]
        records = self.records()
        records["journey"].with_user(self.user_manager).name = "Ours"

        kept = {model for _name, _why, model, _id in self.sample.remove()}

        self.assertTrue(records["journey"].exists())
        self.assertTrue(records["journey"].draft_version_id.step_ids.mailing_id)
        self.assertEqual(kept, {"crm.journey", "crm.segment", "mailing.mailing"})

    def _as_manager(self):
        """Load the story; return its records as they are for who loaded it."""
        self.user_manager.group_ids = [Command.link(self.env.ref(MANAGER).id)]
        self.sample.fill()
        user = self.user_manager
        return {key: one.with_user(user) for key, one in self.records().items()}

    def test_a_journey_with_steps_of_a_person_stays(self):
        def rename(step):
            step.name = "Our words"

        def write(step):
            step.mailing_id.body_arch = "<p>Our words</p>"

        def add(step):
            step.copy({"step_uid": "ours"})

        for change in (rename, write, add, lambda step: step.unlink()):
            with self.subTest(change=change.__name__):
                journey = self._as_manager()["journey"]
                change(journey.draft_version_id.step_ids[0])

                kept = [(row[2], row[3]) for row in self.sample.remove()]

                self.assertIn(("crm.journey", journey.id), kept)
                self.assertTrue(journey.exists())

    def test_a_journey_that_somebody_started_stays_when_jobs_write_it(self):
        journey = self._as_manager()["journey"]
        journey.action_start()
        self.env.flush_all()
        journey.with_user(SUPERUSER_ID)._set({"enrol_after_id": 0})

        kept = {model for _name, _why, model, _id in self.sample.remove()}

        self.assertTrue({"crm.journey", "crm.segment"} <= kept)
        self.assertEqual(journey.state, "running")

    def test_a_segment_with_others_stays_when_jobs_write_it(self):
        segment = self._as_manager()["segment"]
        segment._put_in(self.customer.ids)
        self.env.flush_all()
        segment.with_user(SUPERUSER_ID).sudo().write({"full_at": "2026-01-01"})

        self.sample.remove()

        self.assertIn(self.customer.id, segment.member_ids.mapped("res_id"))

    def test_jobs_keep_nothing_by_what_they_write(self):
        records = self._as_manager()
        system = self.env(user=SUPERUSER_ID)
        records["segment"].with_env(system).write({"full_at": "2026-01-01"})
        records["journey"].with_env(system)._set({"enrol_after_id": 0})
        records["moc"].with_env(system).write({"message_bounce": 1})

        self.assertEqual(self.sample.remove(), [])
