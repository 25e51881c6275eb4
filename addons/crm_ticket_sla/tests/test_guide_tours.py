# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: desk and customer do their jobs with the mouse, as the guides show them."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.browser import StoryCase

from ..controllers.rating import TicketRating
from ..demo.story import Story

QUESTION = "Kệ sách có lắp được góc phòng không?"


@tagged("post_install", "-at_install", "crm_screenshots")
class TestGuideTours(StoryCase):
    @classmethod
    def tell(cls):
        Story(cls.env).tell()
        cls.question = cls.env["crm.ticket"].search([("name", "=", QUESTION)])
        cls.customer = cls.env["res.users"].create(
            {
                "name": cls.question.partner_id.name,
                "login": "mai@hoasen.example",
                "partner_id": cls.question.partner_id.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    def test_agent_sees_the_clock_asks_why_and_answers_in_time(self):
        self.tour("/odoo/my-tickets", "crm_ticket_sla_guide_agent", "hai")

        answer = self.question.message_ids[0]
        self.assertEqual(answer.author_id.name, "Nguyễn Thanh Hải")
        self.assertIn("em gửi bản vẽ", answer.body)
        answered = self.question.clock_ids.filtered(
            lambda clock: clock.metric == "next_response"
        )
        self.assertEqual(answered[-1:].outcome, "met")

    def test_manager_looks_at_the_load_and_tries_a_promise_on_past_tickets(self):
        self.tour("/odoo/ticket-workload", "crm_ticket_sla_guide_manager", "linh")
        lab = self.env["crm.sla.lab"].search([])
        self.assertEqual(lab.state, "running")

        for _batch in range(20):
            if lab.state != "running":
                break
            lab.sudo()._replay_batch()  # sudo: the job is the system's
        self.assertEqual(lab.state, "done")

        self.tour("/odoo/ticket-policy-lab", "crm_ticket_sla_guide_lab", "linh")

    def test_customer_reads_answers_and_rates(self):
        self.tour(
            self.question.access_url,
            "crm_ticket_sla_guide_customer",
            self.customer.login,
        )
        answer = self.question.message_ids[0]
        self.assertEqual(answer.author_id, self.question.partner_id)

        self.question.team_id.rating_enabled = True
        self.question.stage_id = self.env.ref("crm_ticket_sla.stage_solved")
        self.env.flush_all()
        self.question._send_rating_request()
        rating = self.question._portal_rating()
        # people need some seconds to choose a face, and programs none
        with patch.object(TicketRating, "_min_seconds", 0):
            self.tour(rating._vote_path(), "crm_ticket_sla_guide_rating", None)

        self.env.invalidate_all()
        self.assertEqual((rating.rating, rating.feedback), (5, "Rất nhanh"))


@tagged("post_install", "-at_install", "-standard", "crm_screenshots")
class TestGuideToursInVietnamese(TestGuideTours):
    """For `make screenshots`, on a database that has the translations."""

    allow_inherited_tests_method = True
    language, prefix = "vi_VN", "vi-"
