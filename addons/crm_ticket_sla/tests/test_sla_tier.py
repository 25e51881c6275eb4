# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a policy for a tier holds for the customers of that tier, by company."""

from odoo.tests import tagged

from .sla_common import RESOLUTION, SlaCase


@tagged("post_install", "-at_install")
class TestSlaTier(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver = cls.env["crm.customer.tier"].create(
            [{"name": "Gold"}, {"name": "Silver"}]
        )
        cls.customer_gold = cls.env["res.partner"].create({"name": "Gold customer"})
        cls.person = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer_gold.id}
        )
        cls.customer_gold.is_company = True
        cls._set_tier(cls.customer_gold, cls.gold)

    @classmethod
    def _set_tier(cls, partner, tier, company=None):
        cls.env["crm.partner.stat"].create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "company_id": (company or cls.company).id,
                "tier_id": tier.id,
            }
        )

    def test_the_tier_decides_which_policy_promises(self):
        self._promise((RESOLUTION, 1), sequence=1, tier_ids=self.gold.ids)
        fallback = self._promise((RESOLUTION, 8), sequence=2)

        gold = self._open(partner_id=self.person.id)
        other = self._open(partner_id=self.customer.id)

        self.assertEqual(self._clock(gold).budget, 3600)
        self.assertEqual(self._clock(other).policy_id, fallback)
        self.assertEqual(gold.customer_tier_id, self.gold)
        self.assertFalse(other.customer_tier_id)

    def test_a_tier_in_another_company_promises_nothing_here(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self._set_tier(self.customer, self.gold, elsewhere)
        self._promise((RESOLUTION, 1), tier_ids=self.gold.ids)

        self.assertFalse(self._clock(self._open(partner_id=self.customer.id)))

    def test_tickets_are_found_by_tier(self):
        gold = self._open(partner_id=self.person.id)
        other = self._open(partner_id=self.customer.id)
        tickets = self.env["crm.ticket"].with_user(self.user_an)
        ours = [("id", "in", (gold + other).ids)]

        for domain, expected in (
            ([("customer_tier_id", "=", self.gold.id)], gold),
            ([("customer_tier_id", "=", self.silver.id)], tickets),
            ([("customer_tier_id", "=", False)], other),
            ([("customer_tier_id", "!=", self.gold.id)], other),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(tickets.search(ours + domain), expected)

    def test_an_archived_tier_is_a_tier_still(self):
        gold = self._open(partner_id=self.person.id)
        self.gold.active = False
        tickets = self.env["crm.ticket"].search(
            [("id", "=", gold.id), ("customer_tier_id", "=", False)]
        )

        self.assertFalse(tickets)
