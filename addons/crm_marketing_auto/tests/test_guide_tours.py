# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: marketer and customer do their jobs with the mouse, as the guides show them."""

from datetime import date

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.browser import StoryCase

from ..demo.story import Story


@tagged("post_install", "-at_install", "crm_screenshots")
class TestGuideTours(StoryCase):
    @classmethod
    def tell(cls):
        story = Story(cls.env)
        story.tell()
        cls.people = story.people
        for number, person in enumerate(cls.people[:60]):
            person.birthdate = date(
                1970 + number % 30, 1 + number % 12, 1 + number % 28
            )
        journeys = cls.env["crm.journey"]
        cls.walked = journeys.search([("state", "=", "paused")], order="id", limit=1)
        cls.env["crm.segment"].with_user(story.marketer).create(
            {
                "name": "Sinh nhật tháng này",
                "rule": {
                    "kind": "and",
                    "rules": [{"kind": "birthday", "months": [9, 10]}],
                },
            }
        )

    def test_marketer_sends_a_birthday_journey_from_the_ready_made_one(self):
        self.tour("/odoo/journeys", "crm_marketing_auto_guide_marketer", "vy")
        journey = self.env["crm.journey"].search([], order="id desc", limit=1)
        self.assertEqual(journey.version_id.step_ids.kind, "mail")

        self.tour(
            f"/odoo/journeys/{journey.id}", "crm_marketing_auto_guide_start", "vy"
        )

        self.env.invalidate_all()
        self.assertEqual((journey.state, journey.user_id.login), ("running", "vy"))

    def test_marketer_reads_what_came_of_it(self):
        self.tour(
            f"/odoo/journeys/{self.walked.id}", "crm_marketing_auto_guide_figures", "vy"
        )

    def test_customer_chooses_what_to_get(self):
        url = self.env["crm.send.preference"]._url(self.people[0])

        self.tour(
            url[url.index("/crm/") :], "crm_marketing_auto_guide_preferences", None
        )

        said = self.env["crm.consent"].search(
            [("identity", "=", self.people[0].email), ("purpose", "=", "marketing")],
            limit=1,
        )
        self.assertEqual((said.state, said.source), ("given", "preference_page"))


@tagged("post_install", "-at_install", "-standard", "crm_screenshots")
class TestGuideToursInVietnamese(TestGuideTours):
    """For `make screenshots`, on a database that has the translations."""

    allow_inherited_tests_method = True
    language, prefix = "vi_VN", "vi-"
