# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the form of a journey says who is in it and what has come of it."""

from odoo.tests import new_test_user, tagged

from .common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyResults(JourneyCase):
    def test_people_and_figures_are_shown_in_the_form(self):
        journey = self._create_journey(
            {"wait": ("wait", {"mode": "duration", "amount": 1, "unit": "days"})}
        )
        people = self._create_people(3)
        self._enrol(journey, people)
        self._drain()

        self.assertEqual(
            sorted(journey.recent_participant_ids.mapped("record_name")),
            sorted(people.mapped("name")),
        )
        self.assertIn("Inside", journey.states_html)
        self.assertIn("Wait", journey.steps_html)

        journey.action_stop()
        self.env.invalidate_all()
        reason = self.env.ref("crm_marketing_auto.crm_journey_reason_stopped")
        self.assertIn(reason.name, journey.reasons_html)

    def test_nobody_yet_is_no_figure(self):
        journey = self._create_journey({"end": ("exit",)})

        self.assertFalse(journey.recent_participant_ids)
        self.assertFalse(journey.steps_html)

    def test_the_form_of_a_new_journey_opens_without_a_warning(self):
        with self.assertNoLogs("odoo.domains", "WARNING"):
            fresh = self.env["crm.journey"].new({"name": "Tết"})

            self.assertFalse(fresh.recent_participant_ids)


@tagged("post_install", "-at_install")
class TestJourneyChatStep(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create({"name": "Zalo shop"})
        cls.drawer = new_test_user(
            cls.env,
            "chat_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
        )

    def _problems(self, text, account=None):
        account = account or self.account
        config = {"account_id": account.id, "text": text}
        journey = self._create_journey({"hi": ("chat", config)}, publish=False)
        version = journey.draft_version_id.with_user(self.drawer)
        return [(problem.code, problem.step_uid) for problem in version._problems()]

    def test_an_account_and_a_text_are_all_it_needs(self):
        self.assertEqual(self._problems("Hi {{ object.name }}"), [])

    def test_what_is_missing_is_said(self):
        journey = self._create_journey({"hi": ("chat", {})}, publish=False)
        missing = [
            problem.args.get("key")
            for problem in journey.draft_version_id._problems()
            if problem.code == "missing"
        ]
        self.assertEqual(missing, ["account_id", "text"])

    def test_an_account_that_is_gone_is_found_before_the_start(self):
        gone = self.env["crm.channel.account"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()

        self.assertEqual(
            self._problems("Hi", self.account.browse(gone_id)), [("gone", "hi")]
        )

    def test_a_text_cannot_reach_further_than_its_author(self):
        editors = self.env.ref("mail.group_mail_template_editor")
        self.env.ref("base.group_user").implied_ids -= editors
        self.drawer.group_ids -= editors

        found = self._problems("{{ object.env.company.name }}")

        self.assertEqual(found, [("unsafe_text", "hi")])
        self.assertEqual(self._problems("Hi {{ object.name }}"), [])

    def test_the_editor_shows_the_account_by_name(self):
        config = {"account_id": self.account.id, "text": "Hi"}
        journey = self._create_journey({"hi": ("chat", config)}, publish=False)

        found = self.env["crm.journey"].get_editor(journey.draft_version_id.id)

        self.assertEqual(found["names"]["account_id"], {self.account.id: "Zalo shop"})
        self.assertIn(
            {"value": self.account.id, "label": "Zalo shop"},
            found["catalog"]["accounts"],
        )
