# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who entered and left is forgotten in time, and nothing else is."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models import crm_segment_retention
from .segment_common import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentRetention(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.changes = cls.env["crm.segment.change"]
        cls.long_ago = fields.Datetime.now() - timedelta(days=400)
        cls.segment = cls._segment(cls._tagged())
        cls.segment._refresh(cls.long_ago)

    def _kept(self):
        return self.changes.search_count([("segment_id", "=", self.segment.id)])

    def test_changes_of_long_ago_go_members_and_history_stay(self):
        self.assertEqual(self._kept(), 3)
        members = self.segment.member_ids.ids

        self.changes._forget()

        self.assertEqual(self._kept(), 0)
        self.assertEqual(self.segment.member_ids.ids, members)
        self.assertTrue(
            self.env["crm.segment.snapshot"].search(
                [("segment_id", "=", self.segment.id)]
            )
        )

    def test_how_long_is_a_setting_with_a_floor(self):
        settings = self.env["res.config.settings"]
        settings.create({"segment_change_days": 500}).execute()
        self.changes._forget()
        self.assertEqual(self._kept(), 3)

        settings.create({"segment_change_days": 1}).execute()
        self.assertEqual(self.changes._kept_days(), 7)

    def test_they_go_in_sets_until_none_is_left(self):
        with patch.object(crm_segment_retention, "BATCH", 2):
            self.assertEqual(self.changes._forget(), (2, True))
            self.assertEqual(self.changes._forget(), (1, False))

    def test_who_leaves_later_is_still_found(self):
        self.changes._forget()
        self.acme.category_id = False

        self.segment._refresh(fields.Datetime.now())

        self.assertEqual(self._kept(), 1)
        self.assertNotIn(self.acme.id, self.segment.member_ids.mapped("res_id"))
