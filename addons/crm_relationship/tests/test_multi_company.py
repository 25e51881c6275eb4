# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""E15, E16: one company's data never reaches another's."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import RelationshipCase

AT = datetime(2026, 3, 2, 8, 0, 0)


@tagged("post_install", "-at_install")
class TestMultiCompany(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_b = cls.env["res.company"].create({"name": "Company B"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch of A", "parent_id": cls.company.id}
        )
        manager = "sales_team.group_sale_manager"
        cls.user_a = cls.user_manager
        cls.user_b = cls._user("b", cls.company_b, manager)
        cls.user_branch = cls._user("branch", cls.branch, manager)
        cls.user_both = cls._user("both", cls.company + cls.company_b, manager)
        cls.shared = cls._create_customer("Shared")
        cls.of_b = cls._create_customer("Of B", company_id=cls.company_b.id)
        cls.row_a = cls._row(cls.shared, cls.company, "SECRET-A", 100.0)
        cls.row_b = cls._row(cls.shared, cls.company_b, "SECRET-B", 1000.0)
        cls.row_branch = cls._row(cls.shared, cls.branch, "SECRET-BRANCH", 10.0)
        cls.row_of_b = cls._row(cls.of_b, cls.company_b, "SECRET-OF-B", 1.0)
        cls.rows = cls.row_a + cls.row_b + cls.row_branch + cls.row_of_b

    @classmethod
    def _user(cls, login, companies, group):
        return new_test_user(
            cls.env,
            f"rel_company_{login}",
            groups=group,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def _row(cls, partner, company, subject, amount):
        return cls.env["crm.interaction"].create(
            {
                "type_id": cls._type("call").id,
                "partner_id": partner.id,
                "company_id": company.id,
                "subject": subject,
                "amount": amount,
                "direction": "in",
                "occurred_at": AT,
            }
        )

    def _as(self, user, companies=None):
        self.env.flush_all()
        self.env.invalidate_all()
        companies = companies or user.company_ids
        return self.env(
            user=user,
            context={**self.env.context, "allowed_company_ids": companies.ids},
        )

    def _scopes(self):
        """Return who sees what: (user, chosen companies, rows)."""
        a, b = self.row_a, self.row_b + self.row_of_b
        return [
            (self.user_a, self.company, a),
            (self.user_b, self.company_b, b),
            (self.user_both, self.company, a),
            (self.user_both, self.company_b, b),
            (self.user_both, self.company + self.company_b, a + b),
            (self.user_branch, self.branch, a + self.row_branch),  # E16
        ]

    def test_rows_counts_sums_and_timelines_are_of_chosen_companies(self):
        for user, companies, rows in self._scopes():
            with self.subTest(user=user.name, companies=companies.mapped("name")):
                env = self._as(user, companies)
                Interaction = env["crm.interaction"]
                self.assertEqual(Interaction.search([], order="id").ids, rows.ids)
                [(count, amount)] = Interaction._read_group(
                    [], [], ["__count", "amount:sum"]
                )
                self.assertEqual(
                    (count, amount), (len(rows), sum(rows.mapped("amount")))
                )
                page = Interaction.timeline_fetch("res.partner", self.shared.id)
                subjects = {row["subject"] for row in page["rows"]}
                self.assertEqual(
                    subjects,
                    set(
                        rows.filtered(lambda r: r.partner_id == self.shared).mapped(
                            "subject"
                        )
                    ),
                )
                for row in self.rows - rows:
                    with self.assertRaises(AccessError):
                        Interaction.browse(row.id).read(["subject"])
                    with self.assertRaises(AccessError):
                        Interaction.timeline_expand(row.id)

    def test_customers_of_another_company_have_no_timeline(self):
        for user in (self.user_a, self.user_branch):
            timeline = self._as(user)["crm.interaction"]
            for method in ("timeline_fetch", "timeline_header", "brief"):
                with self.subTest(user=user.name, method=method):
                    with self.assertRaises(AccessError):
                        getattr(timeline, method)("res.partner", self.of_b.id)

    def test_statistics_are_of_chosen_companies(self):
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": self.shared.id,
                "company_id": self.company_b.id,
                "direction": "in",
            }
        )
        self.refresh_statistics()
        cases = [
            (self.user_a, self.company, 1),
            (self.user_b, self.company_b, 2),
            (self.user_both, self.company, 1),
            (self.user_both, self.company_b, 2),
            (self.user_both, self.company + self.company_b, 3),
            (self.user_branch, self.branch, 2),
        ]
        for user, companies, count in cases:
            with self.subTest(user=user.name, companies=companies.mapped("name")):
                env = self._as(user, companies)
                shared = env["res.partner"].browse(self.shared.id)
                self.assertEqual(shared.relation_count_365, count)
                scope = [("id", "=", shared.id)]
                for number in range(5):
                    found = shared.search_count(
                        [*scope, ("relation_count_365", "=", number)]
                    )
                    self.assertEqual(bool(found), number == count, "search agrees")
                more = shared.search_count([*scope, ("relation_count_365", ">", 2)])
                self.assertEqual(bool(more), count > 2)
                header = env["crm.interaction"].timeline_header(
                    "res.partner", shared.id
                )
                touched = bool(header["stats"]["last_touch_at"])
                self.assertTrue(touched)
        sudo = self._as(self.user_a, self.company)["res.partner"].sudo()
        self.assertEqual(sudo.browse(self.shared.id).relation_count_365, 1, "sudo too")

    def test_rows_are_logged_in_the_documents_company(self):
        env = self._as(self.user_both, self.company + self.company_b)
        values = {"type_id": self._type("call").id}
        row = env["crm.interaction"].timeline_log("res.partner", self.of_b.id, values)
        self.assertEqual(
            self.env["crm.interaction"].browse(row["id"]).company_id, self.company_b
        )
        row = env["crm.interaction"].timeline_log("res.partner", self.shared.id, values)
        self.assertEqual(
            self.env["crm.interaction"].browse(row["id"]).company_id, self.company
        )

    def test_rows_do_not_cross_companies(self):
        values = {"type_id": self._type("call").id}
        Interaction = self._as(self.user_a)["crm.interaction"]
        with self.assertRaises(UserError):  # a contact that the user may not read
            Interaction.create({**values, "partner_id": self.of_b.id})
        with self.assertRaises(AccessError):  # a company that is not the user's
            Interaction.create(
                {
                    **values,
                    "partner_id": self.shared.id,
                    "company_id": self.company_b.id,
                }
            )
        env = self._as(self.user_both, self.company + self.company_b)
        Interaction = env["crm.interaction"]
        with self.assertRaises(ValidationError):  # both readable, but of two companies
            Interaction.create(
                {**values, "partner_id": self.of_b.id, "company_id": self.company.id}
            )
        row = Interaction.create({**values, "partner_id": self.shared.id})
        with self.assertRaises(ValidationError):
            row.partner_id = self.of_b.id

    def test_what_to_remember_stays_in_the_contacts_company(self):
        Fact = self.env["crm.partner.fact"]
        fact_b = Fact.create({"partner_id": self.of_b.id, "name": "SECRET"})
        shared = Fact.create({"partner_id": self.shared.id, "name": "Golf"})
        for user, facts in (
            (self.user_a, shared),
            (self.user_b, fact_b + shared),
            (self.user_branch, shared),
        ):
            with self.subTest(user=user.name):
                found = self._as(user)["crm.partner.fact"].search([])
                self.assertEqual(set(found.ids), set(facts.ids))
        with self.assertRaises(AccessError):
            self._as(self.user_a)["crm.partner.fact"].browse(fact_b.id).read(["name"])

    def test_revisions_stay_in_the_company_of_their_row(self):
        for row in self.rows:
            self.env["crm.interaction.revision"].create(
                {"interaction_id": row.id, "user_id": self.env.uid, "field_label": "x"}
            )
        for user, companies, rows in self._scopes():
            with self.subTest(user=user.name, companies=companies.mapped("name")):
                found = self._as(user, companies)["crm.interaction.revision"].search([])
                self.assertEqual(set(found.sudo().interaction_id.ids), set(rows.ids))

    def test_companies_cannot_be_claimed_in_the_context(self):
        env = self.env(
            user=self.user_a,
            context={**self.env.context, "allowed_company_ids": self.company_b.ids},
        )
        for ask in (
            lambda: env["crm.interaction"].search([]),
            lambda: env["crm.interaction"].timeline_fetch(
                "res.partner", self.shared.id
            ),
            lambda: env["res.partner"].search([("relation_count_365", ">", 0)]),
        ):
            with self.assertRaises(AccessError):
                ask()
