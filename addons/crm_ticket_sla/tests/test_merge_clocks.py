# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestMergeClocks(TicketCase):
    def setUp(self):
        super().setUp()
        self.env["crm.sla.policy"].search([]).active = False
        self.env["crm.sla.policy"].create(
            {
                "name": "Eight hours",
                "target_ids": [
                    Command.create({"metric": "resolution", "seconds": 8 * 3600})
                ],
            }
        )
        self.target = self._create_ticket(
            at=MONDAY + timedelta(hours=3), user=self.user_an
        )
        self.source = self._create_ticket(user=self.user_an)

    def _merge(self):
        with self.at(MONDAY + timedelta(hours=4)):
            return self.source.with_user(self.user_an)._merge_into(self.target)

    def test_case_69_earliest_start_wins_and_source_is_cancelled(self):
        # asked at 10:00 in Paris: due on Tuesday at 10:00 instead of 13:00
        due = self.source.deadline_at
        self.assertGreater(self.target.deadline_at, due)

        self._merge()

        self.assertEqual(self.target.deadline_at, due)
        self.assertEqual(self.target.clock_ids.started_at, MONDAY)
        self.assertEqual(self.source.clock_ids.outcome, "cancelled")
        self.assertFalse(self.source.deadline_at)
        self.assertFalse(self.target.clock_ids._rebuild())

    def test_case_55_merged_ticket_has_no_event_to_come(self):
        self._merge()

        self.assertFalse(self.source.clock_ids.next_event_at)
        self.assertTrue(self.target.clock_ids.next_event_at)

    def _start(self):
        self.assertFalse(self.target.clock_ids._rebuild())
        return self.target.clock_ids.started_at - MONDAY

    def test_undone_merge_leaves_what_the_others_brought(self):
        other = self._create_ticket(at=MONDAY + timedelta(hours=2), user=self.user_an)
        hours = {self.source: 0, other: 2}
        for first, second in ((self.source, other), (other, self.source)):
            for undone, left in ((first, second), (second, first)):
                with self.subTest(first=hours[first], undone=hours[undone]):
                    merges = {}
                    for n, source in enumerate((first, second)):
                        with self.at(MONDAY + timedelta(hours=4, minutes=n)):
                            source = source.with_user(self.user_an)
                            merges[hours[source]] = source._merge_into(self.target)
                    self.assertEqual(self._start(), timedelta(0))

                    with self.at(MONDAY + timedelta(hours=5)):
                        merges[hours[undone]].action_undo()
                    self.assertEqual(self._start(), timedelta(hours=hours[left]))

                    with self.at(MONDAY + timedelta(hours=5)):
                        merges[hours[left]].action_undo()
                    self.assertEqual(self._start(), timedelta(hours=3))

    def test_case_69_undo_gives_the_clocks_back(self):
        due = self.target.deadline_at
        merge = self._merge()

        with self.at(MONDAY + timedelta(hours=5)):
            merge.action_undo()

        self.assertEqual(self.target.deadline_at, due)
        self.assertEqual(self.target.clock_ids.started_at, MONDAY + timedelta(hours=3))
        self.assertEqual(self.source.clock_ids.outcome, "pending")
        self.assertEqual(self.source.clock_ids.clock, "running")
        # the hour as a merged ticket was free
        self.assertEqual(self.source.deadline_at, MONDAY + timedelta(days=1, hours=1))
