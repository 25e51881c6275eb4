# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an agreement is the order in words: no code runs in it, and what was sent
never changes."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RelationshipCase


class AgreementCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls.order.action_confirm()
        cls.template = cls.env["crm.agreement.template"].create(
            {
                "name": "Contract",
                "months": 12,
                "notice_days": 30,
                "body": "<p>{{number}}: {{customer}} buys by {{order}}</p>"
                "<div>{{order_lines}}</div><p>{{amount_total}}</p>",
            }
        )

    def _agreement(self, **values):
        return (
            self.env["crm.agreement"]
            .with_user(self.user_lan)
            .create(
                {
                    "order_id": self.order.id,
                    "template_id": self.template.id,
                    "date_from": date(2026, 6, 1),
                    **values,
                }
            )
        )

    def _sent(self, **values):
        agreement = self._agreement(**values)
        agreement.action_mark_sent()
        return agreement


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCase):
    def test_it_is_filled_from_the_order(self):
        agreement = self._agreement()

        self.assertEqual(agreement.partner_id, self.person)
        self.assertEqual(agreement.commercial_partner_id, self.customer)
        self.assertEqual(agreement.user_id, self.user_lan)
        self.assertEqual(agreement.lead_id, self.lead)
        self.assertEqual(agreement.date_to, date(2027, 5, 31))
        self.assertEqual(agreement.amount_total, self.order.amount_total)
        for words in (agreement.name, "An Phát", self.order.name, "Desk"):
            self.assertIn(words, agreement.text)
        self.assertNotIn("{{", agreement.text)

    def test_what_is_not_known_and_options_not_taken_leave_no_hole(self):
        self.order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "name": "Not taken",
                    "product_uom_qty": 0,
                }
            )
        ]
        self.template.body = (
            "<p>Tax {{customer_tax_number}}.</p><div>{{order_lines}}</div>"
        )

        text = self._agreement().text

        self.assertIn("Tax –.", text)
        self.assertNotIn("Not taken", text)

    def test_numbers_follow_each_other(self):
        first, second = self._agreement(), self._agreement()

        self.assertTrue(first.name)
        self.assertNotEqual(first.name, second.name)

    def test_the_button_takes_the_template_of_the_rule(self):
        rule = self.env["crm.quotation.rule"].create(
            {"name": "All", "agreement_template_id": self.template.id}
        )
        self.order.quotation_rule_id = rule

        action = self.order.with_user(self.user_lan).action_create_agreement()

        agreement = self.env["crm.agreement"].browse(action["res_id"])
        self.assertEqual(agreement.template_id, self.template)
        self.assertEqual(self.order.with_user(self.user_lan).agreement_count, 1)

    def test_a_placeholder_with_code_is_refused(self):
        for code in ("object.env", "7*7", "customer.vat", ""):
            with (
                self.subTest(code=code),
                self.assertRaisesRegex(ValidationError, "placeholder"),
            ):
                self.template.body = "<p>{{" + code + "}}</p>"

    def test_qweb_in_a_text_does_nothing(self):
        self.template.body = (
            '<p><t t-out="1+1"/><span t-esc="env">x</span>${object.name}</p>'
        )
        agreement = self._agreement()

        report = self.env["ir.actions.report"]._render_qweb_html(
            "crm_relationship.agreement_report", agreement.ids
        )[0]

        self.assertIn("${object.name}", agreement.text)
        self.assertNotIn("<p>2", report.decode())

    def test_values_are_escaped(self):
        self.customer.name = "<script>alert(1)</script>{{order}}"

        text = self._agreement().text

        self.assertNotIn("<script", text)
        self.assertIn("{{order}}", text)

    def test_a_text_with_a_script_is_cleaned(self):
        self.template.body = "<p>{{customer}}</p><script>alert(1)</script>"

        self.assertNotIn("script", self.template.body)

    def test_a_quotation_has_no_agreement(self):
        quotation = self._create_order()

        with self.assertRaisesRegex(ValidationError, "not confirmed"):
            self._agreement(order_id=quotation.id)

    def test_what_was_sent_stays(self):
        agreement = self._sent()
        text = agreement.text
        # on a phone the table of lines scrolls instead of overlapping
        self.assertIn("table-layout: auto", text)
        self.assertIn("table-responsive", text)
        self.customer.name = "Renamed"

        self.assertEqual(agreement.text, text)
        with self.assertRaisesRegex(UserError, agreement.name):
            agreement.body = "<p>Other</p>"
        with self.assertRaises(UserError):
            agreement.date_to = date(2030, 1, 1)
        with self.assertRaises(UserError):
            agreement.unlink()

    def test_it_ends_after_it_starts(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._agreement(date_to=date(2026, 5, 1))
            self.env.flush_all()

    def test_sending_writes_to_the_customer_and_to_the_timeline(self):
        agreement = self._agreement()

        agreement.action_send()

        self.assertEqual(agreement.state, "sent")
        self.assertIn(self.person, agreement.message_ids.notified_partner_ids)
        self.assertTrue(agreement.access_token)
        row = self.logged(agreement, "sent")
        self.assertEqual(row.type_id.code, "agreement_sent")
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(row.lead_id, self.lead)

    def test_without_an_address_nothing_is_sent(self):
        self.person.email = False
        agreement = self._agreement()

        with self.assertRaisesRegex(UserError, "email"):
            agreement.action_send()

        self.assertEqual(agreement.state, "draft")

    def test_renewing_twice_gives_one_draft_that_follows(self):
        agreement = self._sent()
        agreement.sudo().write({"state": "signed", "signed_on": fields.Datetime.now()})

        first = agreement.action_renew()
        second = agreement.action_renew()

        self.assertEqual(first["res_id"], second["res_id"])
        renewal = agreement.browse(first["res_id"])
        self.assertEqual(renewal.date_from, date(2027, 6, 1))
        self.assertEqual(renewal.state, "draft")

    def test_own_customers_only(self):
        agreement = self._agreement()
        self.customer.user_id = self.user_minh

        with self.assertRaises(AccessError):
            agreement.with_user(self.user_lan).read(["name"])
        self.assertFalse(
            self.env["crm.agreement"].with_user(self.user_lan).search_count([])
        )
        self.assertTrue(agreement.with_user(self.user_hoa).read(["name"]))
        self.assertTrue(agreement.with_user(self.user_accountant).read(["name"]))
        with self.assertRaises(AccessError):
            agreement.with_user(self.user_accountant).notice_days = 3
        with self.assertRaises(AccessError):
            agreement.with_user(self.user_employee).read(["name"])

    def test_agreements_of_another_company_stay_there(self):
        agreement = self._agreement()
        other = self.env["res.company"].create({"name": "Other of the test"})
        self.user_hoa.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )

        with self.assertRaises(AccessError):
            agreement.with_user(self.user_hoa).read(["name"])

    def test_history_of_before_is_read_once(self):
        agreement = self._sent()
        self.end_transaction()
        self.env.cr.execute(
            "DELETE FROM crm_interaction WHERE origin_model = 'crm.agreement'"
        )

        self.env["crm.interaction.backfill"]._plan()
        self.backfill("crm.agreement")
        self.backfill("crm.agreement")

        self.assertEqual(len(self.logged(agreement, "sent")), 1)
