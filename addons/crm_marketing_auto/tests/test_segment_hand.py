# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a person put in or took out stays so; merging contacts loses nobody."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .segment_common import NOW, SegmentCase

LATER = NOW + timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestSegmentHand(SegmentCase):
    def _static(self, records=None):
        segment = self._segment(rule=False, kind="static")
        if records:
            segment._put_in(records.ids)
        return segment

    def test_segment_by_hand(self):
        segment = self._static(self.acme | self.bravo)
        segment._put_in(self.acme.ids)
        self.assertEqual(self._members(segment), {self.acme.id, self.bravo.id})
        self.assertEqual(len(self._changes(segment)), 2)

        segment._take_out(self.acme.ids)
        segment._refresh(LATER)

        self.assertEqual(self._members(segment), {self.bravo.id})
        self.assertEqual(segment.member_count, 1)

    def test_exceptions_of_a_rule(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        segment._put_in(self.customer.ids)
        segment._take_out(self.acme.ids)
        expected = {self.bravo.id, self.cargo.id, self.customer.id}
        self.assertEqual(self._members(segment), expected)

        segment._refresh(LATER)
        self.assertEqual(self._members(segment), expected)

        segment.pin_ids.with_user(self.marketing_manager).action_remove()
        self.assertEqual(self._members(segment), set(self.everybody.ids))

    def test_archived_by_hand_returns_when_restored(self):
        segment = self._static(self.acme)
        self.acme.active = False
        segment._refresh(LATER)
        self.assertEqual(self._members(segment), set())

        self.acme.active = True
        segment._refresh(LATER)
        self.assertEqual(self._members(segment), {self.acme.id})

    def test_records_chosen_in_a_list(self):
        wizard = self.env["crm.segment.add"].with_user(self.marketer)
        chosen = wizard.with_context(
            active_model="res.partner", active_ids=(self.acme | self.bravo).ids
        )
        action = chosen.create({"name": "Chosen"}).action_apply()
        segment = self.env["crm.segment"].browse(action["res_id"])
        self.assertEqual(segment.kind, "static")
        self.assertEqual(self._members(segment), {self.acme.id, self.bravo.id})

        chosen.create({"segment_id": segment.id, "operation": "out"}).action_apply()
        self.assertEqual(self._members(segment), set())
        with self.assertRaisesRegex(UserError, "name a new one"):
            chosen.create({}).action_apply()
        with self.assertRaisesRegex(UserError, "Nobody is chosen"):
            wizard.create({"name": "Empty"}).action_apply()

    def test_people_of_a_mailing_list(self):
        self.acme.email, self.bravo.email = "acme@seg.test", "bravo@seg.test"
        self.cargo.email = "ACME@seg.test"
        contacts = self.env["mailing.contact"].create(
            [
                {"email": e}
                for e in ("Acme@seg.test", "bravo@seg.test", "other@seg.test")
            ]
        )
        mailing_list = self.env["mailing.list"].create(
            {"name": "News", "contact_ids": [Command.set(contacts.ids)]}
        )
        contacts.invalidate_recordset()
        contacts[1].subscription_ids.opt_out = True
        segment = self._static()

        self.env["crm.segment.add"].with_user(self.marketer).create(
            {"segment_id": segment.id, "list_ids": [Command.set(mailing_list.ids)]}
        ).action_apply()

        self.assertEqual(self._members(segment), {self.acme.id})

    # --- merge and deletion ---

    def _merge(self, kept, *merged):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [p.id for p in (*merged, kept)], kept
        )
        self.env.invalidate_all()

    def test_merged_contacts_stay_in_their_segments(self):
        both = self._static(self.acme | self.bravo | self.cargo)
        one = self._static(self.bravo)
        rule = self._segment(self._tagged())
        rule._refresh(NOW)
        rule._take_out(self.bravo.ids)

        self._merge(self.acme, self.bravo, self.cargo)

        for segment in (both, one):
            self.assertEqual(self._members(segment), {self.acme.id})
            self.assertEqual(segment.member_count, 1)
            self.assertEqual(segment.pin_ids.mapped("res_id"), [self.acme.id])
        history = {res_id for _kind, res_id in self._changes(both)}
        self.assertEqual(history, {self.acme.id})
        self.assertEqual(len(self._changes(both)), 3, "nobody left")
        self.assertEqual(rule.pin_ids.mapped("res_id"), [self.acme.id])

    def test_deleted_contacts_leave(self):
        segment = self._static(self.acme | self.bravo)
        gone = self.acme.id
        self.acme.unlink()
        self.assertEqual(self._members(segment), {self.bravo.id})
        self.assertEqual(segment.member_count, 1)
        self.assertEqual(self._changes(segment)[-1], ("leave", gone))
        self.assertEqual(segment.pin_ids.mapped("res_id"), [self.bravo.id])

    def test_merged_leads_stay_in_their_segments(self):
        leads = self.lead.create([{"name": n, "type": "opportunity"} for n in "AB"])
        segment = self._segment(rule=False, kind="static", res_model="crm.lead")
        segment._put_in(leads[1:].ids)

        kept = leads.merge_opportunity()

        self.assertEqual(self._members(segment), {kept.id})

    # --- history ---

    def test_one_row_of_history_a_day(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        self.acme.active = False
        segment._refresh(LATER)
        segment._refresh(LATER + timedelta(days=1))

        rows = segment.snapshot_ids.sorted("day")
        self.assertEqual(
            rows.mapped(lambda r: (r.member_count, r.enter_count, r.leave_count)),
            [(2, 3, 1), (2, 0, 0)],
        )
