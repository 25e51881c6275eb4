# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: one's own lead tells of a hidden customer nothing that is the customer's."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .confidential_common import ConfidentialCase

THEIRS = {
    "email": "canary@canary.test",
    "phone": "02838221234",
    "street": "CANARY street",
    "city": "CANARY city",
    "website": "https://canary.test",
}
COPIED = (
    "email_from", "email_normalized", "email_domain_criterion", "phone",
    "phone_sanitized", "street", "city", "website",
)  # fmt: skip
TOKENS = ("canary", "CANARY", "38221234", "3822 1234")


@tagged("post_install", "-at_install")
class TestConfidentialLead(ConfidentialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden.write(THEIRS)
        cls.configure(documents="masked")
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Mine",
                "partner_id": cls.hidden.id,
                "user_id": cls.user_lan.id,
                "type": "opportunity",
            }
        )
        export = cls.env.ref("base.group_allow_export")
        cls.user_lan.group_ids = [Command.link(export.id)]

    def _mine(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.lead.with_user(self.user_lan)

    def assertTellsNothing(self, answer):
        for token in TOKENS:
            self.assertNotIn(token, str(answer))

    def test_case_e04_what_was_copied_is_closed_however_it_is_asked(self):
        mine = self._mine()
        leads = mine.browse()
        fields = [*COPIED, "contact_name", "partner_name"]

        self.assertTellsNothing(mine.read(fields))
        self.assertTellsNothing(mine.web_read({name: {} for name in fields}))
        self.assertTellsNothing(mine.export_data(fields)["datas"])
        self.assertTellsNothing(mine.copy_data())
        for name in COPIED:
            with self.subTest(field=name):
                self.assertFalse(mine[name])
                self.assertNotIn(mine, leads.search([(name, "!=", False)]))
                groups = leads.formatted_read_group([], [name], ["__count"])
                self.assertTellsNothing(groups)
        for operator in ("like", "=like", "="):
            value = "02838221234" if operator == "=" else "38221234"
            domain = [("phone_mobile_search", operator, value)]
            self.assertFalse(leads.search(domain))
        self.assertIn(
            mine, leads.search([("phone_mobile_search", "not like", "38221")])
        )
        self.assertFalse(leads.search([("email_from", "ilike", "canary")]))
        self.assertTellsNothing(leads.web_search_read([], {n: {} for n in fields}))

    def test_case_e04_the_form_opens_and_the_owner_of_the_customer_reads_all(self):
        mine = self._mine()

        with Form(mine, view="crm.crm_lead_view_form") as form:
            self.assertEqual((form.name, form.phone), ("Mine", False))
            form.expected_revenue = 500

        self.assertEqual(self.lead.expected_revenue, 500)
        lead = self.lead.with_user(self.user_manager)
        self.assertEqual(lead.email_from, THEIRS["email"])
        self.assertEqual(lead.search([("email_from", "ilike", "canary")]), lead)
        # and the system goes on reading what is stored
        self.assertEqual(self.lead.street, THEIRS["street"])

    def test_a_lead_keeps_what_is_its_own(self):
        """Of a hidden customer's lead that is an address; core copies a number of the
        lead to its customer and back. Without a customer, everything is its own."""
        self.lead.write({"street": "Where the goods go", "partner_id": self.hidden.id})
        alone = self.env["crm.lead"].create(
            {
                "name": "Nobody's yet",
                "phone": "02838221234",
                "user_id": self.user_lan.id,
            }
        )

        mine = self._mine()

        self.assertEqual(mine.street, "Where the goods go")
        self.assertEqual(mine.search([("street", "ilike", "goods")]), mine)
        self.assertFalse(mine.city)
        self.assertEqual(alone.with_user(self.user_lan).phone, "02838221234")

    def test_a_lead_of_a_customer_who_became_anothers_closes(self):
        own = self._create_customer(
            "Mine so far", user_id=self.user_lan.id, phone="02838225555"
        )
        lead = self.env["crm.lead"].create(
            {"name": "Older", "partner_id": own.id, "user_id": self.user_lan.id}
        )
        self.env.flush_all()
        self.assertEqual(lead.with_user(self.user_lan).phone, own.phone)

        own.user_id = self.user_minh

        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(lead.with_user(self.user_lan).phone)
        self.assertEqual(lead.with_user(self.user_minh).sudo().phone, own.phone)

    def test_names_are_as_the_label_is(self):
        self.assertFalse(self._mine().partner_name)

        self.configure(documents="shown")
        self.lead.action_set_won()  # an open one shows its customer then

        self.assertEqual(self._mine().partner_name, "CANARY company")
        self.assertFalse(self._mine().phone)

    def test_nobody_finds_out_a_number_by_trying(self):
        mine = self._mine()

        for name, value in (("phone", "02838221234"), ("email_from", "x@y.test")):
            with self.assertRaisesRegex(AccessError, "how the customer is reached"):
                mine.write({name: value})
        mine.write({"priority": "2"})

        self.assertEqual(self.lead.phone, THEIRS["phone"])

    def test_tracked_changes_tell_nothing_either(self):
        self.lead.write({"phone": "0977 111 222"})
        self.env.cr.precommit.run()
        self.lead.write({"phone": THEIRS["phone"]})
        self.env.cr.precommit.run()
        mine = self._mine()

        values = self.lead.message_ids.sudo().tracking_value_ids
        self.assertTrue(values)
        self.assertFalse(mine._track_filter_for_display(values))

    def test_nobody_hidden_is_suggested_to_be_written_to(self):
        for record in (self.lead, self._create_order(self.hidden)):
            self._mine()
            asked = record.with_user(self.user_lan)
            for no_create in (True, False):
                found = asked._message_get_suggested_recipients(no_create=no_create)
                self.assertTellsNothing(found)
                self.assertNotIn(self.hidden.id, [r["partner_id"] for r in found])
            mine = record.with_user(self.user_manager)
            found = mine._message_get_suggested_recipients(no_create=True)
            self.assertIn(self.hidden.id, [r["partner_id"] for r in found])

    def test_case_e06_whoever_works_with_all_contacts_reads_on(self):
        group = self.env.ref("account.group_account_invoice")
        self.user_lan.group_ids = [Command.link(group.id)]

        self.assertEqual(self._mine().phone, THEIRS["phone"])

    def test_without_confidentiality_nothing_is_closed(self):
        self.configure(customers=False)

        mine = self._mine()

        self.assertEqual(mine.phone, THEIRS["phone"])
        self.assertEqual(mine.search([("email_from", "ilike", "canary")]), mine)
