# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverJourneys(HandoverCase):
    """Journeys and segments get another owner."""

    def test_case_e23_journeys_move_and_stopped_ones_stay(self):
        running, stopped = self.env["crm.journey"].create(
            [
                {"name": "Welcome", "user_id": self.user_lan.id, "state": "running"},
                {"name": "Of old", "user_id": self.user_lan.id, "state": "stopped"},
            ]
        )
        segment = self.env["crm.segment"].create(
            {"name": "Hotels", "user_id": self.user_lan.id}
        )

        handover = self._done()

        self.assertEqual(running.user_id, self.user_minh)
        self.assertEqual(segment.user_id, self.user_minh)
        self.assertEqual(stopped.user_id, self.user_lan)
        self.assertEqual(self._line(handover, running).other_count, 1)

        handover.action_undo()
        self._work(handover)
        self.assertEqual(running.user_id, self.user_lan)
