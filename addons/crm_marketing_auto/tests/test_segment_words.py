# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a rule is read in the words that people use, not in those of a program."""

from odoo.tests import tagged

from .segment_common import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentWords(SegmentCase):
    def _words(self, domain, model="res.partner"):
        words = self.env["crm.segment.words"].with_context(lang="en_US")
        return words._sentence({"kind": "fields", "domain": domain}, model)

    def test_fields_are_called_by_their_labels(self):
        country = self.env.ref("base.vn")
        for domain, words in (
            ([["email", "!=", False]], "Email is set"),
            ([["email", "=", False]], "Email is not set"),
            ([["city", "ilike", "Huế"]], "City contains Huế"),
            ([["is_company", "=", True]], "Is a Company is yes"),
            ([["type", "=", "invoice"]], "Address Type is Invoice"),
            ([["country_id", "=", country.id]], "Country is Vietnam"),
            ([["country_id.code", "=", "VN"]], "Country › Country Code is VN"),
            (
                [["create_date", ">=", "today -14d"]],
                "Created on is not before 14 days ago",
            ),
            ([], "everybody"),
        ):
            with self.subTest(domain):
                self.assertEqual(self._words(domain), words)

    def test_and_or_not_are_words_and_brackets(self):
        words = self._words(
            ["&", ["city", "=", "Vinh"], "|", ["email", "!=", False], ["ref", "=", "A"]]
        )

        self.assertEqual(words, "City is Vinh and (Email is set or Reference is A)")

    def test_a_lead_is_read_as_a_lead(self):
        self.assertEqual(
            self._words([["expected_revenue", ">", 10]], "crm.lead"),
            "Expected Revenue is above 10",
        )

    def test_a_field_that_is_gone_is_shown_as_it_is_written(self):
        self.assertIn("nothing_like_it", self._words([["nothing_like_it", "=", 1]]))
