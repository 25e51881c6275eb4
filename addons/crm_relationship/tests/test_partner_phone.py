# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every number of a contact is known, follows its contact, and recognises it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import RelationshipCase

MOBILE = "+84912345678"


@tagged("post_install", "-at_install")
class TestPartnerPhone(RelationshipCase):
    def keys(self, partner=None):
        return (partner or self.person).phone_ids.mapped("key")

    def test_case_27_field_phone_becomes_rows(self):
        self.person.phone = "0912345678 (Zalo) / 028 3822 1234 máy lẻ 12"

        self.assertEqual(self.keys(), [MOBILE, "+842838221234"])
        self.assertEqual(self.person.phone_ids.mapped("is_zalo"), [True, False])
        self.assertEqual(self.person.phone_ids[1].extension, "12")
        self.person.phone = False
        self.assertFalse(self.person.phone_ids)

    def test_case_28_original_is_kept(self):
        self.person.phone = "0168 123 4567"

        self.assertEqual(self.person.phone, "0168 123 4567")
        self.assertEqual(self.person.phone_ids.raw, "0168 123 4567")
        self.assertEqual(self.keys(), ["+84381234567"])

    def test_what_was_noted_survives_a_change_of_the_field(self):
        self.person.phone_ids.note = "after six"

        self.person.phone = "0912 345 678, 0987654321"

        self.assertEqual(self.person.phone_ids.mapped("note"), ["after six", False])

    def test_case_29_hotline_recognises_nobody(self):
        hotline = self._create_customer("Bank", phone="1900 1234")

        self.assertEqual(hotline.phone_ids.kind, "hotline")
        self.assertFalse(hotline.phone_ids.key)
        self.assertEqual(hotline._contact_values(), [])

    def test_number_added_by_hand(self):
        self.person.phone_ids = [Command.create({"number": "0987.654.321 (Zalo)"})]
        added = self.person.phone_ids[-1]

        self.assertEqual((added.number, added.key), ("0987 654 321", "+84987654321"))
        self.assertTrue(added.is_zalo)
        self.person.phone = "0933 444 555"
        self.assertIn("+84987654321", self.keys(), "not the field's to remove")
        for text in ("no phone", "0912345678 / 0987654321", "9.12E+08", ""):
            with self.assertRaisesRegex(ValidationError, "not one phone number"):
                added.number = text

    def test_row_of_the_field_is_changed_there(self):
        row = self.person.phone_ids
        with self.assertRaisesRegex(UserError, "change it there"):
            row.number = "0987654321"
        with self.assertRaisesRegex(UserError, "delete it there"):
            row.unlink()
        self.assertEqual(self.keys(), [MOBILE])

    def test_country_decides_how_a_number_is_read(self):
        self.person.phone = "02 290 34 90"
        self.person.country_id = self.env.ref("base.be")

        self.assertEqual(self.keys(), ["+3222903490"])

    def test_found_by_last_digits_and_in_any_form(self):
        self.person.phone_ids = [Command.create({"number": "0168 123 4567"})]
        partners = self.env["res.partner"].with_user(self.user_lan)

        for text in (
            "345678",
            "0912.345.678",
            "+84 912 345 678",
            "1234567",
            "01681234567",
        ):
            found = partners.search([("phone_search", "ilike", text)])
            self.assertIn(self.person, found, text)
        self.assertNotIn(
            self.person, partners.search([("phone_search", "like", "345679")])
        )

    def test_case_49_second_number_recognises_the_caller(self):
        self.person.phone_ids = [Command.create({"number": "0977 111 222"})]
        partners = self.env["res.partner"]

        found = partners._customers_by_value(["+84977111222"])

        self.assertEqual(found, {"+84977111222": {self.customer.id}})

    def test_number_added_by_hand_claims_an_unknown_call(self):
        call = self._log(partner=self.env["res.partner"], contact_value="0977111222")
        self.person.phone_ids = [Command.create({"number": "0977 111 222"})]
        self.end_transaction()

        self.assertEqual(call.partner_id, self.person)

    def test_many_contacts_cost_no_more_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": f"09123456{n:02}"} for n in range(40)]
        )
        mirror = [p.with_env(self.env) for p in (partners[0], partners)]
        counts = []
        for few in mirror:
            before = self.cr.sql_log_count
            few._mirror_phones()
            counts.append(self.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(len(partners.phone_ids), 40)

    # ------------------------------------------------------------
    # Contacts of before
    # ------------------------------------------------------------

    def test_job_reads_old_numbers_and_resumes(self):
        old = self.env["res.partner"].create(
            [{"name": f"Old {n}", "phone": f"09123450{n:02}"} for n in range(5)]
        )
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_partner_phone")
        self.env["ir.config_parameter"].search(
            [("key", "=", "crm_relationship.phones_below")]
        ).unlink()
        self.env.invalidate_all()
        partners = self.env["res.partner"]
        self.assertEqual(
            partners._customers_by_value(["+84912345004"])["+84912345004"],
            {old[4].id},
            "found before the job has come to it",
        )

        self.assertEqual(partners._read_old_phones(2), 2)
        self.assertEqual(self.keys(old), ["+84912345003", "+84912345004"])
        while partners._read_old_phones(2):
            pass

        self.assertEqual(len(self.keys(old)), 5)
        self.assertEqual(partners._unread_phones(), 0)
        partners._read_old_phones(100)
        self.assertEqual(len(self.keys(old)), 5)

    # ------------------------------------------------------------
    # Access and merge
    # ------------------------------------------------------------

    def test_numbers_follow_the_rules_of_their_contact(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.person.id})]",
            }
        )
        row = self.person.phone_ids
        mine = self.env["crm.partner.phone"].with_user(self.user_lan)
        self.env.invalidate_all()

        self.assertFalse(
            mine.search([("key", "=", MOBILE), ("partner_id", "=", self.person.id)])
        )
        self.assertFalse(mine.search_count([("id", "=", row.id)]))
        self.assertFalse(mine._read_group([("id", "=", row.id)], ["key"], ["__count"]))
        with self.assertRaises(AccessError):
            row.with_user(self.user_lan).read(["number"])
        with self.assertRaises(AccessError):
            mine.create({"partner_id": self.person.id, "number": "0987654321"})
        rule.unlink()
        self.assertTrue(mine.search([("id", "=", row.id)]))

    def test_portal_sees_no_rows(self):
        with self.assertRaises(AccessError):
            self.person.phone_ids.with_user(self.user_portal).read(["number"])
        with self.assertRaises(AccessError):
            self.user_portal.partner_id.with_user(self.user_portal).read(["phone_ids"])

    def test_other_company_sees_no_rows(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        self.person.company_id = other
        self.env.invalidate_all()

        mine = self.env["crm.partner.phone"].with_user(self.user_lan)
        self.assertFalse(mine.search([("partner_id", "=", self.person.id)]))

    def test_case_19_merge_keeps_every_number_once(self):
        other = self.env["res.partner"].create(
            {"name": "Đào", "phone": "0912345678 / 0987654321"}
        )
        other.phone_ids = [Command.create({"number": "0977111222"})]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})

        wizard._merge((self.person | other).ids, self.person)
        self.env.invalidate_all()

        expected = sorted([MOBILE, "+84987654321", "+84977111222"])
        self.assertEqual(sorted(self.keys()), expected)
        self.person.phone = "0912 345 678"
        self.assertEqual(sorted(self.keys()), expected)
