# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the setup page tells a manager what the configuration is, and nobody else."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import RelationshipCase


class SetupCase(RelationshipCase):
    app = "relationship"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup = cls.env["crm.setup"].with_user(cls.user_manager)

    def step(self, key, user=None):
        page = self.setup.with_user(user or self.user_manager).page(self.app)
        return next(step for step in page["steps"] if step["key"] == key)

    def queries(self, ask):
        """Return how many queries a call takes in a fresh transaction's cache."""
        ask()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        ask()
        return self.env.cr.sql_log_count - before

    def check_cost(self, rows):
        """As many queries with 35 records of each model as with 65."""
        costs = []
        for number in (25, 10, 30):
            for model, values in rows.items():
                self.env[model].create([values] * number)
            costs.append(self.queries(lambda: self.setup.page(self.app)))
        # the first fills what is cached for all transactions
        self.assertEqual(costs[1], costs[2])

    def check_places(self):
        """Each step says why, and leads to a place that is there."""
        for step in self.setup.page(self.app)["steps"]:
            with self.subTest(step=step["key"]):
                self.assertTrue(step["name"] and step["why"].endswith("."))
                action = self.env.ref(step["open"])
                self.assertTrue(action._name.startswith("ir.actions."))


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    def test_each_step_says_why_and_leads_to_its_place(self):
        self.check_places()

    def test_a_mail_server_is_seen_without_a_tick(self):
        self.env["ir.mail_server"].search([]).active = False
        self.assertFalse(self.step("mail_out")["done"])

        self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "mail.test"})

        self.assertTrue(self.step("mail_out")["done"])

    def test_mail_that_a_server_hands_over_counts_once_it_came(self):
        self.env["fetchmail.server"].search([]).active = False
        domain = self.env["mail.alias.domain"].create({"name": "setup.test"})
        other = self.env["res.company"].create(
            {"name": "Other", "alias_domain_id": domain.id}
        )
        self.user_manager.write(
            {"company_ids": [Command.link(other.id)], "company_id": other.id}
        )
        self.assertFalse(self.step("mail_in")["done"])

        self.env["crm.interaction"].create(
            {
                "type_id": self._type("mail_in").id,
                "partner_id": self.person.id,
                "company_id": other.id,
            }
        )

        self.assertTrue(self.step("mail_in")["done"])

    def test_empty_working_hours_are_open(self):
        self.assertTrue(self.step("hours")["done"])

        self.company.resource_calendar_id.attendance_ids.unlink()

        self.assertFalse(self.step("hours")["done"])

    def test_a_holiday_that_is_over_does_not_count(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.search([]).unlink()
        leaves.create(
            {"name": "Old", "date_from": "2020-01-25", "date_to": "2020-01-30"}
        )
        self.assertFalse(self.step("holidays")["done"])

        leaves.create(
            {"name": "Tết", "date_from": "2090-01-25", "date_to": "2090-01-30"}
        )

        self.assertTrue(self.step("holidays")["done"])

    def test_another_company_is_told_of_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids |= other
        self.env["crm.channel.account"].search([]).active = False
        self.env["crm.channel.account"].create(
            {"name": "Own", "kind": "webhook", "company_id": self.company.id}
        )

        self.assertTrue(self.step("channels")["done"])
        page = self.setup.with_company(other).page(self.app)
        of_other = {step["key"]: step["done"] for step in page["steps"]}
        self.assertFalse(of_other["channels"])

    def test_what_an_administrator_does_is_no_button_for_others(self):
        admin = new_test_user(
            self.env,
            "rel_setup_admin",
            groups="base.group_system,sales_team.group_sale_manager",
        )

        self.assertFalse(self.step("mail_out")["may_open"])
        self.assertTrue(self.step("mail_out", admin)["may_open"])
        self.assertTrue(self.step("tiers")["may_open"])

    def test_only_managers_see_it(self):
        for user in (self.user_lan, self.user_hoa, self.user_employee):
            setup = self.setup.with_user(user)
            with self.subTest(user=user.name):
                self.assertFalse(setup.banner(self.app))
                for name in ("page", "hide", "show"):
                    with self.assertRaises(AccessError):
                        getattr(setup, name)(self.app)

    def test_an_unknown_app_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "'payroll'"):
            self.setup.page("payroll")
        self.assertFalse(self.setup.banner("payroll"))

    def test_it_is_told_no_more_and_again_per_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids |= other
        self.assertTrue(self.setup.banner(self.app))

        self.setup.hide(self.app)

        self.assertFalse(self.setup.banner(self.app))
        self.assertTrue(self.setup.page(self.app)["hidden"])
        self.assertTrue(self.setup.with_company(other).banner(self.app))
        self.setup.show(self.app)
        self.assertTrue(self.setup.banner(self.app))

    def test_the_settings_tell_again(self):
        self.setup.hide(self.app)
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.is_crm_setup_shown)

        settings.is_crm_setup_shown = True
        settings.execute()

        self.assertTrue(self.setup.banner(self.app))

    def test_it_costs_the_same_however_much_there_is(self):
        self.check_cost(
            {
                "res.partner": {"name": "C", "is_company": True},
                "crm.team": {"name": "T"},
                "crm.customer.tier": {"name": "A"},
                "crm.rollout.item": {"name": "I", "state": "doing"},
            }
        )


@tagged("post_install", "-at_install")
class TestSetupTour(HttpCase, RelationshipCase):
    def test_a_manager_is_led_to_what_is_left(self):
        self.company.write({"crm_setup_hidden": False, "crm_sample_loaded_at": False})
        self.env["crm.sample.record"].search([]).unlink()

        self.start_tour("/odoo/crm-dashboard", "crm_setup_tour", login="rel_manager")

        self.assertEqual(self.company.crm_setup_hidden, ["relationship"])
