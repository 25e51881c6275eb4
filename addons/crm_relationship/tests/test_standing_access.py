# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: how a customer stands is known to who may see the customer, by any way."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RelationshipCase

MODELS = {
    "crm.partner.stat": "revenue",
    "crm.partner.change": "kind",
    "crm.insight": "kind",
}
PARTNER = {"partner_id": {"fields": {"display_name": {}}}}
#: Ways of asking for rows of a model; `f` is a field of it.
ENTRY_POINTS = {
    "search_read": lambda m, f: m.search_read([], [f, "partner_id"]),
    "web_search_read": lambda m, f: m.web_search_read([], {f: {}, **PARTNER}),
    "name_search": lambda m, f: m.name_search("CANARY"),
    "web_name_search": lambda m, f: m.web_name_search("CANARY", {"display_name": {}}),
    "group": lambda m, f: [
        group[0].sudo().display_name for group in m._read_group([], ["partner_id"])
    ],
    "formatted_group": lambda m, f: m.formatted_read_group(
        [], ["partner_id"], ["__count"]
    ),
    "web_group": lambda m, f: m.web_read_group(
        [],
        ["partner_id"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=PARTNER,
    ),
    "export": lambda m, f: m.search([]).export_data(["partner_id/name", f]),
    "by the customer's phone": lambda m, f: m.search_read(
        [("partner_id.phone", "like", "0283")], [f, "partner_id"]
    ),
    "by the customer's name": lambda m, f: m.search_read(
        [("partner_id", "ilike", "canary")], [f, "partner_id"]
    ),
}
BY_ID = {
    "read": lambda row, f: row.read([f]),
    "web_read": lambda row, f: row.web_read({f: {}, **PARTNER}),
    "export": lambda row, f: row.export_data([f]),
    "display_name": lambda row, f: row.display_name,
}


@tagged("post_install", "-at_install")
class TestStandingAccess(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_public = cls.env.ref("base.public_user")
        cls.canary = cls._create_customer(
            "CANARY company", user_id=cls.user_minh.id, phone="02838221234"
        )
        common = {"partner_id": cls.canary.id, "company_id": cls.company.id}
        cls.rows = {
            "crm.partner.stat": cls.env["crm.partner.stat"].create(
                {**common, "revenue": 1234.0, "lifecycle": "loyal", "health_score": 77}
            ),
            "crm.partner.change": cls.env["crm.partner.change"].create(
                {
                    **common,
                    "kind": "lifecycle",
                    "changed_at": "2026-03-02 08:00:00",
                    "value": "loyal",
                    "reason": "CANARY reason",
                }
            ),
            "crm.insight": cls.env["crm.insight"].create(
                {
                    **common,
                    "kind": "date",
                    "key": f"date:{cls.canary.id}:1",
                    "evidence": {"name": "CANARY day", "day": "2026-03-02"},
                }
            ),
        }

    def _answer(self, ask, argument, field):
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            answer = ask(argument, field)
        except UserError as error:  # AccessError is one; it must not tell either
            answer = str(error) if "CANARY" in str(error) else ""
        return json.dumps(answer, default=str, ensure_ascii=False)

    def test_case_01_who_may_not_see_the_customer_learns_nothing(self):
        users = (
            self.user_lan,
            self.user_accountant,
            self.user_warehouse,
            self.user_employee,
            self.user_portal,
            self.user_public,
        )
        for name, field in MODELS.items():
            model, row = self.env[name], self.rows[name]
            for user in users:
                for entry, ask in ENTRY_POINTS.items():
                    with self.subTest(model=name, user=user.name, entry=entry):
                        answer = self._answer(ask, model.with_user(user), field)
                        self.assertNotIn("CANARY", answer)
                        self.assertNotIn("1234.0", answer)
                for entry, ask in BY_ID.items():
                    with self.subTest(model=name, user=user.name, entry=entry):
                        answer = self._answer(ask, row.with_user(user), field)
                        self.assertEqual(answer, '""')

    def test_case_01_numbers_are_of_visible_rows(self):
        for name in MODELS:
            model = self.env[name].with_user(self.user_lan)
            with self.subTest(model=name):
                found = model.search([])
                self.assertNotIn(self.rows[name], found)
                self.assertEqual(model.search_count([]), len(found))
                [(count,)] = model._read_group([], [], ["__count"])
                self.assertEqual(count, len(found))
        stats = self.env["crm.partner.stat"].with_user(self.user_lan)
        [(revenue,)] = stats._read_group([], [], ["revenue:sum"])
        self.assertEqual(revenue or 0, sum(stats.search([]).mapped("revenue")))

    def test_owner_manager_and_all_see_the_customer(self):
        for name in MODELS:
            for user in (self.user_minh, self.user_hoa, self.user_manager):
                found = self.env[name].with_user(user).search([])
                self.assertIn(self.rows[name], found, (name, user.name))

    def test_case_09_a_new_owner_sees_it_at_once_and_the_former_no_more(self):
        self.canary.user_id = self.user_lan

        for name, row in self.rows.items():
            self.env.invalidate_all()
            self.assertTrue(row.with_user(self.user_lan).has_access("read"), name)
            self.assertFalse(row.with_user(self.user_minh).has_access("read"), name)

    def test_case_13_a_portal_user_asks_about_itself_in_vain(self):
        self.user_portal.partner_id.parent_id = self.canary
        for name, field in MODELS.items():
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.user_portal).search_read([], [field])

    def test_nobody_writes_what_the_system_computes(self):
        for name, row in self.rows.items():
            for user in (self.user_minh, self.user_manager):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(row.with_user(user).has_access(operation), name)
