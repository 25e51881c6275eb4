# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what somebody agreed to in a form is a consent; who is erased is forgotten."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_relationship.tools.gateway.people import Enquiry, Person


@tagged("post_install", "-at_install")
class TestGatewayConsent(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create(
            {"name": "Site", "kind": "form"}
        )
        cls.register = cls.env["crm.consent"]

    def test_the_consents_of_a_form_are_recorded_with_their_words(self):
        enquiry = Enquiry(
            "f-1",
            Person("Lan", phone="0912 345 678", email="lan@gateway.test"),
            consents={"mail": True, "sms": False, "fax": True},
            consent_text="I agree to receive news",
            page="https://shop.test/contact",
        )
        self.account._gateway_enquiry(enquiry)
        rows = self.register.search(
            [("identity", "in", ("lan@gateway.test", "+84912345678"))], order="channel"
        )

        self.assertEqual(
            [(row.channel, row.state, row.source) for row in rows],
            [("mail", "given", "form"), ("sms", "refused", "form")],
        )
        self.assertIn("I agree", rows[0].proof)
        self.assertIn("shop.test", rows[0].proof)

    def test_an_unsigned_form_refuses_and_takes_back_nothing(self):
        self.account.is_unsigned = True
        mails = {
            "new@gateway.test": [],
            "left@gateway.test": ["withdrawn"],
            "never@gateway.test": ["refused"],
            "black@gateway.test": [],
        }
        for mail, states in mails.items():
            for state in states:
                self.register._record(mail, "mail", state, source="call")
        with_two = self.env["res.partner"].create(
            {"name": "Two", "email": "two@gateway.test", "phone": "0912 345 678"}
        )
        self.register._record("+84912345678", "all", "withdrawn", source="call")
        self.env["mail.blacklist"]._add("black@gateway.test")
        before = self.register.search([], order="id desc", limit=1).id

        for mail in [*mails, with_two.email]:
            for agreed in (False, True):
                self.account._gateway_enquiry(
                    Enquiry(
                        f"{mail}{agreed}",
                        Person("X", email=mail),
                        consents={"mail": agreed},
                    )
                )

        rows = self.register.search([("id", ">", before)])
        self.assertEqual(
            [(row.identity, row.state) for row in rows], [("new@gateway.test", "given")]
        )
        self.assertTrue(
            self.env["mail.blacklist"].search([("email", "=", "black@gateway.test")])
        )

    def test_what_was_sent_of_an_erased_person_is_emptied(self):
        partner = self.env["res.partner"].create(
            {"name": "Lan", "phone": "0912 345 678", "email": "lan@gateway.test"}
        )
        other = {"contact": {"phone": "0987654321"}}
        sent = [
            {"contact": {"phone": "091-234-5678"}},
            {"note": "Write to LAN@gateway.test"},
            other,
        ]
        events = self.env["crm.gateway.event"].create(
            [
                {
                    "account_id": self.account.id,
                    "company_id": self.env.company.id,
                    "payload": payload,
                    "received_at": "2026-03-02 08:00:00",
                    "state": "done",
                }
                for payload in sent
            ]
        )
        self.env["crm.send.suppression"].with_user(
            self.env.ref("base.user_admin")
        )._erase_ledgers(partner, set(partner._contact_values()))

        self.assertEqual(events.mapped("payload"), [{}, {}, other])
