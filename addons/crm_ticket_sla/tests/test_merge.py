# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestMerge(TicketCase):
    def test_case_63_a_merged_ticket_stands_for_the_last_one(self):
        one, two, three = (self._create_ticket(name=name) for name in "ABC")
        one.merged_into_id, two.merged_into_id = two, three

        self.assertEqual(one._merge_target(), three)
        self.assertEqual(three._merge_target(), three)

    def test_case_63_a_circle_keeps_the_reply_on_the_addressed_ticket(self):
        one, two = (self._create_ticket(name=name) for name in "AB")
        one.merged_into_id, two.merged_into_id = two, one

        self.assertEqual(one._merge_target(), one)
        self.assertEqual(two._merge_target(), two)
