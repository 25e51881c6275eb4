# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a customer wrote into a ticket runs in nobody's browser."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.planted_common import (
    PLANT,
    PlantedCase,
    planted,
)

from .http_common import TicketHttpCase


@tagged("post_install", "-at_install")
class TestPlanted(PlantedCase, TicketHttpCase):
    def setUp(self):
        super().setUp()
        self.me.name = planted("Customer")
        self.team.name = planted("Desk")
        self.ticket = self._create_ticket(
            partner_id=self.me.id,
            name=planted("Subject"),
            description=planted("Wish"),
            email_from=f'"{PLANT}" <x@planted.test>',
            user_id=self.user_an.id,
        )
        self.ticket.message_post(
            body=planted("Body"),
            attachments=[(f"File {PLANT}.txt", b"x")],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def test_pages_of_the_web_client(self):
        own = [["id", "=", self.ticket.id]]
        kanban, rows = [[False, "kanban"]], [[False, "list"]]
        self.walk(
            [
                self.form(self.ticket, "Subject"),
                self.form(self.ticket, "Body"),
                self.page("crm.ticket", "Subject", views=kanban, domain=own),
                self.page("crm.ticket", "Subject", views=rows, domain=own),
                self.client("crm_ticket_dashboard", "Desk"),
            ],
            self.user_an.login,
        )

    def test_pages_of_the_portal(self):
        url = f"{self.ticket.access_url}?access_token={self.ticket._portal_ensure_token()}"
        self.env.flush_all()
        page = self.url_open(url)
        self.assertEscaped(page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")
        self.visit_as(self.user_portal)
        self.assertEscaped(self.url_open("/my/tickets").text)
        self.walk([{"name": "ticket", "text": "Subject"}], self.user_portal.login, url)

    def test_forms_that_are_shown_again(self):
        """What is sent back because of an error is sent back as text."""
        self.env["crm.ticket.team"].search([]).web_form_enabled = True
        self.visit_as(None)
        answer = self.post(
            "/tickets/new",
            name=planted("Name"),
            email="no address",
            subject=planted("Subject"),
            description=planted("Wish"),
        )
        self.assertEqual(answer.status_code, 422)
        self.assertEscaped(answer.text)

    def test_mails_to_the_customer(self):
        template = self.env.ref("crm_ticket_sla.mail_template_ticket_received")
        body = template._render_field("body_html", self.ticket.ids)[self.ticket.id]
        self.assertEscaped(body)
