# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: pairs are seen by who may read both contacts, decided by data stewards."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_duplicate_scan import DuplicateCase


@tagged("post_install", "-at_install")
class TestDuplicateAccess(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.mine = self._person("Hồ Yến", phone="0905999111", user_id=self.user_lan.id)
        self.theirs = self._person(
            "Hồ Yến", phone="0905999111", user_id=self.user_minh.id
        )
        self.also_mine = self._person(
            "Hồ Yến", phone="0905999111", user_id=self.user_lan.id
        )
        self.follow()

    def test_pairs_are_of_customers_that_one_sees(self):
        pairs = self.pairs.search([("low_id", "in", (self.mine + self.theirs).ids)])
        self.assertEqual(len(pairs), 3)
        seen = pairs.with_user(self.user_lan).search([("id", "in", pairs.ids)])
        self.assertEqual(
            seen.partner_a_id + seen.partner_b_id, self.mine + self.also_mine
        )
        with self.assertRaises(AccessError):
            (pairs - seen.with_env(self.env)).with_user(self.user_lan).read(["score"])
        self.assertEqual(
            pairs.with_user(self.user_hoa).search([("id", "in", pairs.ids)]), pairs
        )

    def test_a_hidden_contact_hides_its_pairs(self):
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.theirs.id})]",
            }
        )
        pairs = self.pairs.search([("low_id", "=", self.mine.id)])
        seen = pairs.with_user(self.user_lan).search([("id", "in", pairs.ids)])
        self.assertEqual(
            seen, self.pair_of(self.mine, self.also_mine).with_user(self.user_lan)
        )

    def test_salespeople_look_and_stewards_decide(self):
        pair = self.pair_of(self.mine, self.also_mine)
        with self.assertRaisesRegex(AccessError, "data stewards"):
            pair.with_user(self.user_lan).action_not_same()
        with self.assertRaises(AccessError):
            pair.with_user(self.user_lan).write({"state": "not_same"})
        self.assertEqual(pair.state, "open")
        with self.assertRaises(AccessError):
            self.pairs.with_user(self.user_employee).search([])
        self.assertTrue(pair.with_user(self.steward).action_related())
        self.assertEqual(pair.state, "related")

    def test_keys_are_nobody_elses_business(self):
        for user in (self.user_lan, self.user_manager, self.user_portal):
            with self.assertRaises(AccessError):
                self.env["crm.duplicate.key"].with_user(user).search([])
