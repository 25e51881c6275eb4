# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import HttpCase, tagged

from .browser import WidgetCase
from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestWidgets(WidgetCase):
    def test_unit_tests_pass(self):
        self.assert_widgets_pass("crm_relationship")

    def test_styles_compile(self):
        """Those of all addons that are installed: they are one file."""
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_web", js=False)

        bundle.preprocess_css()

        self.assertEqual(bundle.css_errors, [])


@tagged("post_install", "-at_install")
class TestTours(HttpCase, RelationshipCase):
    """The journeys of a salesperson, in a browser and on the real server."""

    def _start(self, record, tour):
        self.env.flush_all()
        self.start_tour(f"/odoo/{record._name}/{record.id}", tour, login="rel_lan")

    def test_call_and_next_step_are_logged_together(self):
        self.customer.with_user(self.user_lan).message_post(
            body=Markup("<p>Twelve <b>desks</b> as agreed.</p>"),
            subject="Your offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        self.end_transaction()

        self._start(self.customer, "crm_relationship_log_call")

        call = self.env["crm.interaction"].search(
            [("subject", "=", "Asked about delivery")]
        )
        self.assertRecordValues(
            call,
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.user_lan.id,
                    "duration": 720,
                    "direction": "out",
                    "note": "Needs them before the move",
                    "promise": "Send the colour card",
                }
            ],
        )
        activity = self.customer.activity_ids
        self.assertEqual(activity.summary, "Call about the date")
        self.assertEqual(activity.user_id, self.user_lan)

    def test_lead_shows_promises_and_plans_a_meeting(self):
        call = self._log(
            lead_id=self.lead.id, subject="Needs samples", promise="Bring samples"
        )

        self._start(self.lead, "crm_relationship_lead")

        self.assertTrue(call.promise_kept_at)
        visit = self.env["crm.interaction"].search(
            [("subject", "=", "Measured the rooms")]
        )
        self.assertEqual(visit.lead_id, self.lead)
        meeting = self.env["calendar.event"].search([("name", "=", "Present the plan")])
        self.assertEqual(meeting.opportunity_id, self.lead)
        self.assertEqual(meeting.stop - meeting.start, timedelta(hours=1))

    def test_long_history_comes_page_by_page(self):
        now = fields.Datetime.now()
        self.env["crm.interaction"].with_user(self.user_lan).create(
            [
                {
                    "type_id": self._type("call").id,
                    "partner_id": self.customer.id,
                    "subject": f"Old call {n} of 60",
                    "occurred_at": now - timedelta(days=61 - n),
                }
                for n in range(1, 61)
            ]
        )

        self._start(self.customer, "crm_relationship_keyboard")
