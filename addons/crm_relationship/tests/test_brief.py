# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import RelationshipCase

AT = datetime(2026, 3, 2, 8, 0, 0)


@tagged("post_install", "-at_install")
class TestBrief(RelationshipCase):
    def brief(self, record, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["crm.interaction"]
            .with_user(user or self.user_lan)
            .brief(record._name, record.id)
        )

    def test_last_five_human_touches(self):
        rows = [
            self._log("call", occurred_at=AT + timedelta(days=n), subject=f"call {n}")
            for n in range(7)
        ]
        self._log("note", occurred_at=AT + timedelta(days=20))
        rows[6].sudo().state = "corrected"
        self.env["crm.interaction"].create(
            [
                {
                    "type_id": self._type(code).id,
                    "partner_id": self.person.id,
                    "actor_type": "system",
                    "subject": code,
                }
                for code in ("mail_auto", "invoice_posted", "mail_out")
            ]
        )
        last = self.brief(self.customer)["last"]
        expected = [f"call {n}" for n in (5, 4, 3, 2, 1)]
        if self._type("note").counts_as_touch:
            expected = [False, *expected[:4]]
        self.assertEqual([row["subject"] for row in last], expected)

    def test_money_is_the_customers_whoever_is_met(self):
        """An invoice goes to the company, the visit to a person there."""
        quotation = self._create_order(self.customer)
        confirmed = self._create_order(self.customer)
        confirmed.action_confirm()
        confirmed.order_line.qty_delivered = 2
        invoice = confirmed._create_invoices()
        invoice.write(
            {
                "invoice_date": "2026-01-10",
                "invoice_date_due": "2026-02-10",
                "invoice_payment_term_id": False,
            }
        )
        invoice.action_post()
        for record in (self.customer, self.person, self.lead):
            with self.subTest(record=record._name):
                brief = self.brief(record, self.user_manager)
                self.assertEqual([q["id"] for q in brief["quotations"]], quotation.ids)
                [shown] = brief["invoices"]
                self.assertEqual(shown["id"], invoice.id)
                self.assertEqual(shown["residual"], invoice.amount_residual)
                self.assertTrue(shown["overdue"])
        stranger = self._create_customer("Stranger")
        brief = self.brief(stranger, self.user_manager)
        self.assertEqual((brief["quotations"], brief["invoices"]), ([], []))

    def test_quotations_and_invoices_need_the_users_own_rights(self):
        """A colleague's quotation to Lan's customer is not Lan's to read."""
        theirs = self._create_order(user_id=self.user_minh.id, opportunity_id=False)
        theirs.order_line.price_unit = 4321.0
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_user_id": self.user_minh.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": 4321.0}
                    )
                ],
            }
        )
        invoice.action_post()
        brief = self.brief(self.customer, self.user_lan)
        self.assertEqual((brief["quotations"], brief["invoices"]), ([], []))
        self.assertNotIn("4321", str(brief))
        brief = self.brief(self.customer, self.user_hoa)
        self.assertEqual([q["id"] for q in brief["quotations"]], theirs.ids)
        brief = self.brief(self.customer, self.user_accountant)
        self.assertEqual([i["id"] for i in brief["invoices"]], invoice.ids)
        brief = self.brief(self.customer, self.user_warehouse)
        self.assertEqual(brief["invoices"], [])

    def test_open_promises_soonest_first(self):
        for subject, due in (("b", "2099-01-01"), ("a", "2026-01-01"), ("c", False)):
            self._log("call", promise=subject, promise_date=due)
        kept = self._log("call", promise="kept")
        kept.promise_keep(kept.id)
        crossed_out = self._log("call", promise="crossed out")
        crossed_out.sudo().state = "corrected"
        promises = self.brief(self.customer)["promises"]
        self.assertEqual(
            [(p["text"], p["overdue"]) for p in promises],
            [("a", True), ("b", False), ("c", False)],
        )

    def test_facts_of_the_person_or_of_all_its_people(self):
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id}
        )
        Fact = self.env["crm.partner.fact"]
        Fact.create({"partner_id": self.person.id, "name": "Two daughters"})
        Fact.create({"partner_id": colleague.id, "name": "Plays football"})

        def names(record, user=None):
            return {fact["name"] for fact in self.brief(record, user)["facts"]}

        self.assertEqual(names(self.person), {"Two daughters"})
        self.assertEqual(names(self.lead), {"Two daughters"})
        self.assertEqual(names(self.customer), {"Two daughters", "Plays football"})
        self.assertEqual(names(self.customer, self.user_accountant), set())

    def test_next_step_is_the_soonest(self):
        self.assertIs(self.brief(self.customer)["next_step"], False)
        today = fields.Date.context_today(self.user_lan)
        for days in (5, 2, 9):
            self.customer.activity_schedule(
                "mail.mail_activity_data_todo",
                today + timedelta(days=days),
                summary=f"in {days}",
                user_id=self.user_lan.id,
            )
        self.assertEqual(self.brief(self.customer)["next_step"]["title"], "in 2")

    def test_a_lead_without_a_contact_has_a_brief(self):
        lead = self.env["crm.lead"].create(
            {"name": "Unknown", "user_id": self.user_lan.id}
        )
        brief = self.brief(lead)
        self.assertEqual(brief["last"], [])
        self.assertEqual(brief["facts"], [])
