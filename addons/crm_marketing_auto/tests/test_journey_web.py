# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged

from .common_journey import JourneyCase


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
