# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestJourneyGallery(TransactionCase):
    """A ready-made journey needs its words looked at, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = new_test_user(
            cls.env,
            "gallery_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
            email="lan@gallery.test",
        )
        cls.journeys = cls.env["crm.journey"].with_user(cls.marketer)

    def test_every_one_can_be_published_as_it_is(self):
        keys = [ready["key"] for ready in self.journeys.gallery()]
        self.assertEqual(len(keys), 11)
        for key in keys:
            with self.subTest(key):
                journey = self.journeys.browse(self.journeys.create_from_gallery(key))
                version = journey.draft_version_id

                self.assertEqual(version._problems_shown(), [])
                self.assertEqual(journey.state, "draft")
                self.assertFalse(journey.segment_id.error)
                mails = version.step_ids.filtered(lambda step: step.kind == "mail")
                self.assertTrue(mails)
                for step in mails:
                    self.assertIn("unsubscribe_from_list", step.mailing_id.body_html)
                    self.assertIn("object.name", step.mailing_id.body_html)

    def test_content_is_made_for_a_person(self):
        journey = self.journeys.browse(self.journeys.create_from_gallery("birthday"))
        person = self.env["res.partner"].create({"name": "Bùi Thị <Xuân>"})
        mailing = journey.draft_version_id.step_ids.mailing_id

        body = mailing._render_field("body_html", person.ids)[person.id]
        subject = mailing._render_field("subject", person.ids)[person.id]

        self.assertIn("Bùi Thị &lt;Xuân&gt;", body)
        self.assertEqual(subject, "Happy birthday, Bùi Thị <Xuân>!")

    def test_the_words_can_be_edited(self):
        journey = self.journeys.browse(self.journeys.create_from_gallery("birthday"))
        mailing = journey.draft_version_id.step_ids.mailing_id

        # core's editor lets nothing be written outside such an element
        page = html.fromstring(str(mailing.body_arch))
        (frame,) = page.xpath("//div[contains(@class, 'o_mail_wrapper_td')]")
        self.assertIn("happy birthday", frame.text_content())
        self.assertTrue(frame.xpath(".//section[@data-snippet='s_text_block']//p"))

    def test_audience_is_made_once(self):
        first = self.journeys.browse(self.journeys.create_from_gallery("newsletter"))
        second = self.journeys.browse(self.journeys.create_from_gallery("birthday"))

        self.assertEqual(first.segment_id, second.segment_id)

    def test_unknown_one_is_refused(self):
        with self.assertRaisesRegex(UserError, "rocket"):
            self.journeys.create_from_gallery("rocket")

    def test_dry_run_says_who_would_get_what_and_when(self):
        self.env["res.partner"].create({"name": "Lan", "email": "lan@people.test"})
        journey = self.journeys.browse(self.journeys.create_from_gallery("welcome"))
        journey.segment_id.sudo()._refresh()

        action = journey.with_user(self.marketer).action_open_dry_run()

        run = self.env["crm.journey.dry.run"].with_user(self.marketer)
        run = run.browse(action["res_id"])
        self.assertEqual(run.state, "done")
        self.assertGreater(run.done_count, 0)
        self.assertEqual(run.done_count, run.total_count)
        self.assertTrue(run.message_count or run.blocked_count)
        self.assertIn("progress-bar", run.days_html + run.blocked_html)
