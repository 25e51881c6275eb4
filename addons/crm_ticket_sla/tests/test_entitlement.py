# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONDAY
from .erp_case import ErpCase


@tagged("post_install", "-at_install")
class TestEntitlement(ErpCase):
    """A support plan is sold by an order, used by tickets, renewed by a lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.night = cls._create_calendar("Day and night", [(0, 24)], days=range(7))
        cls.plan = cls.env["product.product"].create(
            {
                "name": "Gold",
                "type": "service",
                "list_price": 500.0,
                "ticket_service": "plan",
                "plan_months": 12,
                "plan_hours": 2,
                "plan_calendar_id": cls.night.id,
            }
        )

    def _order(self, at=MONDAY, quantity=1, partner=None):
        with self.at(at):
            order = self.env["sale.order"].create(
                {
                    "partner_id": (partner or self.person).id,
                    "user_id": self.agent_sale.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.plan.id,
                                "product_uom_qty": quantity,
                            }
                        )
                    ],
                }
            )
            # the salesperson has no right on plans
            order.with_user(self.agent_sale).action_confirm()
        return order

    def _plan_of(self, order):
        return self.env["crm.ticket.entitlement"].search(
            [("sale_line_id", "in", order.order_line.ids)]
        )

    def test_a_confirmed_order_makes_the_plan_once(self):
        order = self._order(quantity=3)
        plan = self._plan_of(order)

        self.assertEqual(plan.partner_id, self.customer)
        self.assertEqual(plan.date_start, date(2026, 6, 1))
        self.assertEqual(plan.date_end, date(2027, 5, 31))
        self.assertEqual(plan.hours, 6)
        self.assertEqual(plan.calendar_id, self.night)

        order._action_cancel()
        self.assertEqual(plan.state, "cancelled")
        order.action_draft()
        with self.at(MONDAY):
            order.action_confirm()
            self.assertEqual(self._plan_of(order), plan)
            self.assertEqual(plan.state, "active")

    def test_a_second_plan_begins_when_the_first_ends(self):
        self._order()
        second = self._plan_of(self._order())

        self.assertEqual(second.date_start, date(2027, 6, 1))
        self.assertEqual(second.date_end, date(2028, 5, 31))

    def test_a_ticket_is_worked_under_the_plan_of_its_customer(self):
        plan = self._plan_of(self._order())

        ticket = self._create_ticket()
        before = self._create_ticket(at=datetime(2026, 5, 1))
        after = self._create_ticket(at=datetime(2027, 6, 1, 8))
        stranger = self._create_ticket(partner_id=self.user_portal.partner_id.id)

        self.assertEqual(ticket.entitlement_id, plan)
        self.assertFalse((before + after + stranger).entitlement_id)
        with self.at(MONDAY):
            stranger.partner_id = self.customer
        self.assertEqual(stranger.entitlement_id, plan)

    def test_hours_left_count_the_time_of_its_tickets(self):
        plan = self._plan_of(self._order())
        ticket = self._create_ticket()
        time = self.env["crm.ticket.time"].with_user(self.user_an)

        time.create({"ticket_id": ticket.id, "minutes": 90})
        self.assertEqual(plan.hours_left, 0.5)
        self.assertEqual(ticket.with_user(self.user_an).entitlement_hours_left, 0.5)

        time.create({"ticket_id": ticket.id, "minutes": 45})
        with self.at(MONDAY):
            self.assertEqual(plan.state, "used")
        self.assertEqual(plan.hours_left, 0)
        self.assertFalse(self._create_ticket().entitlement_id)

    def test_a_plan_of_tickets_ends_with_the_last(self):
        self.plan.write({"plan_hours": 0, "plan_tickets": 2})
        plan = self._plan_of(self._order())

        tickets = [self._create_ticket() for _turn in range(3)]

        self.assertEqual(tickets[1].entitlement_id, plan)
        self.assertFalse(tickets[2].entitlement_id)
        tickets[0].stage_id = self.stage_cancelled
        self.assertEqual(plan.tickets_left, 1)

    def test_a_policy_for_a_plan_counts_the_hours_that_were_bought(self):
        self.env["crm.sla.policy"].search([]).active = False
        self.env["crm.sla.policy"].create(
            {
                "name": "Gold",
                "plan_ids": [Command.link(self.plan.id)],
                "target_ids": [Command.create({"metric": "resolution", "hours": 4})],
            }
        )
        self._order()
        evening = datetime(2026, 6, 1, 20)

        gold = self._create_ticket(at=evening)
        other = self._create_ticket(
            at=evening, partner_id=self.user_portal.partner_id.id
        )

        self.assertEqual(gold.deadline_at, datetime(2026, 6, 2))
        self.assertFalse(other.clock_ids)
        with self.at(evening):
            gold.entitlement_id.calendar_id = self.calendar
            self.assertEqual(gold.deadline_at, datetime(2026, 6, 2, 11))
            gold.entitlement_id = False
        self.assertEqual(gold.clock_ids.outcome, "cancelled")

    def test_the_renewal_is_brought_up_once(self):
        order = self._order()
        plan = self._plan_of(order)
        cron = self.env.ref("crm_ticket_sla.ir_cron_entitlement_renewals")

        for day in (datetime(2027, 4, 1), datetime(2027, 5, 10), datetime(2027, 5, 11)):
            with self.at(day), self.enter_registry_test_mode():
                self.assertTrue(cron.method_direct_trigger())
            self.assertEqual(bool(plan.renewal_lead_id), day.month == 5)

        lead = plan.renewal_lead_id
        self.assertEqual(lead.name, "Renewal of Gold")
        self.assertEqual(lead.user_id, self.agent_sale)
        self.assertEqual(lead.partner_id, self.person)
        self.assertEqual(lead.expected_revenue, 500)
        self.assertEqual(
            self.env["crm.lead"].search_count([("name", "=", "Renewal of Gold")]), 1
        )

    def test_what_is_renewed_already_is_not_brought_up(self):
        first = self._plan_of(self._order())
        self._order()

        with self.at(datetime(2027, 5, 10)), self.enter_registry_test_mode():
            cron = self.env.ref("crm_ticket_sla.ir_cron_entitlement_renewals")
            cron.method_direct_trigger()

        self.assertFalse(first.renewal_lead_id)

    def test_agents_read_plans_and_managers_write_them(self):
        plan = self._plan_of(self._order())

        self.assertEqual(plan.with_user(self.user_an).hours, 2)
        with self.assertRaises(AccessError):
            plan.with_user(self.user_an).hours = 99
        plan.with_user(self.user_manager).hours = 3
        company = self.env["res.company"].create({"name": "Elsewhere"})
        plan.company_id = company
        plans = self.env["crm.ticket.entitlement"].with_user(self.user_an)
        self.assertFalse(plans.search([("id", "=", plan.id)]))

    def test_plans_of_a_batch_cost_no_query_per_ticket(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(100)]
        )
        vals = [{"name": "Broken", "partner_id": one.id} for one in customers]
        self.env["crm.ticket"].create(vals[:2])
        self.env.flush_all()

        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["crm.ticket.entitlement"]._ticket_entitlements(
            customers, date(2026, 6, 1)
        )
        self.assertLess(self.env.cr.sql_log_count - before, 6)
