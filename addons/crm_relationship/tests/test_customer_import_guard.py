# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an import runs with the rights of who asked for it, and does what was checked."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .import_common import ImportCase

FILE = ("a.csv", "Name,Phone\nGuarded An,0905111222\nGuarded Bo,0905111223\n")
CODES = "Number,Name,Phone\n{},{},{}\n"


@tagged("post_install", "-at_install")
class TestCustomerImportGuard(ImportCase):
    def refused(self, call, *args, error=AccessError):
        with self.assertRaises(error):
            call(*args)
        self.env.invalidate_all()

    def lan_import(self):
        return self.check(FILE, user=self.user_lan)

    # ------------------------------------------------------------
    # With whose rights
    # ------------------------------------------------------------

    def test_nobody_gives_an_import_away(self):
        batch = self.lan_import()
        admin = self.env.ref("base.user_admin")

        self.refused(batch.write, {"user_id": admin.id, "state": "importing"})
        self.refused(batch.write, {"user_id": admin.id})
        self.refused(batch.with_context(x=1).write, {"state": "importing"})
        self.refused(batch.write, {"failed_state": "importing"})

        self.assertEqual((batch.user_id, batch.state), (self.user_lan, "checked"))

    def test_an_import_is_begun_by_oneself(self):
        imports = self.env["crm.customer.import"].with_user(self.user_manager)
        given = {"user_id": self.env.ref("base.user_admin").id, "state": "importing"}
        by_context = imports.with_context(
            **{f"default_{name}": value for name, value in given.items()}
        )
        found = imports.create({"name": "A", **given}) | by_context.create(
            {"name": "B"}
        )
        found |= found[0].copy()

        self.assertEqual(found.user_id, self.user_manager)
        self.assertEqual(set(found.mapped("state")), {"uploaded"})

    def test_a_default_of_ones_own_gives_no_import_away(self):
        imports = self.env["crm.customer.import"].with_user(self.user_manager)
        given = {"user_id": self.env.ref("base.user_admin").id, "state": "importing"}
        for name, value in given.items():
            imports.env["ir.default"].set(imports._name, name, value, user_id=True)

        batch = imports.create({"name": "A"})

        self.assertEqual((batch.user_id, batch.state), (self.user_manager, "uploaded"))

    def test_what_the_system_fills_is_not_written(self):
        batch = self.lan_import()
        file, column = batch.file_ids, batch.column_ids[0]
        other = batch.copy()
        for record, values in (
            (file, {"import_id": other.id}),
            (file, {"attachment_id": file.attachment_id.id}),
            (file, {"is_read": False}),
            (file, {"line_count": 1}),
            (file, {"fingerprint": "x"}),
            (column, {"import_id": other.id}),
            (column, {"file_id": file.id}),
            (column, {"header": "x"}),
            (batch.row_ids[0], {"verdict": "new"}),
            (batch, {"row_ids": [Command.update(batch.row_ids[0].id, {"code": "x"})]}),
            (batch, {"error": "x"}),
        ):
            with self.subTest(record=record, values=values):
                self.refused(record.write, values)

    def test_a_part_is_not_put_into_another_import(self):
        theirs = self.check(FILE, user=self.user_minh)
        mine = self.check(FILE, user=self.user_manager)

        self.refused(mine.file_ids.write, {"import_id": theirs.id})
        self.refused(theirs.with_user(self.user_manager).write, {
            "file_ids": [Command.link(mine.file_ids.id)]
        })  # fmt: skip
        self.refused(mine.column_ids.unlink)
        self.refused(mine.column_ids[0].copy)

        self.assertEqual(mine.file_ids.import_id, mine)

    def test_a_colleagues_import_is_not_changed_by_who_sees_all(self):
        batch = self.check(
            ("c.csv", "callid,calldate,phone,disposition,agent\n"
             "1,2024-01-02 10:00:00,0912345678,BUSY,x9\n"),
            user=self.user_lan,
        )  # fmt: skip
        seen = batch.with_user(self.user_manager)
        self.assertTrue(seen.row_ids and seen.owner_ids and seen.outcome_ids)
        content = {"name": "x.csv", "raw": b"Name\nX\n"}
        attachment = self.env["ir.attachment"].with_user(self.user_manager)
        added = {
            "import_id": batch.id,
            "name": "x.csv",
            "attachment_id": attachment.create(content).id,
        }

        for record, values in (
            (seen, {"name": "x"}),
            (seen, {"default_user_id": self.user_manager.id}),
            (seen.file_ids, {"target": "lead"}),
            (seen.column_ids[0], {"name": "note"}),
            (seen.owner_ids, {"user_id": self.user_manager.id}),
            (seen.outcome_ids, {"outcome_id": False}),
        ):
            with self.subTest(record=record):
                self.refused(record.write, values)
        self.refused(seen.file_ids.create, added)
        self.refused(seen.file_ids.unlink)
        self.refused(seen.action_import, error=UserError)

    def test_buttons_ask_who_presses(self):
        batch = self.lan_import()
        batch.action_import()
        self.refused(batch.with_user(self.user_minh).action_cancel)
        batch.with_user(self.user_manager).action_cancel()
        self.assertEqual(batch.state, "partly")
        batch.sudo().write({"state": "failed", "failed_state": "importing"})

        self.refused(batch.with_user(self.user_manager).action_resume, error=UserError)
        self.assertEqual(batch.state, "failed")
        batch.action_resume()
        self.work(batch)

        self.assertEqual((batch.state, batch.done_count), ("imported", 2))

    # ------------------------------------------------------------
    # What was checked
    # ------------------------------------------------------------

    def test_what_is_mapped_otherwise_is_checked_again(self):
        known = self._create_customer("Coded", user_id=self.user_minh.id)
        self.env["ir.model.data"].create(
            {
                "module": f"__import_{self.company.id}_sheet__",
                "name": "G7",
                "model": "res.partner",
                "res_id": known.id,
            }
        )
        batch = self.check(
            ("a.csv", "Tên,Điện thoại,Ghi chú\nOther,0905111229,G7\n"),
            user=self.user_lan,
        )
        self.assertEqual(self.verdicts(batch), ["new"])

        with Form(batch) as form:
            with form.column_ids.edit(2) as line:
                line.name = "code"

        self.assertEqual((batch.state, batch.unchecked_count), ("uploaded", 1))
        self.refused(batch.action_import, error=UserError)
        batch.action_check()
        self.work(batch)
        self.assertEqual(self.verdicts(batch), ["owned"])

    def test_nothing_is_mapped_otherwise_while_it_is_imported(self):
        batch = self.lan_import()
        batch.action_import()

        for record, values in (
            (batch.column_ids[1], {"name": "note"}),
            (batch.file_ids, {"target": "lead"}),
            (batch, {"tz": "Europe/Paris"}),
            (batch, {"on_existing": "update"}),
        ):
            with self.subTest(record=record):
                self.refused(record.write, values, error=UserError)
        self.refused(batch.file_ids.unlink, error=UserError)

    def test_a_lead_of_a_code_is_asked_for_again(self):
        file = ("l.csv", "Id,LastName,Company,Status\n{},Ly,Guard,New\n".format(
            "00QA00000000099AAA"
        ))  # fmt: skip
        self.imported(file, user=self.user_lan)
        lead = self.env["crm.lead"].search([("contact_name", "=", "Ly")])
        self.assertEqual(lead.user_id, self.user_lan)
        batch = self.check(file, user=self.user_lan)
        self.assertEqual(self.verdicts(batch), ["update"])
        lead.user_id = self.user_minh

        batch.action_import()
        self.work(batch)

        self.assertEqual((batch.done_count, batch.failed_count), (0, 1))
        self.assertFalse(batch.row_ids.res_id)
