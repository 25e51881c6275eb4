# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a marketer builds a segment in the browser."""

from odoo.tests import HttpCase, tagged

from .segment_common import SegmentCase

HOOT_URL = (
    "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
    "&filter=%40crm_marketing_auto%2Fsegment_rule"
)


def is_not_a_hoot_line(message):
    """Tell whether an error in the console ends the run: hoot counts its own."""
    return "[HOOT]" not in message


@tagged("post_install", "-at_install")
class TestSegmentWidgets(HttpCase):
    """The editor alone, against a server that is played."""

    def test_unit_tests_pass(self):
        self.browser_js(
            HOOT_URL,
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=is_not_a_hoot_line,
        )


@tagged("post_install", "-at_install")
class TestSegmentTour(HttpCase, SegmentCase):
    """The editor, the refresh and the members, on the real server."""

    def test_marketer_builds_a_segment(self):
        self.env["res.partner"].search([("birth_month", "=", "5")]).birthdate = False
        self.acme.write({"name": "Tour May", "birthdate": "1990-05-12"})

        self.start_tour(
            "/odoo/segments", "crm_marketing_auto_segment", login="seg_marketer"
        )

        segment = self.env["crm.segment"].search([("name", "=", "Born in May")])
        self.assertEqual(segment.user_id, self.marketer)
        self.assertEqual(self._members(segment), {self.acme.id})
