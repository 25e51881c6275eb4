# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestPartnerHistory(RelationshipCase):
    def _rows_of(self, partner):
        self.end_transaction()
        page = self.env["crm.interaction"].timeline_fetch("res.partner", partner.id)
        return [row["id"] for row in page["rows"] if not row["origin_event"]]

    def _markers(self, partner):
        self.end_transaction()
        page = self.env["crm.interaction"].timeline_fetch("res.partner", partner.id)
        moved = self._type("contact_moved").id
        return [row["subject"] for row in page["rows"] if row["type_id"] == moved]

    # ------------------------------------------------------------
    # Deleting (E21)
    # ------------------------------------------------------------

    def test_a_contact_with_history_is_not_deleted(self):
        self._log("call")
        for partner in (self.person, self.customer, self.person + self.customer):
            with self.subTest(partner=partner.mapped("name")):
                with self.assertRaises(UserError) as raised:
                    partner.unlink()
                self.assertIn("Archive", str(raised.exception))
        self.assertTrue(self.person.exists() and self.customer.exists())

    def test_history_that_the_user_cannot_see_counts_too(self):
        company_b = self.env["res.company"].create({"name": "B"})
        partner = self._create_customer("Shared")
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": partner.id,
                "company_id": company_b.id,
            }
        )
        with self.assertRaises(UserError):
            partner.with_user(self.user_manager).sudo(False).unlink()

    def test_a_contact_without_history_is_deleted(self):
        partner = self._create_customer("Mistake")
        self.env["crm.partner.fact"].create({"partner_id": partner.id, "name": "x"})
        partner.unlink()
        self.assertFalse(partner.exists())

    def test_a_former_employer_keeps_the_history_and_stays(self):
        """The row is the company's through the person who moved on."""
        self._log("call")
        self.person.parent_id = False
        with self.assertRaises(UserError):
            self.customer.unlink()

    # ------------------------------------------------------------
    # Joining and moving
    # ------------------------------------------------------------

    def test_joining_a_company_brings_the_history(self):
        freelancer = self.env["res.partner"].create(
            {"name": "Freelancer", "user_id": self.user_lan.id}
        )
        row = self._log("call", partner=freelancer)
        freelancer.parent_id = self.customer
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(self._rows_of(freelancer), row.ids)
        self.assertEqual(self._rows_of(self.customer), row.ids)
        self.assertEqual(self._markers(self.customer), [])
        self.refresh_statistics()
        self.assertEqual(self.customer.with_user(self.user_lan).relation_count_30, 1)
        self.assertFalse(
            self.env["crm.partner.stat"].search(
                [("partner_id", "=", freelancer.id), ("count_30", ">", 0)]
            )
        )

    def test_a_household_joins_with_its_people(self):
        """Contacts under a person who joins a company join it with them."""
        head = self.env["res.partner"].create(
            {"name": "Head", "user_id": self.user_lan.id}
        )
        member = self.env["res.partner"].create(
            {"name": "Member", "parent_id": head.id}
        )
        row = self._log("call", partner=member)
        self.assertEqual(row.commercial_partner_id, head)
        head.parent_id = self.customer
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_moving_between_companies_leaves_the_history(self):
        old_row = self._log("call")
        other = self._create_customer("Bình Minh", user_id=self.user_lan.id)
        self.person.parent_id = other
        new_row = self._log("call")
        self.assertEqual(old_row.commercial_partner_id, self.customer)
        self.assertEqual(new_row.commercial_partner_id, other)
        self.assertEqual(self._rows_of(self.customer), old_row.ids)
        self.assertEqual(self._rows_of(other), new_row.ids)
        self.assertEqual(self._rows_of(self.person), new_row.ids)

    def test_a_move_is_marked_on_both_timelines(self):
        other = self._create_customer("Bình Minh", user_id=self.user_lan.id)
        self.person.with_user(self.user_manager).sudo().parent_id = other
        message = "Nguyễn Thị Đào moved from An Phát to Bình Minh"
        self.assertEqual(self._markers(self.customer), [message])
        self.assertEqual(self._markers(other), [message])
        self.assertEqual(self._markers(self.person), [message])
        rows = self.env["crm.interaction"].search([("subject", "=", message)])
        self.assertEqual(set(rows.mapped("actor_type")), {"system"})
        self.assertEqual(rows.user_id, self.user_manager)
        self.refresh_statistics()
        self.assertEqual(self.customer.with_user(self.user_lan).relation_count_30, 0)

    def test_leaving_without_a_new_company_is_marked_too(self):
        self.person.parent_id = False
        self.assertEqual(self._markers(self.customer), ["Nguyễn Thị Đào left An Phát"])
        self.assertEqual(self._rows_of(self.person), [])

    def test_moving_to_and_fro_is_possible(self):
        other = self._create_customer("Bình Minh")
        for company in (other, self.customer, other, self.customer):
            self.person.parent_id = company
            self.end_transaction()
        self.assertEqual(self.person.commercial_partner_id, self.customer)

    def test_imports_move_without_marks(self):
        other = self._create_customer("Bình Minh")
        self.person.with_context(interaction_capture_disable=True).parent_id = other
        self.assertEqual(self._markers(other), [])

    def test_a_subsidiary_that_becomes_a_contact_brings_its_history(self):
        subsidiary = self._create_customer(
            "Subsidiary", parent_id=self.customer.id, user_id=self.user_lan.id
        )
        row = self._log("call", partner=subsidiary)
        self.assertEqual(row.commercial_partner_id, subsidiary)
        subsidiary.is_company = False
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(self._rows_of(subsidiary), row.ids)

    def test_a_new_owner_gets_the_contacts_with_the_company(self):
        self.assertEqual(self.person.user_id, self.user_lan, "copied by core")
        specialist = self.env["res.partner"].create(
            {
                "name": "Specialist",
                "parent_id": self.customer.id,
                "user_id": self.user_hoa.id,
            }
        )
        archived = self.env["res.partner"].create(
            {"name": "Archived", "parent_id": self.customer.id, "active": False}
        )
        self.customer.user_id = self.user_minh
        self.assertEqual(self.person.user_id, self.user_minh)
        self.assertEqual(archived.user_id, self.user_minh)
        self.assertEqual(specialist.user_id, self.user_hoa)
        self.customer.user_id = False
        self.assertFalse(self.person.user_id)
