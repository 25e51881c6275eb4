# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an import empties the files brought to it, and nothing else's."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged

from .import_common import ImportCase

FILE = b"Name,Phone\nHoa,0905111222\n"


@tagged("post_install", "-at_install")
class TestCustomerImportOwnFile(ImportCase):
    def named(self, attachment):
        """Return the file of an import of a salesperson who names an attachment."""
        batch = self.upload(user=self.user_lan)
        files = self.env["crm.customer.import.file"].with_user(self.user_lan)
        return files.create(
            {"import_id": batch.id, "name": "x.csv", "attachment_id": attachment.id}
        )

    def forgotten(self, batch):
        """Let an import end, and the days pass for which it is kept."""
        batch.action_check()
        self.work(batch)
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.state, "imported")
        self.env.cr.execute(
            "UPDATE crm_customer_import SET write_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=91), batch.id],
        )
        self.env.invalidate_all()
        while self.env["crm.customer.import"]._gc_rows()[1]:
            pass
        self.env.invalidate_all()

    def of_chatter(self, customer=None):
        attachments = self.env["ir.attachment"].with_user(self.user_lan)
        return attachments.create(
            {
                "name": "khach.csv",
                "raw": FILE,
                "res_model": "res.partner",
                "res_id": (customer or self.customer).id,
            }
        )

    def test_a_file_of_everybody_that_is_named_is_not_emptied(self):
        bundle = self.env["ir.attachment"].create(
            {"name": "web.assets.js", "raw": FILE, "public": True, "url": "/web/x.js"}
        )

        file = self.named(bundle)
        own = file.attachment_id

        self.assertNotEqual(own, bundle)
        self.assertEqual((own.raw, own.public, own.url), (FILE, False, False))
        self.assertEqual(
            (own.res_model, own.res_id), ("crm.customer.import", file.import_id.id)
        )
        self.forgotten(file.import_id)
        self.assertEqual(file.import_id.new_count, 1)
        self.assertFalse(own.raw)
        self.assertEqual((bundle.raw, bundle.public), (FILE, True))

    def test_a_file_out_of_a_chatter_stays_there(self):
        attachment = self.of_chatter()
        batch = self.upload(user=self.user_lan)
        batch.attachment_ids = attachment

        self.forgotten(batch)

        self.assertFalse(batch.file_ids.attachment_id.raw)
        self.assertEqual(attachment.raw, FILE)
        self.assertEqual(attachment.res_id, self.customer.id)

    def test_imports_of_before_that_named_such_a_file_leave_it(self):
        attachment = self.of_chatter()
        batch = self.upload(("a.csv", FILE), user=self.user_lan)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_customer_import_file SET attachment_id = %s WHERE id = %s",
            [attachment.id, batch.file_ids.id],
        )
        self.env.invalidate_all()

        self.forgotten(batch)

        self.assertEqual(attachment.raw, FILE)

    def test_what_is_brought_to_an_import_is_its_own(self):
        """The page uploads before the import is saved: then of no record yet."""
        attachments = self.env["ir.attachment"].with_user(self.user_lan)
        content = {"name": "a.csv", "raw": FILE, "res_model": "crm.customer.import"}
        early = attachments.create(content)
        theirs = attachments.with_user(self.user_minh).create(
            {**content, "public": True}
        )

        mine, copied = self.named(early), self.named(theirs)

        self.assertEqual(mine.attachment_id, early)
        self.assertEqual(early.res_id, mine.import_id.id)
        self.assertNotEqual(copied.attachment_id, theirs)
        self.forgotten(mine.import_id)
        self.forgotten(copied.import_id)
        self.assertFalse(early.raw)
        self.assertEqual(theirs.raw, FILE)

    def test_a_file_that_the_system_exchanges_is_copied_too(self):
        attachment = self.of_chatter()
        batch = self.upload(("a.csv", b"Name\nLan\n"), user=self.user_lan)

        batch.sudo().file_ids.attachment_id = attachment

        self.assertNotEqual(batch.file_ids.attachment_id, attachment)
        self.assertEqual(batch.file_ids.attachment_id.raw, FILE)

    def test_no_file_keeps_others_from_deleting(self):
        customer = self._create_customer("Gone", user_id=self.user_lan.id)
        file = self.named(self.of_chatter(customer))
        customer.unlink()
        own = file.attachment_id
        self.env.flush_all()

        # as core empties the bundles of pages
        self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", [own.id])
        self.env.invalidate_all()

        self.assertTrue(file.exists())
        self.assertFalse(file.attachment_id)
        file.import_id.action_check()
        self.work(file.import_id)
        self.assertFalse(file.import_id.row_ids)

    def test_an_import_that_is_deleted_takes_its_copy_along(self):
        file = self.named(self.of_chatter())
        own = file.attachment_id

        file.import_id.unlink()

        self.assertFalse(own.exists())

    def test_a_phone_has_rejected_rows_as_csv_too(self):
        arch = self.env["crm.customer.import"].get_view(view_type="form")["arch"]
        names = etree.fromstring(arch).xpath(
            "//field[@name='file_ids']/kanban//a[@type='object']/@name"
        )
        self.assertEqual(names, ["action_rejected", "action_rejected_csv"])
