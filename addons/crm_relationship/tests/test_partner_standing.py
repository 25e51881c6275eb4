# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: contacts are found, grouped and listed by where their customer stands."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .standing_common import StandingCase


@tagged("post_install", "-at_install")
class TestPartnerStanding(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.tier"].search([]).action_archive()
        cls.tier = cls.env["crm.customer.tier"].create(
            {"name": "Key", "domain": "[('orders_count', '>', 2)]"}
        )
        cls.silent = cls._create_customer("Silent", user_id=cls.user_minh.id)
        cls.both = cls.buyer + cls.silent
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Of {p.name}", "parent_id": p.id} for p in cls.both]
        )

    def setUp(self):
        super().setUp()
        self._bought(90, 60, 30, 1)
        self._bought(800, partner=self.silent)
        for partner in self.both:
            self._stand(partner)
        self.env.invalidate_all()

    def _found(self, *condition, user=None):
        partners = self.env["res.partner"].with_user(user or self.user_hoa)
        return partners.search(
            [("id", "in", (self.both + self.people).ids), condition], order="id"
        ).sudo()

    def test_a_contact_shows_the_standing_of_its_customer(self):
        for partner in (self.buyer, self.people[0]):
            shown = partner.with_user(self.user_hoa)
            self.assertEqual(shown.relation_tier_id, self.tier)
            self.assertEqual(shown.relation_lifecycle, "repeat")
            self.assertEqual(shown.relation_health_band, "good")
            self.assertEqual(shown.relation_churn_risk, 0)
        self.assertEqual(
            self.silent.with_user(self.user_hoa).relation_lifecycle, "lost"
        )

    def test_contacts_are_searched_by_it(self):
        buyer, silent = (
            self.buyer + self.people[0],
            self.silent + self.people[1],
        )
        for found, *condition in (
            (buyer, "relation_tier_id", "=", self.tier.id),
            (buyer, "relation_tier_id", "ilike", "ke"),
            (silent, "relation_tier_id", "=", False),
            (silent, "relation_tier_id", "!=", self.tier.id),
            (silent, "relation_lifecycle", "=", "lost"),
            (buyer, "relation_lifecycle", "not in", ("lost", "lapsing")),
            (buyer, "relation_health_band", "=", "good"),
            (buyer, "relation_churn_risk", "<", 0.5),
            (silent, "relation_churn_risk", ">=", 0.5),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self._found(*condition), found.sorted("id"))

    def test_a_customer_nothing_is_known_of_is_no_customer_in_poor_health(self):
        unknown = self._create_customer("Unknown")
        self.both += unknown

        self.assertNotIn(unknown, self._found("relation_health_score", "<", 40))
        self.assertIn(unknown, self._found("relation_health_band", "=", False))

    def test_contacts_are_grouped_by_it(self):
        domain = [("id", "in", (self.both + self.people).ids)]
        partners = self.env["res.partner"].with_user(self.user_hoa)
        for name, groups in (
            ("relation_tier_id", {(self.tier.id, "Key"): 2, False: 2}),
            ("relation_lifecycle", {"repeat": 2, "lost": 2}),
        ):
            self.assertTrue(
                partners.fields_get([name], ["groupable"])[name]["groupable"]
            )
            result = partners.web_read_group(domain, [name], ["__count"])
            found = {
                tuple(group[name])
                if isinstance(group[name], (list, tuple))
                else group[name]: group["__count"]
                for group in result["groups"]
            }
            self.assertEqual(found, groups)
            for group in result["groups"]:
                count = partners.search_count(domain + group["__extra_domain"])
                self.assertEqual(count, group["__count"])

    def test_what_one_may_not_see_is_empty_and_not_found(self):
        self.assertFalse(self.silent.with_user(self.user_lan).relation_lifecycle)
        self.assertFalse(
            self._found("relation_lifecycle", "=", "lost", user=self.user_lan)
        )
        groups = (
            self.env["res.partner"]
            .with_user(self.user_lan)
            ._read_group(
                [("id", "in", self.both.ids)], ["relation_lifecycle"], ["__count"]
            )
        )
        self.assertNotIn("lost", dict(groups))

    def test_portal_users_read_none_of_it(self):
        for name in ("relation_tier_id", "relation_lifecycle", "relation_churn_risk"):
            with self.assertRaises(AccessError):
                self.user_portal.partner_id.with_user(self.user_portal).read([name])

    def test_another_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.user_hoa.company_ids += other
        shown = self.buyer.with_user(self.user_hoa).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )

        self.assertFalse(shown.relation_lifecycle)

    def test_a_page_of_80_asks_no_more_than_one_of_8(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Listed {n}", "is_company": True} for n in range(80)]
        )
        specification = {
            name: {}
            for name in (
                "display_name", "relation_lifecycle", "relation_health_band",
                "relation_health_score", "relation_churn_risk",
            )
        }  # fmt: skip
        specification["relation_tier_id"] = {"fields": {"display_name": {}}}
        counts = []
        for number in (8, 8, 80):
            self.env.invalidate_all()
            listed = self.env["res.partner"].with_user(self.user_hoa)
            before = self.env.cr.sql_log_count
            listed.web_search_read(
                [("id", "in", partners[:number].ids)], specification, limit=number
            )
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])
