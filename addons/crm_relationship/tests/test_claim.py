# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RelationshipCase

KEY = "+84912999888"
#: How people write that number.
SPELLINGS = (
    "0912999888", "0912 999 888", "84912999888", "0084912999888", "+84 (0)912 999 888",
    "(091) 299-9888", "O912999888", "0912999888.0", "0912 999 888 (Zalo)",
    "028 3822 1234 / 0912.999.888",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestClaim(RelationshipCase):
    def unknown(self, value=KEY, **values):
        return self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "contact_value": value,
                "direction": "in",
                "user_id": self.user_lan.id,
                **values,
            }
        )

    def partner(self, **values):
        partner = self.env["res.partner"].create({"name": "Newcomer", **values})
        self.end_transaction()
        return partner

    def test_a_new_contact_takes_over_its_rows(self):
        for spelling in SPELLINGS:
            with self.subTest(spelling=spelling):
                row = self.unknown()
                partner = self.partner(phone=spelling)
                self.assertEqual(row.partner_id, partner)
                self.assertEqual(row.commercial_partner_id, partner)
                row.with_context(interaction_delete_reason="test").unlink()
                partner.unlink()

    def test_numbers_are_kept_in_one_form_however_they_were_logged(self):
        for spelling in SPELLINGS[:9]:
            with self.subTest(spelling=spelling):
                row = self.unknown(spelling).with_user(self.user_lan)
                self.assertEqual(row.contact_value, KEY)
                row.contact_value = "x"
                row.contact_value = spelling
                self.assertEqual(row.contact_value, KEY)
        self.assertEqual(
            self.unknown(" Dao <DAO@Newcomer.TEST> ").contact_value, "dao@newcomer.test"
        )
        self.assertEqual(self.unknown(" zalo:4711 ").contact_value, "zalo:4711")

    def test_a_mail_address_is_claimed_whatever_its_case(self):
        row = self.unknown("Dao@Newcomer.test")
        partner = self.partner(email="DAO@newcomer.TEST")
        self.assertEqual(row.partner_id, partner)

    def test_a_contact_that_gets_the_number_later_takes_over(self):
        row, mail = self.unknown(), self.unknown("dao@newcomer.test")
        company = self.partner(is_company=True)
        person = self.partner(parent_id=company.id)
        self.assertFalse(row.partner_id)
        person.write({"phone": "0912 999 888"})
        person.write({"email": "dao@newcomer.test"})
        self.end_transaction()
        self.assertEqual((row + mail).partner_id, person)
        self.assertEqual((row + mail).commercial_partner_id, company)

    def test_everything_from_the_value_is_claimed_at_once(self):
        rows = self.env["crm.interaction"]
        for _n in range(3):
            rows += self.unknown()
        other = self.unknown("+84912999777")
        partner = self.partner(phone=SPELLINGS[1])
        self.assertEqual(rows.partner_id, partner)
        self.assertFalse(other.partner_id)

    def test_statistics_count_claimed_rows(self):
        self.unknown()
        partner = self.partner(phone=KEY, user_id=self.user_lan.id)
        self.refresh_statistics()
        self.assertEqual(partner.with_user(self.user_lan).relation_count_30, 1)

    def test_a_value_of_several_customers_is_claimed_by_nobody(self):
        """E30: a family's phone, whatever the spellings and the order."""
        for first, second in ((0, 0), (0, 5), (5, 0), (5, 5), (9, 1), (8, 7), (1, 9)):
            with self.subTest(first=SPELLINGS[first], second=SPELLINGS[second]):
                one = self.partner(phone=SPELLINGS[first])
                row = self.unknown()
                two = self.partner(phone=SPELLINGS[second])
                self.assertFalse(row.partner_id)
                row.with_context(interaction_delete_reason="test").unlink()
                (one + two).unlink()

    def test_an_old_number_of_eleven_digits_is_the_same(self):
        one = self.partner(phone="0168 123 4567")
        row = self.unknown("0381234567")
        self.partner(phone="038 123 4567")
        self.assertFalse(row.partner_id)
        one.active = False
        self.partner(phone="038 123 4567").active = False
        self.assertFalse(row.partner_id)

    def test_two_new_customers_with_one_value_leave_it(self):
        row = self.unknown()
        self.env["res.partner"].create(
            [{"name": "One", "phone": KEY}, {"name": "Two", "phone": "0912 999 888"}]
        )
        self.end_transaction()
        self.assertFalse(row.partner_id)

    def test_people_of_one_company_may_share_a_value(self):
        company = self.partner(is_company=True, phone="0912 999 888")
        row = self.unknown()
        self.partner(parent_id=company.id, phone="0912 999 888")
        self.assertEqual(row.commercial_partner_id, company)

    def test_an_archived_contact_makes_no_value_ambiguous(self):
        self.partner(phone=KEY).active = False
        row = self.unknown()
        partner = self.partner(phone=KEY)
        self.assertEqual(row.partner_id, partner)

    def test_a_contact_of_one_company_claims_there_only(self):
        company_b = self.env["res.company"].create({"name": "B"})
        here = self.unknown()
        there = self.unknown(company_id=company_b.id)
        partner = self.partner(phone=KEY, company_id=company_b.id)
        self.assertEqual(there.partner_id, partner)
        self.assertFalse(here.partner_id)

    # ------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------

    def _claim(self, rows, partner, user=None):
        user = user or self.user_lan
        action = rows.with_user(user).action_claim()
        wizard = (
            self.env["crm.interaction.claim"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"partner_id": partner.id})
        )
        wizard.action_apply()
        self.env.invalidate_all()

    def test_a_person_decides_for_all_of_the_value(self):
        rows = self.unknown() + self.unknown(user_id=self.user_minh.id)
        other = self.unknown("+84912999777")
        claimed_before = self._log("call", contact_value=KEY)
        self._claim(rows[0], self.person)
        self.assertEqual(rows.partner_id, self.person)
        self.assertEqual(rows.commercial_partner_id, self.customer)
        self.assertFalse(other.partner_id)
        self.assertEqual(claimed_before.partner_id, self.person)

    def test_rows_that_have_a_contact_are_not_moved(self):
        other = self._create_customer("Other", user_id=self.user_lan.id)
        row = self._log("call", contact_value=KEY)
        self._claim(row, other)
        self.assertEqual(row.partner_id, self.person)

    def test_rows_of_foreign_customers_are_not_claimed(self):
        foreign = self.unknown(user_id=self.user_minh.id)
        wizard = self.env["crm.interaction.claim"].with_user(self.user_lan)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_lan).action_claim()
            wizard.create(
                {
                    "partner_id": self.person.id,
                    "interaction_ids": [Command.set(foreign.ids)],
                }
            ).action_apply()
        self.assertFalse(foreign.partner_id)

    def test_claiming_by_hand_stays_within_the_users_companies(self):
        company_b = self.env["res.company"].create({"name": "B"})
        rows = self.unknown() + self.unknown(company_id=company_b.id)
        self._claim(rows[0], self.person)
        self.assertEqual(rows[0].partner_id, self.person)
        self.assertFalse(rows[1].partner_id)

    def test_only_sales_claims(self):
        row = self.unknown()
        for user in (self.user_accountant, self.user_warehouse, self.user_employee):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._claim(row, self.person, user)
