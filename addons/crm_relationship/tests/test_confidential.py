# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a salesperson sees the customers that are theirs, and no others."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestConfidential(ConfidentialCase):
    def test_off_everybody_sees_every_customer(self):
        self.configure(customers="False")

        self.assertTrue(self.sees(self.user_lan, self.hidden))
        self.assertTrue(self.sees(self.user_lan, self.orphan))

    def test_the_setting_works_at_once(self):
        self.assertFalse(self.sees(self.user_lan, self.hidden))
        self.env["res.config.settings"].create(
            {"confidential_customers": False}
        ).execute()
        self.assertTrue(self.sees(self.user_lan, self.hidden))
        self.env["res.config.settings"].create(
            {"confidential_customers": True}
        ).execute()
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_case_e01_a_hidden_customer_counts_nowhere(self):
        partners = self.env["res.partner"].with_user(self.user_lan)
        domain = [("name", "like", "CANARY")]

        self.assertFalse(partners.search(domain))
        self.assertEqual(partners.search_count(domain), 0)
        self.assertFalse(partners._read_group(domain, ["user_id"], ["__count"]))
        self.assertFalse(partners.formatted_read_group(domain, ["name"], ["__count"]))
        self.assertEqual(partners.web_search_read(domain, {"name": {}})["length"], 0)
        self.assertFalse(partners.name_search("CANARY"))

    def test_owner_leader_and_manager_see_a_customer(self):
        for user in (self.user_minh, self.user_hoa, self.user_manager):
            self.assertTrue(self.sees(user, self.hidden), user.name)
            self.assertTrue(self.sees(user, self.hidden_person), user.name)

    def test_a_leader_of_own_documents_sees_the_teams_customers(self):
        self.assertFalse(self.sees(self.user_lan, self.hidden))

        self.team.user_id = self.user_lan

        self.assertTrue(self.sees(self.user_lan, self.hidden))
        self.assertTrue(self.hidden.with_user(self.user_lan).has_access("write"))
        self.team.crm_team_member_ids.active = False
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_case_e02_a_contact_of_ones_own_in_a_hidden_company(self):
        self.hidden_person.user_id = self.user_lan
        self.env.flush_all()
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_user(self.user_lan)

        names = partners.name_search("CANARY person")
        labels = partners.web_name_search("CANARY person", {"display_name": {}})

        self.assertEqual([name[0] for name in names], self.hidden_person.ids)
        self.assertEqual([label["id"] for label in labels], self.hidden_person.ids)
        self.assertFalse(
            self.hidden_person.with_user(self.user_lan).has_access("write")
        )
        self.assertFalse(self.hidden.with_user(self.user_lan).has_access("write"))

    def test_case_e04_the_customer_of_an_own_open_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "X", "partner_id": self.hidden.id, "user_id": self.user_lan.id}
        )

        self.assertTrue(self.sees(self.user_lan, self.hidden))
        self.assertFalse(self.hidden.with_user(self.user_lan).has_access("write"))
        self.configure(documents="masked")
        self.assertFalse(self.sees(self.user_lan, self.hidden))
        self.assertTrue(self.sees(self.user_lan, lead))
        self.configure(documents="shown")
        lead.action_set_won()
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_case_e06_who_also_invoices_or_ships_reads_every_contact(self):
        for group in ("account.group_account_invoice", "stock.group_stock_user"):
            both = new_test_user(
                self.env,
                f"rel_{group}",
                groups=f"sales_team.group_sale_salesman,{group}",
            )
            self.assertTrue(self.sees(both, self.hidden), group)
        for user in (self.user_accountant, self.user_warehouse, self.user_employee):
            self.assertTrue(self.sees(user, self.hidden), user.name)

    def test_case_e07_colleagues_and_own_companies_are_always_there(self):
        address = self.env["res.partner"].create(
            {"name": "Warehouse", "parent_id": self.customer.id, "type": "delivery"}
        )
        for partner in (
            self.user_minh.partner_id,
            self.user_lan.partner_id,
            self.env.ref("base.partner_root"),
            self.company.partner_id,
            address,
        ):
            self.assertTrue(self.sees(self.user_lan, partner), partner.name)
        users = self.env["res.users"].with_user(self.user_lan)
        self.assertIn(self.user_minh, users.search([("share", "=", False)]))

    def test_case_e08_nobodys_customers(self):
        seen = {}
        self.orphan.team_id = self.team
        for policy in ("everyone", "team", "managers"):
            self.configure(orphans=policy)
            seen[policy] = [
                user.name
                for user in (self.user_lan, self.user_minh, self.user_manager)
                if self.sees(user, self.orphan)
            ]
        self.assertEqual(
            seen,
            {
                "everyone": ["Lan", "Minh", "Manager"],
                "team": ["Minh", "Manager"],
                "managers": ["Manager"],
            },
        )

    def test_case_e08_nobodys_documents_of_hidden_customers(self):
        hidden, own, blank = self.env["crm.lead"].create(
            [
                {"name": "A", "partner_id": self.hidden.id, "user_id": False},
                {"name": "B", "partner_id": self.customer.id, "user_id": False},
                {"name": "C", "user_id": False, "team_id": self.team.id},
            ]
        )
        order = self._create_order(self.hidden, user_id=False, opportunity_id=False)

        self.assertFalse(self.sees(self.user_lan, hidden))
        self.assertFalse(self.sees(self.user_lan, order))
        self.assertFalse(self.sees(self.user_lan, order.order_line))
        self.assertTrue(self.sees(self.user_lan, own))
        self.assertFalse(self.sees(self.user_lan, blank))
        self.assertTrue(self.sees(self.user_minh, blank))
        self.assertTrue(self.sees(self.user_minh, hidden))
        self.configure(orphans="everyone")
        self.assertTrue(self.sees(self.user_lan, blank))
        self.assertFalse(self.sees(self.user_lan, hidden))

    def test_a_new_customer_is_whose_creates_it(self):
        self.configure(orphans="managers")

        partner = self.env["res.partner"].with_user(self.user_lan).create({"name": "N"})

        self.assertEqual(partner.user_id, self.user_lan)
        child = partner.create({"name": "Person", "parent_id": partner.id})
        self.assertEqual(child.user_id, self.user_lan)

    def test_nobody_looks_behind_by_pointing_at_a_hidden_customer(self):
        own = self.customer.with_user(self.user_lan)
        with self.assertRaises(AccessError):
            own.create({"name": "Spy", "parent_id": self.hidden.id, "is_company": True})
        with self.assertRaises(AccessError):
            own.write({"parent_id": self.hidden.id})
        with self.assertRaises(AccessError):
            own.env["crm.lead"].create({"name": "Spy", "partner_id": self.hidden.id})
        with self.assertRaises(AccessError):
            self.lead.with_user(self.user_lan).write({"partner_id": self.hidden.id})
        with self.assertRaises(AccessError):
            own.env["sale.order"].create({"partner_id": self.hidden.id})
        self.assertFalse(self.sees(self.user_lan, self.hidden))
