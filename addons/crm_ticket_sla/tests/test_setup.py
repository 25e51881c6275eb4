# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: setup and sample data of tickets tell the truth, and leave nothing."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.test_sample import SampleCase
from odoo.addons.crm_relationship.tests.test_setup import SetupCase

MANAGER = "crm_ticket_sla.group_crm_ticket_sla_manager"


@tagged("post_install", "-at_install")
class TestTicketSetup(SetupCase):
    app = "tickets"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager.group_ids = [Command.link(cls.env.ref(MANAGER).id)]
        cls.teams = cls.env["crm.ticket.team"].search(
            [("company_id", "=", cls.company.id)]
        )

    def test_each_step_says_why_and_leads_to_its_place(self):
        self.check_places()

    def test_an_address_needs_a_domain(self):
        self.company.alias_domain_id = False
        self.assertFalse(self.step("alias")["done"])

        self.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "setup.test"}
        )

        self.assertTrue(self.step("alias")["done"])
        self.assertIn("@setup.test", self.step("alias")["detail"])

    def test_a_team_without_members_is_open(self):
        self.teams.member_ids.unlink()
        self.assertFalse(self.step("members")["done"])

        self.teams[:1].member_ids = [Command.create({"user_id": self.user_manager.id})]

        self.assertTrue(self.step("members")["done"])

    def test_the_installed_policy_is_a_guess_until_it_is_touched(self):
        policies = self.env["crm.sla.policy"]
        default = self.env.ref("crm_ticket_sla.crm_sla_policy_default")
        policies.search([("id", "!=", default.id)]).active = False
        self.assertFalse(self.step("policies")["done"])

        default.target_ids[0].with_user(self.user_manager).seconds = 3600

        self.assertTrue(self.step("policies")["done"])

    def test_it_costs_the_same_however_much_there_is(self):
        self.check_cost(
            {"crm.ticket.team": {"name": "T"}, "crm.sla.policy": {"name": "P"}}
        )


@tagged("post_install", "-at_install")
class TestTicketSample(SampleCase):
    counted = (*SampleCase.counted, "crm.ticket", "crm.ticket.tag", "crm.ticket.sla")

    def test_nothing_is_left_of_it(self):
        told, after = self.check_leaves_nothing()

        self.assertEqual(told["crm.ticket"] - after["crm.ticket"], 4)

    def test_no_ticket_of_the_story_is_told_to_be_late_or_asks_for_a_rating(self):
        before = self.counts()

        self.sample.fill()

        tickets = self.env["crm.ticket"].browse(
            [ticket.id for ticket in self.records("crm.ticket").values()]
        )
        self.assertFalse(tickets.clock_ids.filtered("next_event_at"))
        self.assertFalse(any(tickets.mapped("rating_due_at")))
        after = self.counts()
        for model in ("mail.mail", "sms.sms", "mail.activity"):
            self.assertEqual(after[model], before[model], model)
        self.assertEqual(tickets.tag_ids.name, "Sample data")

    def test_a_ticket_that_somebody_answered_stays_with_its_customer(self):
        self.sample.fill()
        self.user_manager.group_ids = [Command.link(self.env.ref(MANAGER).id)]
        ticket = self.records()["ticket_3"]
        ticket.with_user(self.user_manager).message_post(
            body="Dạ vâng", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        kept = self.sample.remove()

        self.assertTrue(ticket.exists())
        models = [model for _name, _why, model, _id in kept]
        self.assertEqual(sorted(models), ["crm.ticket", "res.partner", "res.partner"])
        self.assertFalse(ticket.tag_ids)
