# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_ticket_sla.tests.common import TicketCase


@tagged("post_install", "-at_install")
class TestCoupon(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.seller = new_test_user(
            cls.env,
            "tic_seller",
            groups="crm_ticket_sla.group_crm_ticket_sla_user,"
            "sales_team.group_sale_manager",
            lang="en_US",
        )

    def _create_program(self):
        return self.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "company_id": self.company.id,
                "applies_on": "current",
                "trigger": "with_code",
            }
        )

    def test_a_coupon_for_the_customer_is_linked_to_the_ticket(self):
        program = self._create_program()
        ticket = self._create_ticket().with_user(self.seller)

        action = ticket.action_coupon()
        wizard = self.env["loyalty.generate.wizard"].with_user(self.seller)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.coupon_qty, 1)
        wizard.generate_coupons()

        card = program.coupon_ids
        self.assertEqual(card.partner_id, self.person)
        self.assertEqual(card.ticket_id.id, ticket.id)
        self.assertEqual(ticket.coupon_count, 1)
        found = self.env["loyalty.card"].search(ticket.action_view_coupons()["domain"])
        self.assertEqual(found, card)

    def test_guards_tell_what_is_missing(self):
        ticket = self._create_ticket()

        with self.assertRaisesRegex(UserError, "Coupon: you have no right"):
            ticket.with_user(self.user_an).action_coupon()
        with self.assertRaisesRegex(UserError, "there is no coupon program yet"):
            ticket.with_user(self.seller).action_coupon()
        self._create_program()
        ticket.partner_id = False
        with self.assertRaisesRegex(UserError, "choose who gets the coupon"):
            ticket.with_user(self.seller).action_coupon()
        self.assertFalse(ticket.coupon_count)
