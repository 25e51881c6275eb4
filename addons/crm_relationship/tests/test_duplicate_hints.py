# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever adds a contact learns that it exists, and no more than they may."""

from odoo.tests import tagged

from .test_duplicate_scan import DuplicateCase


@tagged("post_install", "-at_install")
class TestDuplicateHints(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.known = self._person(
            "Hà Vy", phone="0905777001", email="vy@known.test", ref="KH00042",
            user_id=self.user_minh.id, comment="secret",
        )  # fmt: skip
        self.twin = self._person("Hà Vy", phone="0905777001", user_id=self.user_minh.id)

    def hints(self, user=None, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_user(user or self.user_lan)
        return partners.duplicate_hints({"id": False, **values})

    def hide(self, *partners):
        """Hide contacts as confidentiality does, whatever decides there."""
        ids = [partner.id for partner in partners]
        self.env["ir.rule"].create(
            {
                "name": "confidential",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', 'not in', {ids})]",
            }
        )

    def test_warns_of_contacts_just_saved(self):
        found = self.hints(name="Ha Vy", phone="090.577.7001")

        self.assertEqual(
            [contact["id"] for contact in found["contacts"]],
            (self.known + self.twin).ids,
        )
        self.assertEqual(
            found["contacts"][0]["reasons"], ["same phone number", "same name"]
        )
        self.assertFalse(found["masked"])

    def test_nothing_typed_nothing_found(self):
        self.assertEqual(self.hints(), {"contacts": [], "masked": False})
        self.assertEqual(self.hints(name="Somebody Else", phone="12"), self.hints())

    def test_case_e10_a_hidden_customer_shows_code_and_owner_only(self):
        self.hide(self.known, self.twin)

        found = self.hints(name="Hà Vy", phone="0905777001", email="vy@known.test")

        self.assertEqual(
            found,
            {
                "contacts": [],
                "masked": {"code": "KH00042", "owner": "Minh", "ask": "KH00042"},
            },
        )

    def test_case_e10_a_name_alone_betrays_nobody(self):
        self.hide(self.known, self.twin)
        self.follow()
        self.assertEqual(self.hints(name="Hà Vy"), {"contacts": [], "masked": False})

    def test_case_e10_customers_of_another_company_are_not_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.twin.unlink()
        self.known.company_id = other
        self.assertFalse(self.hints(phone="0905777001")["masked"])

    def test_what_is_decided_is_not_asked_again(self):
        self.follow()
        pair = self.pair_of(self.known, self.twin)
        values = {"id": self.twin.id, "name": "Hà Vy", "phone": "0905777001"}
        self.assertEqual(len(self.hints(**values)["contacts"]), 1)
        pair.with_user(self.steward).action_not_same()
        self.assertFalse(self.hints(**values)["contacts"])

    def test_switchboards_and_the_own_company_say_nothing(self):
        company = self._create_customer("Moc", phone="02438220188")
        self.assertFalse(
            self.hints(name="Lan", phone="02438220188", parent_id=company.id)[
                "contacts"
            ]
        )
        for number in range(25):
            self._person(f"Caller {number}", phone="0905777009")
        self.follow()
        self.assertFalse(self.hints(name="New", phone="0905777009")["contacts"])
