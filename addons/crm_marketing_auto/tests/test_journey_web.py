# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged

from .common_journey import JourneyCase
from .test_earnings_web import is_not_a_hoot_line

HOOT_URL = (
    "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
    "&filter=%40crm_marketing_auto%2Fjourney_editor"
)


@tagged("post_install", "-at_install")
class TestJourneyWidgets(HttpCase):
    """The editor alone, against a server that is played."""

    def test_unit_tests_pass(self):
        self.browser_js(
            HOOT_URL,
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=is_not_a_hoot_line,
        )

    def test_styles_compile(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_web", js=False)

        bundle.preprocess_css()

        self.assertEqual(bundle.css_errors, [])


@tagged("post_install", "-at_install")
class TestJourneyTour(HttpCase, JourneyCase):
    """A marketer draws, publishes, starts and reads, on the real server."""

    def test_marketer_draws_dry_runs_starts_and_reads(self):
        marketer = new_test_user(
            self.env,
            "tour_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user,"
            "base.group_partner_manager",
            lang="en_US",
        )
        people = self._create_people(2)
        segment = self.env["crm.segment"].create({"name": "Both", "kind": "static"})
        self._join(segment, people)
        journey = self.env["crm.journey"].create(
            {
                "name": "Welcome",
                "trigger": "manual",
                "segment_id": segment.id,
                "user_id": marketer.id,
            }
        )
        journey._get_draft_version()
        url = f"/odoo/journeys/{journey.id}"

        self.start_tour(url, "crm_marketing_auto_journey_draw", login="tour_lan")

        self.assertEqual(journey.state, "running")
        steps = journey.version_id.step_ids
        self.assertEqual(sorted(steps.mapped("kind")), ["condition", "exit", "wait"])

        self._enrol(journey, people)
        self._drain()
        self.env.flush_all()
        self.start_tour(url, "crm_marketing_auto_journey_read", login="tour_lan")
