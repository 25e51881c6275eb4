# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: names of segments, journeys, steps and people run in nobody's browser."""

from odoo.tests import new_test_user, tagged

from odoo.addons.crm_relationship.tests.planted_common import PlantedCase, planted

from .common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestPlanted(PlantedCase, JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = new_test_user(
            cls.env,
            "planted_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
            lang="en_US",
        )
        cls.person = cls._create_people(1)
        cls.person.name = planted("Person")
        cls.segment = cls.env["crm.segment"].create(
            {"name": planted("Segment"), "kind": "static"}
        )
        cls.journey = cls._create_journey(
            {"mark": ("field", {"field": "ref", "value": "x"})}, publish=False
        )
        cls.journey.name = planted("Journey")
        cls.journey._get_draft_version().step_ids.name = planted("Step")

    def test_pages_of_the_web_client(self):
        version = self.journey._get_draft_version().with_user(self.marketer)
        drawing = version._open_editor(version)
        self.walk(
            [
                self.form(self.segment, "Segment"),
                self.form(self.journey, "Journey"),
                {"name": "drawing", "action": drawing, "text": "Step"},
                self.page("crm.journey", "Journey", views=[[False, "list"]]),
            ],
            self.marketer.login,
        )

    def test_pages_of_what_came_of_it(self):
        self.journey.action_start()
        self._enrol(self.journey, self.person)
        self._drain(days=1)
        participant = self._participants(self.journey)
        flow = self.client("crm_journey_flow", "Step")
        flow["action"]["context"] = {"active_id": self.journey.id}
        self.walk(
            [
                self.form(participant, "Step"),
                self.form(self.journey, "Journey"),
                flow,
            ],
            self.marketer.login,
        )

    def test_tables_that_are_made_as_markup(self):
        """The pictures of results, paths and dry runs are markup made by the server."""
        self.journey.action_start()
        self._enrol(self.journey, self.person)
        self._drain(days=1)
        participant = self._participants(self.journey)
        story = str(participant.story)
        self.assertNotIn("<img", story)
        self.assertNotIn("<svg onload", story)
        results = str(self.journey.steps_html)
        self.assertIn("&lt;", results)
        self.assertNotIn("<img", results)
