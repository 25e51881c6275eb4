# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestDossier(RelationshipCase):
    """What a successor reads before the first call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a dossier is an export of what is known of a customer
        right = cls.env.ref("base.group_allow_export")
        right.user_ids += cls.user_manager + cls.user_lan
        cls.fact = cls.env["crm.partner.fact"].create(
            {"partner_id": cls.person.id, "kind": "child", "name": "Two daughters"}
        )
        cls.call = cls._log(
            promise="Samples of oak", promise_date="2026-12-01", subject="About oak"
        )
        cls.order = cls._create_order()
        cls.activity = cls.lead.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Send the plan",
            user_id=cls.user_lan.id,
        )
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": date(2026, 1, 1),
                "invoice_date_due": date(2026, 1, 31),
                "invoice_line_ids": [
                    Command.create({"name": "Desk", "price_unit": 100.0, "tax_ids": []})
                ],
            }
        )
        cls.invoice.action_post()
        start = fields.Datetime.now() + timedelta(days=2)
        cls.env["calendar.event"].with_context(no_mail_to_attendees=True).create(
            {
                "name": "Choose the fabric",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(cls.person.ids)],
            }
        )
        cls.env.flush_all()

    def _html(self, partners, user=None):
        report = self.env.ref("crm_relationship.action_report_customer_dossier")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.user_manager)
            ._render_qweb_html(report.report_name, partners.ids)
        )
        return html.decode()

    def test_it_tells_who_what_was_promised_and_what_is_open(self):
        html = self._html(self.customer)

        for text in (
            "An Phát", "Nguyễn Thị Đào", "0912345678", "Two daughters",
            "Samples of oak", "Fit out the new office", "Send the plan",
            self.order.name, self.invoice.name, "Invoice overdue", "About oak",
            "Choose the fabric",
        ):  # fmt: skip
            self.assertIn(text, html)

    def test_it_shows_the_last_ten_of_the_timeline(self):
        day = fields.Datetime.now() - timedelta(days=100)
        for number in range(12):
            self._log(
                subject=f"Call number {number}.", occurred_at=day + timedelta(number)
            )

        html = self._html(self.customer)

        self.assertIn("Call number 11.", html)
        self.assertNotIn("Call number 2.", html)

    def test_a_person_stands_for_the_customer(self):
        self.assertIn("An Phát", self._html(self.person))

    def test_it_shows_what_the_reader_may_read(self):
        self.lead.user_id = self.user_minh
        self.customer.user_id = self.user_minh
        self.env.flush_all()

        html = self._html(self.customer, self.user_lan)

        self.assertNotIn("Fit out the new office", html)
        self.assertNotIn("About oak", html)
        with self.assertRaises(AccessError):
            self._html(self.customer, self.user_portal)

    def test_a_stack_that_nobody_reads_is_refused(self):
        many = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(201)])
        with self.assertRaisesRegex(UserError, "at most 200"):
            self._html(many)
