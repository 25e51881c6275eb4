# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a merge is taken back with all that was moved and nobody changed since."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .test_duplicate_merge import StewardMergeCase


@tagged("post_install", "-at_install")
class TestMergeUndo(StewardMergeCase):
    def undo(self):
        log = self.log_of(self.kept).with_user(self.steward)
        log.action_undo()
        self.end_transaction()
        return log

    def test_contacts_come_back_with_what_was_theirs(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        self.twin.write({"category_id": [Command.link(tag.id)], "ref": "KH7"})
        order = self._create_order(partner=self.twin)
        own = self._create_order(partner=self.kept)
        row = self._log(partner=self.twin, user=self.user_hoa)
        self.twin.message_post(body="Hello")
        child = self._person("Con", parent_id=self.twin.id)
        before = self.twin.read(["name", "email", "phone", "street", "ref", "user_id"])
        kept_before = self.kept.read(["name", "email", "street", "ref", "user_id"])
        self.merge(self.kept, self.twin)
        self.assertEqual((order + own).partner_id, self.kept)

        log = self.undo()

        twin = self.env["res.partner"].browse(log.merged_ids)
        self.assertEqual(
            twin.read(["name", "email", "phone", "street", "ref", "user_id"]), before
        )
        self.assertEqual(
            self.kept.read(["name", "email", "street", "ref", "user_id"]), kept_before
        )
        self.assertEqual((order.partner_id, own.partner_id), (twin, self.kept))
        self.assertEqual((row.partner_id, row.commercial_partner_id), (twin, twin))
        self.assertEqual((child.parent_id, child.commercial_partner_id), (twin, twin))
        self.assertEqual(twin.category_id, tag)
        self.assertFalse(self.kept.category_id)
        self.assertIn("Hello", " ".join(twin.message_ids.mapped("body")))
        self.assertEqual(twin.phone_ids.mapped("key"), ["+84905111001"])
        self.assertEqual(self.kept.phone_ids.mapped("key"), ["+84905111001"])
        self.assertFalse(self.kept.email_ids)
        self.assertFalse(self.kept.child_ids)
        self.assertEqual(log.state, "undone")
        self.assertFalse(log.undo_note)

    def test_statistics_are_those_of_before(self):
        for partner in (self.kept, self.twin, self.twin):
            self._log(partner=partner, user=self.user_hoa)
        twin_id = self.twin.id
        self.merge(self.kept, self.twin)
        self.refresh_statistics()

        self.undo()
        self.refresh_statistics()

        stats = self.env["crm.partner.stat"].search(
            [("partner_id", "in", (self.kept.id, twin_id))]
        )
        self.assertEqual(
            {stat.partner_id.id: stat.count_30 for stat in stats},
            {self.kept.id: 1, twin_id: 2},
        )

    def test_what_changed_since_stays_and_is_listed(self):
        order, lost, other = (self._create_order(partner=self.twin) for _ in range(3))
        self.merge(self.kept, self.twin)
        self.kept.ref = "KH8"
        other.partner_id = self.customer
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = write_date + interval '1 hour'"
            " WHERE id = %s",
            [lost.id],
        )
        self.env.invalidate_all()

        log = self.undo()

        self.assertEqual(order.partner_id.id, log.merged_ids[0])
        self.assertEqual(
            (lost.partner_id, other.partner_id), (self.kept, self.customer)
        )
        self.assertEqual(self.kept.ref, "KH8")
        self.assertIn("Sales Order: 2 changed", log.undo_note)

    def test_doubled_rows_come_back(self):
        self.lead.message_subscribe((self.kept + self.twin).ids)
        self.merge(self.kept, self.twin)

        log = self.undo()

        twin = self.env["res.partner"].browse(log.merged_ids)
        self.assertEqual(
            self.lead.message_partner_ids & (self.kept + twin), self.kept + twin
        )

    def test_the_pair_is_asked_about_again(self):
        self.follow()
        self.merge(self.kept, self.twin)
        self.assertEqual(self.pairs.search([("state", "=", "merged")]).score, 50)

        log = self.undo()
        self.follow()

        twin = self.env["res.partner"].browse(log.merged_ids)
        pair = self.pair_of(self.kept, twin)
        self.assertEqual(
            (pair.state, pair.partner_a_id, pair.partner_b_id),
            ("open", self.kept, twin),
        )

    def test_once_and_in_time_only(self):
        self.merge(self.kept, self.twin)
        later = self._person("Later")
        log = self.log_of(self.kept).with_user(self.steward)
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            with self.assertRaisesRegex(UserError, "30 days"):
                log.action_undo()
            self.env.invalidate_all()
            self.env["crm.merge.log"]._gc_expired()
        self.assertFalse(log.sudo().snapshot)
        self.merge(self.kept, later)
        self.undo()
        with self.assertRaisesRegex(UserError, "already"):
            self.log_of(self.kept).with_user(self.steward).action_undo()

    def test_settings_say_for_how_long(self):
        settings = self.env["res.config.settings"]
        for values in ({"merge_undo_days": 0}, {"duplicate_block_cap": 1}):
            with self.assertRaises(ValidationError):
                settings.create(values)
        settings.create({"merge_undo_days": 7}).execute()
        self.merge(self.kept, self.twin)
        log = self.log_of(self.kept)
        self.assertEqual(log.until, log.create_date + timedelta(days=7))

    def test_snapshots_are_read_by_nobody(self):
        self.merge(self.kept, self.twin)
        log = self.log_of(self.kept).with_user(self.steward)
        self.assertEqual(log.names, "Lý Anh Tuấn")
        self.assertNotIn("snapshot", log.fields_get())
