# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the job ends, and its next rows are found without reading those before."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.crm_customer_import_check import Item
from .import_common import ImportCase

TREE = ("a.csv", "Id,Name,BillingCity,OwnerId,ParentId\n"
        "001A00000000021AAA,Queue Branch,Hue,rel_lan,001A00000000022AAA\n"
        "001A00000000022AAA,Queue Head,Hanoi,rel_lan,\n")  # fmt: skip


@tagged("post_install", "-at_install")
class TestCustomerImportQueue(ImportCase):
    def test_a_contact_that_is_gone_waits_for_no_company(self):
        batch = self.check(TREE)
        batch.action_import()
        self.work(batch, units=1)
        branch = batch.row_ids.filtered("waits_for")
        self.assertEqual(batch.done_count, 2)
        stamp = branch.stamp
        self.partners.browse(branch.res_id).unlink()

        self.work(batch, units=10)

        self.assertEqual(batch.state, "imported")
        self.assertFalse(branch.waits_for)
        self.assertEqual(branch.stamp, stamp)

    def test_a_contact_that_is_there_gets_its_company(self):
        batch = self.imported(TREE)

        branch = self.partners.search([("name", "=", "Queue Branch")])
        self.assertEqual(branch.parent_id.name, "Queue Head")
        self.assertFalse(any(batch.row_ids.mapped("waits_for")))

    def test_a_contact_is_found_whatever_number_the_row_has(self):
        known = self._create_customer("Queue Same", phone="0905333444")
        self.env["crm.duplicate.key"]._rebuild(known.ids)
        batch = self.upload().sudo()
        values = {"name": "Queue Same", "phone": ["0905333444"]}
        item = Item(known.id, batch.file_ids, 2, "partner", values, [])
        item.keys = batch._keys_of_values(values, None)

        found = batch._match_contacts([item])

        self.assertEqual(found[item.row_id][0], known.id)

    def test_each_queue_has_its_index(self):
        batch = self.check(TREE)
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
            " SET LOCAL enable_sort = off"
        )
        queues = {
            "check": batch._to_check_sql(),
            "take": batch._to_import_sql(),
            "undo": batch._to_undo_sql(),
        }
        for name, query in queues.items():
            with self.subTest(name):
                lines = self.env.execute_query(SQL("EXPLAIN %s", query))
                plan = "\n".join(line for (line,) in lines)

                self.assertIn(f"crm_customer_import_row_{name}_idx", plan)
                self.assertNotIn("Sort", plan)

    def test_the_list_of_rows_does_not_compute_changes(self):
        rows = self.env["crm.customer.import.row"]
        arch = rows.get_view(view_type="list")["arch"]

        self.assertNotIn("change_text", etree.fromstring(arch).xpath("//field/@name"))
