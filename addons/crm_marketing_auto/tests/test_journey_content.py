# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what steps say does not mix with the mailings that people send."""

from ast import literal_eval

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyContent(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mailings = cls.env["mailing.mailing"]
        cls.journey = cls._create_journey({"one": ("mail",)}, publish=False)
        cls.version = cls.journey.draft_version_id
        found = cls.version.open_content("one", cls.version.revision)
        cls.content = cls.mailings.browse(found["mailing_id"])

    def _listed(self, action):
        """Return what an action of core lists."""
        domain = self.env["ir.actions.act_window"]._for_xml_id(action)["domain"]
        return self.mailings.search(literal_eval(domain))

    def test_lists_and_counts_of_core_are_without_it(self):
        for kind in ("mass_mailing.mailing_mailing_action_mail",):
            self.assertNotIn(self.content, self._listed(kind))
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        self.content.campaign_id = campaign
        self.assertEqual(campaign.mailing_mail_count, 0)

    def test_content_of_the_gallery_and_of_new_versions_is_hidden_too(self):
        before = self.mailings.search_count([])
        journeys = self.env["crm.journey"]
        journey = journeys.browse(journeys.create_from_gallery("welcome"))
        self.content.body_html = "<p>Dear</p>"
        self.journey.action_start()
        draft = self.journey._get_draft_version()

        self.assertTrue(draft.step_ids.mailing_id)
        self.assertNotEqual(draft.step_ids.mailing_id, self.content)
        contents = draft.step_ids.mailing_id | journey.draft_version_id.step_ids.mapped(
            "mailing_id"
        )
        self.assertEqual(set(contents.mapped("is_journey_content")), {True})
        self.assertEqual(self.mailings.search_count([]), before)

    def test_it_cannot_be_sent_to_everybody(self):
        for send in ("action_put_in_queue", "action_launch", "action_send_mail"):
            with self.subTest(send), self.assertRaisesRegex(UserError, "journey"):
                getattr(self.content, send)()
        self.assertEqual(self.content.state, "draft")

    def test_it_is_not_taken_out_of_the_archive(self):
        self.content.action_unarchive()

        self.assertFalse(self.content.active)

    def test_a_mailing_of_a_person_is_sent_as_ever(self):
        mailing = self.mailings.create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )

        mailing.action_put_in_queue()

        self.assertEqual(mailing.state, "in_queue")
