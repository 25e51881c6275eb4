# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each role does its job with the mouse, on the story that the guides show."""

from odoo.tests import tagged

from ..demo.story import Story
from .browser import StoryCase


@tagged("post_install", "-at_install", "crm_screenshots")
class TestGuideTours(StoryCase):
    @classmethod
    def tell(cls):
        Story(cls.env).tell()

    def test_salesperson_prepares_makes_and_logs_a_call(self):
        hotel = self.env["res.partner"].search([("name", "=", "Khách sạn Sông Hương")])

        self.tour(
            f"/odoo/contacts/{hotel.id}", "crm_relationship_guide_salesperson", "huong"
        )

        call = self.env["crm.interaction"].search(
            [("subject", "=", "Hỏi mẫu da cho tầng 4")]
        )
        self.assertEqual(call.user_id.login, "huong")
        self.assertEqual(call.duration, 8 * 60)
        planned = self.env["mail.activity"].search(
            [("summary", "=", "Gọi hỏi đã nhận mẫu chưa")]
        )
        self.assertEqual(planned.user_id.login, "huong")

    def test_manager_looks_at_the_figures_and_hands_over_the_customers_of_a_leaver(
        self,
    ):
        handover = self.env["crm.handover"].search([("state", "=", "previewed")])
        leaver = handover.user_id

        self.tour("/odoo/crm-dashboard", "crm_relationship_guide_manager", "long")
        for _batch in range(20):
            self.env.invalidate_all()
            if not handover.sudo()._step():  # sudo: the job is the system's
                break

        self.assertEqual(handover.state, "done")
        self.assertFalse(
            self.env["res.partner"].search_count(
                [("user_id", "=", leaver.id), ("is_company", "=", True)]
            )
        )

    def test_steward_reads_an_import_and_merges_two_contacts(self):
        self.grant("long", "crm_relationship.group_data_steward")
        typed_twice = self.env["res.partner"].search([("name", "=", "Nguyen Thi Dao")])

        self.tour("/odoo/customer-imports", "crm_relationship_guide_steward", "long")

        self.env.invalidate_all()
        self.assertFalse(typed_twice.exists().filtered("active"))

    def test_administrator_looks_at_the_health(self):
        self.tour("/odoo/crm-health", "crm_relationship_guide_administrator", "admin")


@tagged("post_install", "-at_install", "-standard", "crm_screenshots")
class TestGuideToursInVietnamese(TestGuideTours):
    """For `make screenshots`, on a database that has the translations."""

    allow_inherited_tests_method = True
    language, prefix = "vi_VN", "vi-"
