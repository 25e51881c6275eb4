# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: stored members are those who meet the rule; who enters and leaves is kept."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .segment_common import NOW, SegmentCase

LATER = NOW + timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestSegmentRefresh(SegmentCase):
    def test_members_and_changes_follow_the_rule(self):
        segment = self._segment(self._tagged())

        segment._refresh(NOW)
        self.cargo.category_id = [Command.clear()]
        self.customer.category_id = self.tag
        segment._refresh(LATER)

        self.assertEqual(
            self._members(segment), {self.acme.id, self.bravo.id, self.customer.id}
        )
        self.assertEqual(segment.member_count, 3)
        self.assertEqual(segment.refreshed_at, LATER)
        self.assertEqual(
            self._changes(segment)[3:],
            [("leave", self.cargo.id), ("enter", self.customer.id)],
        )
        entered = {m.res_id: m.entered_at for m in segment.member_ids}
        self.assertEqual(entered[self.acme.id], NOW)
        self.assertEqual(entered[self.customer.id], LATER)

    def test_second_refresh_changes_nothing(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        before = segment.member_ids.ids

        segment._refresh(LATER)

        self.assertEqual(segment.member_ids.ids, before)
        self.assertEqual(len(self._changes(segment)), 3)

    def test_the_hook_is_told_the_first_of_its_changes(self):
        segment = self._segment(self._tagged())
        told = []

        def remember(segments, first_change_id):
            told.append((segments, first_change_id))

        with patch.object(type(segment), "_after_changes", remember):
            segment._refresh(NOW)
            segment._refresh(NOW)
            self.cargo.active = False
            segment._refresh(LATER)

        changes = self.env["crm.segment.change"].search(
            [("segment_id", "=", segment.id)], order="id"
        )
        self.assertEqual(told, [(segment, changes[0].id), (segment, changes[3].id)])

    def test_archived_leave_and_return(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        self.acme.active = False
        segment._refresh(LATER)
        self.assertNotIn(self.acme.id, self._members(segment))

        self.acme.active = True
        segment._refresh(LATER)

        self.assertIn(self.acme.id, self._members(segment))
