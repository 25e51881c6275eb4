# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the quotation of an opportunity starts from the rule that fits, with the
reasons, and nothing that the opportunity knows is typed again."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestQuotationRule(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["crm.quotation.rule"]
        cls.Rule.search([]).action_archive()
        cls.tag = cls.env["crm.tag"].create({"name": "Hotel"})
        cls.source = cls.env["utm.source"].create({"name": "Fair of the test"})
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.team = cls.env["crm.team"].create({"name": "Projects"})
        cls.chair = cls.env["product.product"].create(
            {"name": "Chair", "type": "consu", "list_price": 30.0}
        )
        cls.invoice_address = cls.env["res.partner"].create(
            {"name": "Accounts", "type": "invoice", "parent_id": cls.customer.id}
        )
        cls.lead.write(
            {
                "team_id": cls.team.id,
                "source_id": cls.source.id,
                "campaign_id": cls.campaign.id,
                "tag_ids": [Command.set(cls.tag.ids)],
                "interest_product_ids": [Command.set((cls.product | cls.chair).ids)],
            }
        )
        cls.tier = cls.env["crm.customer.tier"].search([], limit=1)
        stats = cls.env["crm.partner.stat"]
        stats._refresh({(cls.customer.id, cls.company.id)})
        stats.search(
            [("partner_id", "=", cls.customer.id), ("company_id", "=", cls.company.id)]
        ).tier_id = cls.tier

    def _rule(self, name, **values):
        return self.Rule.create({"name": name, **values})

    def _propose(self, user=None):
        lead = self.lead.with_user(user or self.user_lan)
        action = lead.action_new_quotation()
        self.assertEqual(action["res_model"], "crm.quotation.propose")
        return (
            self.env["crm.quotation.propose"]
            .with_user(user or self.user_lan)
            .browse(action["res_id"])
        )

    def _quote(self, proposal):
        action = proposal.action_create_quotation()
        return self.env["sale.order"].browse(action["res_id"])

    def test_without_rules_it_is_as_core_does_it(self):
        action = self.lead.with_user(self.user_lan).action_new_quotation()

        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(action["context"]["default_opportunity_id"], self.lead.id)

    def test_the_first_rule_that_fits_is_proposed_with_its_reasons(self):
        self._rule("Persons", sequence=1, customer_type="person")
        rule = self._rule(
            "Hotels",
            sequence=2,
            customer_type="company",
            tag_ids=[Command.set(self.tag.ids)],
            tier_ids=[Command.set(self.tier.ids)],
            product_ids=[Command.set(self.chair.ids)],
        )
        self._rule("Everybody", sequence=3)

        proposal = self._propose()

        self.assertEqual(proposal.rule_id, rule)
        for reason in ("Hotel", self.tier.name, "Chair", "Company"):
            self.assertIn(reason, proposal.reasons)
        self.assertEqual(proposal.matching_ids.mapped("name"), ["Hotels", "Everybody"])

    def test_a_rule_of_another_segment_or_team_does_not_fit(self):
        segment = self.env["crm.rfm.segment"].search([], limit=1)
        self._rule("Segment", segment_ids=[Command.set(segment.ids)])
        other = self.env["crm.team"].create({"name": "Shops"})
        self._rule("Team", team_ids=[Command.set(other.ids)])

        proposal = self._propose()

        self.assertFalse(proposal.rule_id)
        self.assertFalse(proposal.has_match)

    def test_nothing_is_typed_again(self):
        terms = self.env["account.payment.term"].create({"name": "Half now"})
        self._rule(
            "All",
            validity_days=10,
            payment_term_id=terms.id,
            line_ids=[
                Command.create({"product_id": self.chair.id, "quantity": 4}),
            ],
        )

        order = self._quote(self._propose())

        self.assertEqual(order.partner_id, self.person)
        self.assertEqual(order.partner_invoice_id, self.invoice_address)
        self.assertEqual(order.partner_shipping_id, self.person)
        self.assertEqual(order.opportunity_id, self.lead)
        self.assertEqual(order.user_id, self.user_lan)
        self.assertEqual(order.team_id, self.team)
        self.assertEqual(order.source_id, self.source)
        self.assertEqual(order.campaign_id, self.campaign)
        self.assertEqual(order.origin, self.lead.name)
        self.assertEqual(order.tag_ids, self.tag)
        self.assertEqual(order.payment_term_id, terms)
        self.assertEqual(
            order.validity_date,
            fields.Date.context_today(order) + timedelta(days=10),
        )
        lines = {line.product_id: line.product_uom_qty for line in order.order_line}
        self.assertEqual(lines, {self.chair: 4, self.product: 1})

    def test_no_rule_gives_a_plain_quotation(self):
        self._rule("Persons", customer_type="person")

        order = self._quote(self._propose())

        self.assertEqual(order.opportunity_id, self.lead)
        self.assertFalse(order.quotation_rule_id)

    def test_a_rule_that_does_not_fit_is_refused(self):
        self._rule("All", sequence=1)
        persons = self._rule("Persons", sequence=2, customer_type="person")
        proposal = self._propose()
        proposal.rule_id = persons

        with self.assertRaisesRegex(UserError, "Persons"):
            proposal.action_create_quotation()

        self.assertFalse(self.lead.order_ids)

    def test_optional_lines_wait_with_a_quantity_of_zero(self):
        self.lead.interest_product_ids = False
        self._rule(
            "All",
            line_ids=[
                Command.create({"product_id": self.chair.id, "is_optional": True}),
            ],
        )

        order = self._quote(self._propose())

        self.assertEqual(order.order_line.product_uom_qty, 0)

    def test_only_managers_change_rules(self):
        rule = self._rule("All")

        with self.assertRaises(AccessError):
            rule.with_user(self.user_lan).name = "Mine"

        rule.with_user(self.user_manager).name = "Ours"
        self.assertEqual(rule.name, "Ours")

    def test_rules_of_other_companies_are_not_proposed(self):
        other = self.env["res.company"].create({"name": "Other of the test"})
        self._rule("Theirs", company_id=other.id)
        self._rule("Everybody's")

        self.assertEqual(self._propose().matching_ids.mapped("name"), ["Everybody's"])

    def test_merged_leads_keep_the_interests(self):
        other = self.lead.copy({"name": "Second"})
        other.interest_product_ids = self.chair
        self.lead.interest_product_ids = self.product

        merged = (self.lead | other).merge_opportunity()

        self.assertEqual(merged.interest_product_ids, self.product | self.chair)
