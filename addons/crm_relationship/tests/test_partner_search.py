# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a contact is found however its name is typed, by an index."""

import unicodedata

from odoo.fields import Domain
from odoo.tests import tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestPartnerSearch(RelationshipCase):
    def found(self, text, user=None):
        partners = self.env["res.partner"].with_user(user or self.user_lan)
        ids = [row[0] for row in partners.name_search(text, limit=None)]
        return partners.browse(ids)

    def test_case_31_found_however_typed(self):
        for text in (
            "nguyen thi dao",
            "Nguyễn Thị Đào",
            unicodedata.normalize("NFD", "Nguyễn Thị Đào"),
            "NGUYỄN  THỊ ĐÀO",
            "thi Ðào",
            "an phat, nguyen",
            "DAO@anphat",
        ):
            self.assertIn(self.person, self.found(text), text)
        self.assertNotIn(self.person, self.found("nguyen thi dau"))

    def test_case_31_stored_composed_with_the_right_d(self):
        for typed in (
            "Nguyễn Ðình Ðạt",
            unicodedata.normalize("NFD", "Nguyễn Đình Đạt"),
        ):
            self.person.name = typed
            self.assertEqual(self.person.name, "Nguyễn Đình Đạt")
        [made] = self.env["res.partner"].create([{"name": "Ðặng Hải"}])
        self.assertEqual(made.name, "Đặng Hải")

    def test_negative_search(self):
        partners = self.env["res.partner"].with_user(self.user_lan)
        mine = Domain("id", "in", (self.person | self.customer).ids)

        self.assertEqual(
            partners.search(mine & Domain("display_name", "not ilike", "thi dao")),
            self.customer,
        )

    def test_rename_of_the_company_reaches_its_people(self):
        self.customer.name = "Đại Phát"

        self.assertIn(self.person, self.found("dai phat"))
        self.assertNotIn(self.person, self.found("an phat"))

    def test_case_32_found_before_the_job_has_come_to_it(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET search_fold = NULL WHERE id = %s", [self.person.id]
        )
        self.env.invalidate_all()
        self.assertIn(self.person, self.found("Nguyễn Thị Đào"))

        while self.env["res.partner"]._fold_old(2000):
            pass
        self.env.invalidate_all()

        self.assertEqual(
            self.person.search_fold.split("\n"),
            ["an phat, nguyen thi dao", "dao@anphat.test"],
        )

    def test_job_runs_as_the_scheduler_runs_it(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET search_fold = NULL")
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            job = self.env.ref("crm_relationship.ir_cron_partner_prepare")
            self.assertIs(job.method_direct_trigger(), True)

        self.env.cr.execute(
            "SELECT count(*) FROM res_partner WHERE search_fold IS NULL"
        )
        [(left,)] = self.env.cr.fetchall()
        self.assertEqual(left, 0)

    def test_rename_costs_no_query_of_its_own(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(30)]
        )
        self.env.flush_all()
        counts = []
        for renamed in (partners[:1], partners):
            before = self.cr.sql_log_count
            renamed.name = "Đổi tên"
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(set(partners.mapped("search_fold")), {"doi ten"})

    def test_index_answers(self):
        self.env.flush_all()
        query = self.env["res.partner"]._search([("display_name", "ilike", "thi dao")])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        select = query.select("res_partner.id")
        self.env.cr.execute("EXPLAIN " + select.code, select.params)
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())

        self.assertIn("res_partner_search_fold_idx", plan)

    def test_portal_finds_as_core_does(self):
        found = self.found(self.user_portal.name, self.user_portal)
        self.assertIn(self.user_portal.partner_id, found)
