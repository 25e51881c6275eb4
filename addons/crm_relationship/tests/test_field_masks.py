# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what only some may read is told to nobody else, by no field and no history."""

import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RelationshipCase

NUMBER = "001085123456"
#: Fields that a group of its own reads, with what would give them away.
MASKED = {"income_bracket": ("80", "40 to 80"), "identity_number": (NUMBER, NUMBER)}


@tagged("post_install", "-at_install")
class TestFieldMasks(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.write({field: value for field, (value, _sign) in MASKED.items()})
        cls.person.user_id = cls.user_lan

    def _masked_from(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.person.with_user(user)

    def _ways(self, person, field):
        partners = person.browse()
        return {
            "read": lambda: person.read([field]),
            "web_read": lambda: person.web_read({field: {}}),
            "search": lambda: partners.search([(field, "=", MASKED[field][0])]),
            "count": lambda: partners.search_count([(field, "!=", False)]),
            "order": lambda: partners.search([], order=f"{field} DESC", limit=1),
            "group": lambda: partners._read_group([], [field], ["__count"]),
            "formatted": lambda: partners.formatted_read_group(
                [], [field], ["__count"]
            ),
            "through a lead": lambda: self.lead.with_user(person.env.user).search(
                [(f"partner_id.{field}", "=", MASKED[field][0])]
            ),
            "export": lambda: person.export_data([field]),
        }

    def test_case_e03_restricted_fields_answer_nobody_without_their_group(self):
        self.env.ref("base.group_allow_export").user_ids = [
            (4, self.user_lan.id),
            (4, self.user_accountant.id),
        ]
        for field in MASKED:
            for user in (self.user_lan, self.user_accountant):
                person = self._masked_from(user)
                for way, ask in self._ways(person, field).items():
                    with self.subTest(field=field, user=user.name, way=way):
                        with self.assertRaises(AccessError):
                            ask()
                self.assertNotIn(field, person.fields_get())

    def test_who_is_in_the_group_reads_them(self):
        self.user_lan.group_ids += self.env.ref(
            "crm_relationship.group_income_reader"
        ) + self.env.ref("crm_relationship.group_identity_reader")
        person = self._masked_from(self.user_lan)

        self.assertEqual(
            (person.income_bracket, person.identity_number), ("80", NUMBER)
        )

    def test_managers_read_the_income(self):
        self.assertEqual(self._masked_from(self.user_manager).income_bracket, "80")

    def test_case_e12_the_history_of_changes_tells_no_income(self):
        self.end_transaction()
        self.person.income_bracket = "20"
        self.end_transaction()
        told = {}
        for user in (self.user_lan, self.user_manager):
            person = self._masked_from(user)
            messages = self.env["mail.message"].with_user(user)
            found = messages._message_fetch(None, thread=person)["messages"]
            rows = messages.search_read(
                [("model", "=", "res.partner"), ("res_id", "=", person.id)],
                ["body", "preview"],
            )
            shown = [
                [
                    value._tracking_value_format()
                    for value in message.sudo().tracking_value_ids._filter_has_field_access(
                        person.env
                    )
                ]
                for message in found
            ]
            told[user] = json.dumps([rows, shown], default=str)
        sign = MASKED["income_bracket"][1]
        self.assertNotIn(sign, told[self.user_lan])
        self.assertIn(sign, told[self.user_manager], "it must really have been tracked")
        tracked = self.env["mail.tracking.value"].with_user(self.user_lan)
        with self.assertRaises(AccessError):
            tracked.search([])

    def test_who_may_not_read_a_field_copies_the_contact_without_it(self):
        clerk = new_test_user(
            self.env, "clerk", groups="base.group_user,base.group_partner_manager"
        )

        copied = self._masked_from(clerk).copy()

        self.assertEqual(copied.name, f"{self.person.name} (copy)")
        self.assertFalse(copied.sudo().income_bracket)
        self.assertFalse(copied.sudo().identity_number)

    def test_case_e12_the_timeline_tells_no_income(self):
        self.person.income_bracket = "20"
        self.end_transaction()

        told = self.env["crm.interaction"].with_user(self.user_lan)
        page = told.timeline_fetch("res.partner", self.person.id)

        self.assertNotIn("million", json.dumps(page, default=str))

    def test_case_e13_a_customer_reads_none_of_our_fields_of_themself(self):
        self.user_portal.partner_id.parent_id = self.customer
        ours = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field._modules[:1] and field._modules[0] == "crm_relationship"
        ]
        self.assertGreater(len(ours), 20)
        partner = self._masked_from(self.user_portal).browse(
            self.user_portal.partner_id.id
        )

        self.assertEqual(partner.read(["name"])[0]["name"], "Portal")
        for name in ours:
            with self.subTest(field=name), self.assertRaises(AccessError):
                partner.read([name])
            is_text = partner._fields[name].type == "char"
            value = "0912345678" if is_text else False
            with self.subTest(field=name, way="domain"):
                with self.assertRaises(AccessError):
                    partner.search([(name, "=", value)])
