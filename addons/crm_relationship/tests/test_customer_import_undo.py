# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an undone import leaves nothing behind, and takes nothing along."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCase

PEOPLE = "Mã KH,Tên,Email\n" + "".join(
    f"U{n},Undo {n},u{n}@undo.test\n" for n in range(6)
)
SALESFORCE = [
    ("a.csv", "Id,Name,BillingCity,OwnerId,ParentId\n"
     "001A00000000011AAA,Undo Branch,Hue,rel_lan,001A00000000012AAA\n"
     "001A00000000012AAA,Undo Head,Hanoi,rel_lan,\n"),
    ("c.csv", "Id,LastName,FirstName,AccountId,Email,OwnerId\n"
     "003A00000000011AAA,Doe,John,001A00000000011AAA,john@undo.test,rel_lan\n"),
    ("o.csv", "Id,Name,AccountId,StageName,Amount,CloseDate,IsWon,IsClosed\n"
     "006A00000000011AAA,Undo Deal,001A00000000011AAA,New,9,2024-05-06,false,false\n"),
    ("t.csv", "Id,Subject,WhoId,WhatId,Status,TaskSubtype,CallDurationInSeconds,"
     "CompletedDateTime,OwnerId,CallType\n"
     "00TA00000000011AAA,Undo call,003A00000000011AAA,,Completed,Call,90,"
     "2024-03-02T03:04:05.000+0000,rel_lan,Inbound\n"),
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestCustomerImportUndo(ImportCase):
    def undo(self, batch):
        batch.action_undo()
        self.work(batch)
        self.assertEqual(batch.state, "undone")
        self.assertEqual(batch.undone_count + batch.kept_count, batch.row_count)

    def contact(self, number):
        return self.partners.search([("email", "=", f"u{number}@undo.test")])

    def counts(self):
        models = ("res.partner", "crm.lead", "crm.interaction", "crm.partner.phone")
        return [
            self.env[model].with_context(active_test=False).search_count([])
            for model in models
        ]

    def test_case_e43_all_of_it_goes_and_may_come_again(self):
        before = self.counts()
        batch = self.imported(*SALESFORCE)
        self.assertEqual(batch.done_count, 5)
        after = self.counts()

        self.undo(batch)

        self.assertEqual(batch.undone_count, 5)
        self.assertEqual(self.counts(), before)
        again = self.imported(*SALESFORCE)
        self.assertEqual(again.new_count, 5)
        self.assertEqual(self.counts(), after)

    def test_case_e43_what_is_used_since_stays(self):
        batch = self.imported(("a.csv", PEOPLE))
        child, lead, talk, comment, order, free = map(self.contact, range(6))
        self._create_customer("Child", parent_id=child.id)
        self.env["crm.lead"].create({"name": "L", "partner_id": lead.id})
        self._log("call", partner=talk)
        comment.message_post(body="Nice", message_type="comment")
        self.env["sale.order"].create({"partner_id": order.id})
        self.end_transaction()

        self.undo(batch)

        self.assertEqual((batch.undone_count, batch.kept_count), (1, 5))
        self.assertFalse(free.exists())
        self.assertTrue(all((child, lead, talk, comment, order)))
        self.assertEqual(len((child + lead + talk + comment + order).exists()), 5)

    def test_case_e43_a_company_stays_with_whom_somebody_edited(self):
        batch = self.imported(*SALESFORCE)
        john = self.partners.search([("email", "=", "john@undo.test")])
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s", [john.id],
        )  # fmt: skip
        self.env.invalidate_all()

        self.undo(batch)

        self.assertEqual((batch.undone_count, batch.kept_count), (2, 3))
        self.assertEqual(john.parent_id.parent_id.name, "Undo Head")
        kept = batch.row_ids.filtered(lambda r: r.state == "kept")
        self.assertIn(john.id, kept.mapped("res_id"))
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "Undo Deal")]))

    def test_case_e43_a_salesperson_takes_named_companies_back(self):
        before = self.counts()
        batch = self.imported(
            (
                "a.csv",
                "Name,Email,Company\nA,a1@undo.test,Undo Ltd\nB,b1@undo.test,Undo Ltd\n",
            ),
            user=self.user_lan,
        )
        company = self.partners.search([("name", "=", "Undo Ltd")])
        self.assertEqual(len(company.child_ids), 2)

        self.undo(batch)

        self.assertFalse(company.exists())
        self.assertEqual(self.counts(), before)

    def test_case_e43_old_values_are_back(self):
        self.imported(("a.csv", PEOPLE))
        known = self.contact(0)
        tag = self.env["res.partner.category"].create({"name": "Kept"})
        known.write({"phone": "0905123123", "category_id": [Command.set(tag.ids)]})
        batch = self.imported(
            ("a.csv", "Mã KH,Tên,Email,Điện thoại,Website\n"
             "U0,Undo Other,other@undo.test,0912000999,https://new.test\n"),
        )  # fmt: skip
        self.assertEqual(known.phone_ids.key, "+84912000999")

        self.undo(batch)

        self.assertEqual((known.name, known.email), ("Undo 0", "u0@undo.test"))
        self.assertEqual(known.phone_ids.key, "+84905123123")
        self.assertFalse(known.website)
        self.assertEqual(known.category_id, tag)

    def test_case_e43_stopped_on_the_way_it_goes_on(self):
        self.patch_chunk(4)
        batch = self.imported(("a.csv", PEOPLE))
        with self.assertRaises(UserError):
            batch.with_user(self.user_minh).action_undo()
        batch.action_undo()
        self.work(batch, units=1)
        self.assertEqual((batch.undone_count, batch.done_count), (4, 2))

        batch.action_cancel()
        self.assertEqual(batch.state, "partly")
        self.undo(batch)

        self.assertEqual(batch.undone_count, 6)
        self.assertFalse(self.partners.search([("email", "like", "@undo.test")]))

    def patch_chunk(self, size):
        from ..models import crm_customer_import_undo as undo

        self.patch(undo, "UNDO_CHUNK", size)
