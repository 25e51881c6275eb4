# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a marketer builds a segment in the browser."""

from odoo.tests import HttpCase, tagged

from .segment_common import SegmentCase


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
