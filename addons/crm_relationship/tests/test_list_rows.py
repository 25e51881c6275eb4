# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the rows of a list are read as core reads them."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..report.list_rows import PAGE, ListRows
from .list_common import HOSTILE, ListCase

PATHS = (
    *(
        "name",
        "phone",
        ".id",
        "create_date",
        "is_company",
        "type",
        "color",
        "partner_latitude",
    ),
    *("country_id", "country_id/code", "country_id/currency_id/name", "parent_id"),
    *("parent_id/name", "user_id/partner_id/email", "lang", "comment", "display_name"),
    *("company_id", "active", "contact_address"),
)


@tagged("post_install", "-at_install")
class TestListRows(ListCase):
    """What is read is what core reads."""

    def _both(self, paths, user=None, **context):
        model = self.env["res.partner"].with_user(user or self.user_lan)
        model = model.with_context(**{"import_compat": False, **context})
        domain = [("id", "in", self.people.ids)]
        rows = ListRows(model, [path.split("/") for path in paths], domain=domain)
        ours = [list(row) for row in rows]
        self.env.invalidate_all()
        core = model.search(domain).export_data(list(paths))["datas"]
        return ours, core, rows

    def test_cells_are_those_of_core(self):
        ours, core, rows = self._both(PATHS)

        self.assertEqual(ours, core)
        self.assertEqual(rows.count, len(HOSTILE))
        self.assertTrue(rows.columns, "the fast way was not taken")
        kinds = [type(cell) for cell in ours[0]]
        self.assertEqual(kinds, [type(cell) for cell in core[0]])

    def test_lists_spread_over_lines_as_in_core(self):
        for paths in (
            ("name", "category_id"),
            ("category_id/name", "name", "category_id/color", "country_id"),
            ("name", "category_id", "parent_id/child_ids"),
            ("name", "bank_ids/acc_number", "category_id/.id"),
        ):
            with self.subTest(paths=paths):
                ours, core, _rows = self._both(paths)
                self.assertEqual(ours, core)

    def test_files_to_import_again_are_as_in_core(self):
        for paths in (
            ("id", "name", "country_id/id", "parent_id"),
            ("name", "category_id/id"),
        ):
            with self.subTest(paths=paths):
                ours, core, _rows = self._both(paths, import_compat=True)
                self.assertEqual(ours, core)
                self.assertTrue(ours[0][0])

    def test_chosen_records_keep_their_order(self):
        ids = list(reversed(self.people.ids))
        model = self.env["res.partner"].with_user(self.user_lan)

        rows = [row[0] for row in ListRows(model, [[".id"]], ids=ids)]

        self.assertEqual(rows, [str(id_) for id_ in ids])

    def test_more_than_a_page(self):
        companies = self.env["res.partner.category"].create(
            [{"name": f"C{n:05}"} for n in range(PAGE + 3)]
        )
        model = self.env["res.partner.category"].with_user(self.user_lan)
        domain = [("id", "in", companies.ids)]

        rows = ListRows(model, [["name"], ["parent_id"]], domain=domain)

        self.assertEqual(
            [row[0] for row in rows], [f"C{n:05}" for n in range(PAGE + 3)]
        )
        self.assertEqual(rows.count, PAGE + 3)

    def test_nothing_found(self):
        model = self.env["res.partner"].with_user(self.user_lan)

        for domain in ([("id", "in", [])], [("name", "=", "nobody at all")]):
            self.assertEqual(list(ListRows(model, [["name"]], domain=domain)), [])

    def test_a_field_of_others_stays_theirs(self):
        secret = next(
            name
            for name, known in self.env["res.partner"]._fields.items()
            if known.groups == "base.group_system"
        )
        model = self.env["res.partner"].with_user(self.user_lan)

        with self.assertRaises(AccessError):
            list(ListRows(model, [["name"], [secret]], domain=[]))

    def test_queries_do_not_grow_with_the_rows(self):
        model = self.env["res.partner"].with_user(self.user_lan)
        paths = [["name"], ["country_id", "code"], ["parent_id"], ["category_id"]]
        counts = []
        for ids in (self.people.ids, self.people[-2:].ids, self.people.ids):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            list(ListRows(model, paths, ids=ids))
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])  # the first fills caches

    def test_case_e04_hidden_cells_are_empty_and_said(self):
        self.env["ir.rule"].create(
            {
                "name": "Hidden in this test",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": "Seen", "partner_id": self.people[1].id},
                {"name": "Hidden", "partner_id": self.customer.id},
            ]
        )
        leads.user_id = self.user_lan
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["crm.lead"].with_user(self.user_lan)
        rows = ListRows(
            model, [["name"], ["partner_id", "phone"], ["partner_id"]], ids=leads.ids
        )

        seen, hidden = (list(row) for row in rows)

        self.assertEqual(seen[1:], ["+84912345671", HOSTILE[1]])
        self.assertEqual(hidden, ["Hidden", "", ""])
        self.assertTrue(rows.has_hidden)
