# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a default opens no customer, be it the context's or the user's own.

Any client sends a context, and any user keeps defaults of their own. Both fill in what
new records do not give.
"""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestConfidentialDefaults(ConfidentialCase):
    def as_lan(self, model, **defaults):
        """Return a model as Lan's client asks for it, with defaults in the context."""
        self.env.flush_all()
        self.env.invalidate_all()
        context = {f"default_{name}": value for name, value in defaults.items()}
        return self.env[model].with_user(self.user_lan).with_context(**context)

    def assertOpensNothing(self, model, values, **defaults):
        """Try it by the context, and by a default of Lan's own."""
        with self.assertRaises(AccessError):
            self.as_lan(model, **defaults).create(values)
        self.assertFalse(self.sees(self.user_lan, self.hidden))
        for name, value in defaults.items():
            self.as_lan("ir.default").set(model, name, value, user_id=True)
        with self.assertRaises(AccessError):
            self.as_lan(model).create(values)
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_a_lead(self):
        self.assertOpensNothing("crm.lead", {"name": "x"}, partner_id=self.hidden.id)

    def test_a_lead_among_others(self):
        leads = self.as_lan("crm.lead", partner_id=self.hidden.id)

        with self.assertRaises(AccessError):
            leads.create([{"name": "x", "partner_id": self.customer.id}, {"name": "y"}])

        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_a_quotation(self):
        values = {"user_id": self.user_lan.id}

        self.assertOpensNothing("sale.order", values, partner_id=self.hidden.id)

    def test_another_address_of_a_quotation(self):
        self.assertOpensNothing(
            "sale.order",
            {"partner_id": self.customer.id, "user_id": self.user_lan.id},
            partner_shipping_id=self.hidden.id,
        )

    def test_a_contact_below(self):
        self.assertOpensNothing(
            "res.partner",
            {"name": "x", "is_company": True, "type": "other"},
            parent_id=self.hidden.id,
        )

    def test_a_contact_below_a_company_that_the_system_has_read(self):
        partners = self.as_lan("res.partner", parent_id=self.hidden.id)

        with self.assertRaises(AccessError):
            # core asks for it, and nothing else; entering the block forgets it
            self.assertFalse(self.hidden.company_id)
            partners.create({"name": "x", "is_company": True, "type": "other"})

        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_a_contact_of_ones_own_that_is_said_to_be_below(self):
        values = {"name": "x", "parent_id": self.customer.id}

        with self.assertRaises(AccessError):
            self.as_lan("res.partner").create(
                {**values, "commercial_partner_id": self.hidden.id}
            )
        person = self.as_lan("res.partner").create(values)
        with self.assertRaises(AccessError):
            person.write({"commercial_partner_id": self.hidden.id})

        self.assertOpensNothing(
            "res.partner", values, commercial_partner_id=self.hidden.id
        )

    def test_a_delegation_tells_nothing(self):
        values = {
            "user_id": self.user_lan.id,
            "delegate_id": self.user_hoa.id,
            "date_from": "2026-07-01",
            "date_to": "2026-07-07",
            "scope": "some",
        }
        chosen = [Command.set(self.hidden.ids)]

        self.assertOpensNothing("crm.customer.delegation", values, partner_ids=chosen)

    def test_a_share_says_who_shared_it(self):
        values = {
            "partner_id": self.customer.id,
            "user_id": self.user_hoa.id,
            "reason": "Joint visit",
        }
        forged = {"shared_by_id": self.user_minh.id}
        self.customer.user_id = self.user_lan

        shares = self.as_lan("crm.customer.share").create({**values, **forged})
        shares |= self.as_lan("crm.customer.share", **forged).create(values)

        self.assertEqual(shares.shared_by_id, self.user_lan)

    def test_what_is_logged_is_on_the_customers_timeline(self):
        visit = self.env.ref("crm_relationship.crm_interaction_type_visit")
        person = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.customer.id}
        )

        rows = self.as_lan("crm.interaction", partner_id=person.id)
        row = rows.create({"type_id": visit.id, "subject": "x"})

        self.assertEqual(row.commercial_partner_id, self.customer)

    # ------------------------------------------------------------
    # What goes on
    # ------------------------------------------------------------

    def test_defaults_of_visible_customers_hold(self):
        lead = self.as_lan("crm.lead", partner_id=self.customer.id)
        order = self.as_lan("sale.order", partner_id=self.customer.id)
        person = self.as_lan("res.partner", parent_id=self.customer.id)

        self.assertEqual(lead.create({"name": "x"}).partner_id, self.customer)
        self.assertEqual(order.create({}).partner_id, self.customer)
        self.assertEqual(person.create({"name": "x"}).parent_id, self.customer)

    def test_a_person_below_a_company_is_of_its_company(self):
        self.customer.company_id = self.company
        persons = self.as_lan("res.partner", parent_id=self.customer.id)

        self.assertEqual(persons.create({"name": "x"}).company_id, self.company)

    def test_a_quotation_for_ones_own_opportunity_of_a_masked_customer(self):
        self.configure(documents="masked")
        lead = self.env["crm.lead"].create(
            {
                "name": "Mine",
                "partner_id": self.hidden.id,
                "user_id": self.user_lan.id,
                "type": "opportunity",
            }
        )

        orders = self.as_lan(
            "sale.order", opportunity_id=lead.id, partner_id=self.hidden.id
        )

        order = orders.create({"user_id": self.user_lan.id})

        self.assertEqual(order.sudo().partner_id, self.hidden)
