# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: people are spoken to properly, and their numbers are checked and covered."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import RelationshipCase

NUMBER = "079090123456"


@tagged("post_install", "-at_install")
class TestPartnerPerson(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.vietnam = cls.env.ref("base.vn")

    # ------------------------------------------------------------
    # Speaking
    # ------------------------------------------------------------

    def test_greeting_in_the_language_of_the_person(self):
        self.person.write({"lang": "vi_VN", "gender": "female"})
        self.assertEqual(self.person.greeting, "Chào chị Đào")
        self.person.honorific = "bac"
        self.assertEqual(self.person.greeting, "Chào bác Đào")
        self.assertEqual(self.person._crm_self_word(), "cháu")
        self.person.called_name = "Tư"
        self.assertEqual(self.person._crm_called(), "bác Tư")
        self.person.write({"lang": "en_US", "honorific": "chi"})
        self.assertEqual(self.person.greeting, "Dear Ms Tư")

    def test_company_is_greeted_as_one(self):
        self.customer.lang = "vi_VN"
        self.assertEqual(self.customer.greeting, "Kính gửi quý công ty")

    def test_greeting_in_a_template(self):
        self.person.write({"lang": "vi_VN", "honorific": "chi"})
        template = self.env["mail.template"].create(
            {
                "name": "Hello",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "subject": "{{ object.partner_id.greeting }},",
                "body_html": '<p><t t-out="object.greeting"/></p>',
                "use_default_to": True,
            }
        )

        made = template._generate_template(self.lead.ids, ["subject", "body_html"])

        self.assertEqual(made[self.lead.id]["subject"], "Chào chị Đào,")
        self.assertIn("Chào chị Đào", made[self.lead.id]["body_html"])

    def test_lead_without_a_contact_is_greeted(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Web",
                "contact_name": "Trần Văn An",
                "lang_id": self.env["res.lang"]._get_data(code="vi_VN").id,
            }
        )
        self.assertEqual(lead.greeting, "Chào anh/chị An")

    # ------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------

    def test_personal_number_is_covered_for_others(self):
        self.user_manager.group_ids += self.env.ref("base.group_allow_export")
        partner = self.person.with_user(self.user_manager)
        with Form(partner) as form:
            form.identity_masked = "079 090 123 456"
        self.env.invalidate_all()

        self.assertEqual(partner.identity_masked, "079••••••456")
        self.assertEqual(self.person.identity_number, NUMBER)
        with self.assertRaises(AccessError):
            partner.read(["identity_number"])
        with self.assertRaises(AccessError):
            partner.search([("identity_number", "=", NUMBER)])
        with self.assertRaises(AccessError):
            partner.export_data(["identity_number"])
        with self.assertRaises(AccessError):
            self.user_portal.partner_id.with_user(self.user_portal).read(
                ["identity_masked"]
            )

    def test_saving_the_covered_number_changes_nothing(self):
        self.person.identity_number = NUMBER
        self.person.with_user(self.user_manager).write(
            {"identity_masked": "079••••••456"}
        )
        self.assertEqual(self.person.identity_number, NUMBER)

    def test_reader_sees_the_number(self):
        self.person.identity_number = NUMBER
        self.user_manager.group_ids += self.env.ref(
            "crm_relationship.group_identity_reader"
        )
        self.assertEqual(
            self.person.with_user(self.user_manager).identity_number, NUMBER
        )

    @freeze_time("2026-06-01 09:00:00")
    def test_wrong_personal_number_is_refused_in_words(self):
        self.person.identity_number = NUMBER
        for number, why in (
            ("012345678", "no longer valid"),
            ("999090123456", "no province"),
            ("079299123456", "not come yet"),
            ("0790901234", "12 digits"),
            ("07909012345X", "else than digits"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, why),
                self.env.cr.savepoint(),
            ):
                self.person.identity_masked = number
        self.assertEqual(self.person.identity_number, NUMBER)

    @freeze_time("2026-06-01 09:00:00")
    def test_tax_number_of_a_vietnamese_customer(self):
        self.customer.country_id = self.vietnam
        for number in ("0100109106", "0100109106-011", "VN0100109106", NUMBER, "/"):
            self.customer.vat = number
        for number, why in (
            ("0100109107", "typo"),
            ("0100109106-000", "from 001"),
            ("01001091", "10 digits"),
            ("999090123456", "no province"),
        ):
            with self.assertRaisesRegex(ValidationError, why):
                self.customer.vat = number
        self.customer.country_id = self.env.ref("base.sg")
        self.customer.vat = "201912345K"

    # ------------------------------------------------------------
    # Provinces
    # ------------------------------------------------------------

    def test_case_34_province_by_any_name(self):
        texts = {
            "Bình Dương": "SG",
            "Hà Tây": "HN",
            "TP.HCM": "SG",
            "Sài Gòn": "SG",
            "sai gon": "SG",
            "Hải Dương": "HP",
            "Tỉnh Bà Rịa – Vũng Tàu": "SG",
            "Thua Thien-Hue": "26",
            "Đăk Lăk": "33",
        }
        found = self.env["res.country.state"]._crm_find_provinces([*texts, "Atlantis"])

        for text, code in texts.items():
            province, alias = found[text]
            self.assertEqual(province, self.env.ref(f"base.state_vn_VN-{code}"), text)
            self.assertTrue(alias.name)
        self.assertEqual(found["Bình Dương"][1].kind, "old")
        self.assertFalse(found["Atlantis"][0])

    def test_case_34_old_name_finds_the_province_in_every_field(self):
        states = self.env["res.country.state"].with_user(self.user_lan)
        city = self.env.ref("base.state_vn_VN-SG")

        for text in ("binh duong", "Bình Dương", "Sai Gon", "ho chi minh"):
            found = [row[0] for row in states.name_search(text)]
            self.assertIn(city.id, found, text)
        belgian = states.with_context(country_id=self.env.ref("base.be").id)
        self.assertNotIn(city.id, [r[0] for r in belgian.name_search("Bình Dương")])
        self.person.state_id = city
        self.assertIn(
            self.person,
            self.env["res.partner"].search([("state_id", "ilike", "binh duong")]),
        )

    def test_every_province_of_before_is_in_the_list(self):
        aliases = self.env["crm.province.alias"].search([])

        by_kind = aliases.grouped("kind")
        self.assertEqual(len(by_kind["current"].state_id), 34)
        self.assertEqual(
            by_kind["current"].state_id,
            self.env["res.country.state"].search(
                [("country_id", "=", self.vietnam.id)]
            ),
        )
        self.assertEqual(len(by_kind["old"]), 31)
