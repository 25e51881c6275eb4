# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MONDAY
from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestTicketDocuments(ErpCase):
    """One button from each document, and back."""

    def _open_new(self, document, user):
        """Return the form that the button of a document opens."""
        action = document.with_user(user).action_new_ticket()
        model = self.env["crm.ticket"].with_user(user).with_context(**action["context"])
        form = Form(model)
        form.name = form.name or "Broken"
        return form.save()

    def test_an_order_fills_in_customer_and_source(self):
        order = self._sell()
        order.source_id = self.env["utm.source"].create({"name": "Fair"})

        ticket = self._open_new(order, self.agent_sale)

        self.assertEqual(ticket.sale_order_id, order)
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.email_from, "dao@anphat.test")
        self.assertEqual(ticket.source_id.name, "Fair")
        self.assertEqual(ticket.channel, "document")

    def test_a_delivery_an_invoice_and_a_serial_number_know_their_order(self):
        order = self._sell()
        invoice = self._invoice(order)

        for document, field, user in (
            (order.picking_ids, "picking_id", self.agent_stock),
            (invoice, "move_id", self.agent_account),
            (self.lot, "lot_id", self.agent_stock),
        ):
            with self.subTest(document=document._name):
                ticket = self._open_new(document, user).sudo()
                self.assertEqual(ticket[field], document)
                self.assertEqual(ticket.sale_order_id, order)
                self.assertEqual(ticket.partner_id, self.person)

    def test_the_count_is_of_the_tickets_one_may_see(self):
        hidden = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        self._create_ticket(lot_id=self.lot.id)
        self._create_ticket(lot_id=self.lot.id, team_id=hidden.id)
        keeper = self.user_employee
        keeper.group_ids += self.env.ref("stock.group_stock_user")

        self.assertEqual(self.lot.with_user(self.user_manager).ticket_count, 2)
        self.assertEqual(self.lot.with_user(self.agent_stock).ticket_count, 1)
        self.assertEqual(self.lot.with_user(keeper).ticket_count, 0)
        action = self.lot.with_user(self.agent_stock).action_view_tickets()
        tickets = self.env["crm.ticket"].with_user(self.agent_stock)
        self.assertEqual(tickets.search_count(action["domain"]), 1)

    def test_counts_of_many_documents_cost_one_query(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(50)]
        )
        tickets = self.env["crm.ticket"].create(
            [{"name": "Broken", "partner_id": partner.id} for partner in partners]
        )
        self.env.flush_all()
        tickets.invalidate_model()

        with self.assertQueryCount(4):
            self.assertEqual(set(partners.mapped("ticket_count")), {1})

    def test_a_company_counts_the_tickets_of_its_people(self):
        self._create_ticket()

        agent = self.customer.with_user(self.user_an)

        self.assertEqual(agent.ticket_count, 1)
        domain = agent.action_view_tickets()["domain"]
        self.assertEqual(self.env["crm.ticket"].search_count(domain), 1)
        self.assertEqual(
            self._open_new(self.customer, self.user_an).partner_id, self.customer
        )

    def test_only_agents_open_tickets(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_salesman).action_new_ticket()

    def test_a_lead_becomes_a_ticket_with_its_source(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Where is my drill",
                "partner_id": self.person.id,
                "description": "<p>Since Monday</p>",
                "medium_id": self.env["utm.medium"].create({"name": "Radio"}).id,
            }
        )

        ticket = self._open_new(lead, self.agent_sale)

        self.assertEqual(ticket.lead_id, lead)
        self.assertEqual(ticket.name, "Where is my drill")
        self.assertEqual(ticket.medium_id.name, "Radio")
        self.assertIn("Since Monday", ticket.description)
        self.assertEqual(lead.with_user(self.agent_sale).ticket_count, 1)

    def test_a_ticket_becomes_an_opportunity_with_source_and_files(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        ticket = self._create_ticket(campaign_id=campaign.id)
        ticket.message_post(body="I want ten more", message_type="comment")
        self.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"ten",
                "res_model": "crm.ticket",
                "res_id": ticket.id,
            }
        )

        ticket.with_user(self.agent_sale).action_create_lead()

        lead = ticket.lead_id
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, self.person)
        self.assertEqual(lead.campaign_id, campaign)
        self.assertIn(ticket.number, "".join(lead.message_ids.mapped("body")))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )
        self.assertEqual(files.raw, b"ten")
        self.assertIn("I want ten more", "".join(ticket.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "this ticket has one"):
            ticket.with_user(self.agent_sale).action_create_lead()

    def test_without_sales_rights_no_opportunity(self):
        ticket = self._create_ticket()

        with self.assertRaisesRegex(UserError, "Opportunity: you have no right"):
            ticket.with_user(self.user_an).action_create_lead()
        self.assertFalse(ticket.lead_id)

    def test_opportunities_of_a_customer_with_missed_promises_are_flagged(self):
        missed, fine = self.env["crm.lead"].create(
            [
                {"name": "Ten drills", "partner_id": self.customer.id},
                {"name": "Other", "partner_id": self.user_portal.partner_id.id},
            ]
        )
        ticket = self._create_ticket()
        self.env["crm.ticket.sla"].create(self._prepare_missed(ticket))
        leads = self.env["crm.lead"].with_user(self.agent_sale)

        with self.at(MONDAY):
            self.assertTrue(missed.with_user(self.agent_sale).has_missed_promises)
            self.assertFalse(fine.with_user(self.agent_sale).has_missed_promises)
            found = leads.search(
                [("has_missed_promises", "=", True), ("id", "in", (missed + fine).ids)]
            )
            self.assertEqual(found, missed)
            found = leads.search(
                [("has_missed_promises", "=", False), ("id", "in", (missed + fine).ids)]
            )
            self.assertEqual(found, fine)

    def _prepare_missed(self, ticket):
        return {
            "ticket_id": ticket.id,
            "metric": "resolution",
            "cycle": 9,
            "clock": "stopped",
            "outcome": "missed",
            "budget": 3600,
            "started_at": MONDAY,
            "missed_at": MONDAY,
            "company_id": ticket.company_id.id,
        }
