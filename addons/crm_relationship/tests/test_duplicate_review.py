# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: contacts are compared side by side, and nothing else is merged there."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_duplicate_scan import DuplicateCase


@tagged("post_install", "-at_install")
class TestDuplicateReview(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.one = self._person("Đỗ Hạnh", phone="0905222001", email="a@h.test")
        self.two = self._person(
            "Đỗ Hanh", phone="+84 905 222 001", email="b@h.test", ref="KH2"
        )
        self.three = self._person("Đỗ Hạnh", phone="0905222001")
        self._log(partner=self.two)
        self.follow()
        self.pair = self.pair_of(self.one, self.two).with_user(self.steward)

    def test_shows_differences_and_what_each_has(self):
        shown = self.pair.review()

        self.assertEqual(
            [c["id"] for c in shown["contacts"]], (self.one + self.two + self.three).ids
        )
        rows = {row["name"]: row for row in shown["rows"]}
        self.assertEqual(rows["email"]["values"], ["a@h.test", "b@h.test", ""])
        self.assertEqual(rows["email"]["keys"], ["a@h.test", "b@h.test", ""])
        self.assertEqual(rows["phone"]["values"][1], "+84 905 222 001")
        self.assertEqual(len(set(rows["phone"]["keys"])), 1)
        have = {row["label"]: row["values"] for row in shown["have"]}
        self.assertEqual(have["Interactions"], [0, 1, 0])
        self.assertEqual(shown["kept_id"], self.one.id)
        self.assertIn("same phone number", shown["pair"]["reasons"])

    def test_merging_goes_on_to_the_next_pair(self):
        after = self.pair.review_merge(
            self.one.id, self.two.ids, {"email": self.two.id, "ref": self.two.id}
        )

        self.assertEqual((self.one.email, self.one.ref), ("b@h.test", "KH2"))
        self.assertEqual(self.one.email_ids.mapped("email"), ["a@h.test"])
        self.assertEqual(self.pairs.browse(after), self.pair_of(self.one, self.three))

    def test_nobody_else_is_merged_through_the_screen(self):
        with self.assertRaises(UserError):
            self.pair.review_merge(self.one.id, self.customer.ids)
        with self.assertRaises(UserError):
            self.pair.review_merge(
                self.one.id, self.two.ids, {"company_id": self.two.id}
            )
        with self.assertRaises(AccessError):
            self.pair.with_user(self.user_lan).review_merge(self.one.id, self.two.ids)
        self.assertTrue(self.two.exists())

    def test_later_comes_last(self):
        self.pair.action_later()
        self.assertNotEqual(self.pair.review_next(), self.pair.id)
        self.assertEqual(self.pair.state, "open")
