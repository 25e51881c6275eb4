# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestRequiredFields(TicketCase):
    def setUp(self):
        super().setUp()
        names = ["category_id", "product_id"]
        self.fields_ = self.env["ir.model.fields"].search(
            [("model", "=", "crm.ticket"), ("name", "in", names)]
        )
        self.stage_solved.required_field_ids = self.fields_
        self.ticket = self._create_ticket(user=self.user_an)

    def test_an_empty_field_is_asked_for_by_name(self):
        with self.assertRaisesRegex(
            ValidationError, rf"{self.ticket.number}.*Category"
        ):
            self.ticket.stage_id = self.stage_solved
        self.ticket.stage_id = self.stage_open

        self.ticket.write(
            {
                "category_id": self.env.ref("crm_ticket_sla.category_question").id,
                "product_id": self.env["product.product"].create({"name": "P"}).id,
                "stage_id": self.stage_solved.id,
            }
        )
        self.assertEqual(self.ticket.stage_kind, "solved")

    def test_a_ticket_opened_by_hand_is_asked_too_and_one_by_mail_is_not(self):
        with self.assertRaisesRegex(ValidationError, "Category"):
            self._create_ticket(user=self.user_an, stage_id=self.stage_solved.id)

        self._create_ticket(
            user=self.user_an, stage_id=self.stage_solved.id, channel="mail"
        )

    def test_a_mass_change_leaves_it_out_with_the_reason(self):
        refusals = self.ticket._mass_change({"stage_id": self.stage_solved.id})

        self.assertEqual(refusals, {self.ticket: "Fill in first: Category, Product"})
        self.assertEqual(self.ticket.stage_kind, "new")

    def test_the_system_goes_on_and_notes_it(self):
        self.ticket.sudo().stage_id = self.stage_solved

        self.assertEqual(self.ticket.stage_kind, "solved")
        self.assertIn("Category, Product", self.ticket.message_ids[0].body)

    def test_no_context_of_a_caller_passes_for_the_system(self):
        with self.assertRaises(ValidationError):
            self.ticket.with_context(ticket_system=True).stage_id = self.stage_solved

    def test_merging_asks_for_nothing(self):
        self.stage_cancelled.required_field_ids = self.fields_
        target = self._create_ticket(user=self.user_an)

        self.ticket._merge_into(target)

        self.assertEqual(self.ticket.stage_kind, "cancelled")

    def test_a_field_that_nobody_fills_in_cannot_be_asked_for(self):
        wrong = self.env["ir.model.fields"]._get("crm.ticket", "opened_at")
        with self.assertRaisesRegex(ValidationError, "Filled in before"):
            self.stage_solved.with_user(self.user_manager).required_field_ids = wrong
