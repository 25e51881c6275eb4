# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverUndo(HandoverCase):
    """For a week everything can be taken back, but for what was changed since."""

    def test_everything_goes_back(self):
        self.lead.message_subscribe(self.user_lan.partner_id.ids)
        handover = self._done()

        handover.action_undo()
        self._work(handover)

        self.assertEqual(handover.state, "undone")
        for record in (
            self.customer, self.person, self.other, self.lead, self.loose_lead,
            self.quotation, self.activity, self.meeting,
        ):  # fmt: skip
            self.assertEqual(record.user_id, self.user_lan, record)
        self.assertEqual(
            self.meeting.attendee_ids.partner_id,
            self.person | self.user_lan.partner_id,
        )
        self.assertEqual(
            self.meeting.partner_ids, self.person | self.user_lan.partner_id
        )
        self.assertIn(self.user_lan.partner_id, self.lead.message_partner_ids)
        self.assertNotIn(self.user_minh.partner_id, self.lead.message_partner_ids)
        rows = self.logged(self._line(handover, self.customer))
        self.assertEqual(rows.mapped("origin_event"), ["handed_over", "taken_back"])

    def test_what_somebody_changed_since_is_kept_and_listed(self):
        handover = self._done()
        self.other.user_id = self.user_thu
        self.quotation.action_confirm()

        handover.action_undo()
        self._work(handover)

        self.assertEqual(self.other.user_id, self.user_thu)
        self.assertEqual(self.quotation.user_id, self.user_minh)
        self.assertEqual(self.customer.user_id, self.user_lan)
        self.assertEqual(handover.kept_count, 2)
        action = handover.action_open_kept()
        kept = self.env["crm.handover.item"].search(action["domain"])
        self.assertEqual(
            {(item.res_model, item.res_id) for item in kept},
            {("res.partner", self.other.id), ("sale.order", self.quotation.id)},
        )

    def test_a_successor_who_met_them_too_stays_invited(self):
        both = self._meet(self.person, self.user_minh.partner_id)
        handover = self._done()
        self.assertEqual(both.partner_ids, self.person | self.user_minh.partner_id)

        handover.action_undo()
        self._work(handover)

        people = self.person | self.user_minh.partner_id | self.user_lan.partner_id
        self.assertEqual(both.partner_ids, people)
        self.assertEqual(both.attendee_ids.partner_id, people)
        self.assertEqual(len(both.attendee_ids), 3)

    def test_introductions_that_nobody_made_go(self):
        handover = self._done(has_introduction=True)
        self.assertTrue(self.other.activity_ids)
        self.assertTrue(handover.activity_ids)

        handover.action_undo()
        self._work(handover)

        self.assertFalse(self.other.activity_ids)
        self.assertFalse(handover.activity_ids)

    def test_after_a_week_it_is_too_late(self):
        handover = self._done()
        handover.sudo().done_at = fields.Datetime.now() - timedelta(days=8)

        with self.assertRaisesRegex(UserError, "week"):
            handover.action_undo()

    def test_nothing_goes_back_to_who_is_archived(self):
        handover = self._done()
        self.user_lan.action_archive()

        with self.assertRaisesRegex(UserError, "unarchive"):
            handover.action_undo()

    def test_stopped_half_way_it_is_taken_back_half_way(self):
        handover = self._start()
        handover.sudo()._step(1)
        handover.action_stop()
        self.assertEqual(
            len(handover.line_ids.filtered(lambda x: x.state == "done")), 1
        )

        handover.action_undo()
        self._work(handover)

        for record in (self.customer, self.other, self.lead):
            self.assertEqual(record.user_id, self.user_lan)
        self.assertFalse(handover.line_ids.filtered(lambda x: x.state == "done"))
