# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import config

from .crm_setup import Step

SYSTEM = "base.group_system"
#: Contacts that a company knows without having brought its customers in.
FEW = 20
#: Interactions among which one is a mail from outside, where mails come in.
LATELY = 300


class CrmSetup(models.AbstractModel):
    """The steps of Relationships, and those that several apps share."""

    _inherit = "crm.setup"

    @api.model
    def _setup_steps(self, app):
        steps = super()._setup_steps(app)
        if app != "relationship":
            return steps
        return [
            *steps,
            self._step_mail_out(),
            self._step_mail_in(),
            self._step_hours(),
            self._step_holidays(is_optional=True),
            *self._steps_of_people(),
            *self._steps_of_customers(),
            *self._steps_of_habits(),
        ]

    # ------------------------------------------------------------
    # Shared
    # ------------------------------------------------------------

    @api.model
    def _is_there(self, model, *domain):
        """Tell whether there is a record like this."""
        return bool(self.env[model].search_count(Domain(list(domain)), limit=1))

    @api.model
    def _no_sample(self, model):
        """Return the condition that a record is none of the sample data."""
        marks = self.env["crm.sample.record"]._search(
            [("company_id", "=", self.env.company.id), ("res_model", "=", model)]
        )
        return ("id", "not in", marks.subselect("res_id"))

    @api.model
    def _step_mail_out(self):
        from_file = config["smtp_server"] not in ("", "localhost", False)
        return Step(
            "mail_out",
            self.env._("Outgoing mail server"),
            self.env._("Without one, what you write to customers leaves by the server's "
                       "own port 25, and most providers refuse it."),
            from_file or self._is_there("ir.mail_server"),
            "base.action_ir_mail_server_list",
            SYSTEM,
        )  # fmt: skip

    @api.model
    def _step_mail_in(self):
        """Answers come in by a mailbox that is read, or by a server that hands them over.

        Nothing tells of the second but what came lately.
        """
        domain = self.env.company.alias_domain_id
        is_read = self._is_there("fetchmail.server", ("state", "=", "done"))
        if domain and not is_read:
            newest = self.env["crm.interaction"].search_fetch(
                [("company_id", "=", self.env.company.id)],
                ["type_id"],
                limit=LATELY,
                order="occurred_at DESC, id DESC",
            )
            is_read = "mail_in" in newest.type_id.mapped("code")
        return Step(
            "mail_in",
            self.env._("Incoming mail"),
            self.env._("Customers' answers reach the record they are about, and the "
                       "timeline, only through an address of your own domain."),
            bool(domain) and is_read,
            "mail.action_email_server_tree" if domain else "mail.mail_alias_domain_action",
            SYSTEM,
            "" if domain else self.env._("The company has no mail domain yet."),
        )  # fmt: skip

    @api.model
    def _step_hours(self):
        calendar = self.env.company.resource_calendar_id
        return Step(
            "hours",
            self.env._("Working hours"),
            self.env._(
                "Deadlines and reminders count the hours in which somebody works."
            ),
            bool(calendar.attendance_ids or calendar.flexible_hours),
            "resource.action_resource_calendar_form",
            SYSTEM,
            calendar.name or "",
        )

    @api.model
    def _step_holidays(self, is_optional=False):
        company = self.env.company
        count = self.env["resource.calendar.leaves"].search_count(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [False, company.id]),
                ("date_to", ">=", fields.Datetime.now()),
            ]
        )
        return Step(
            "holidays",
            self.env._("Public holidays to come"),
            self.env._(
                "At Tết nobody answers: days that are no working days move deadlines."
            ),
            bool(count),
            "resource.action_resource_calendar_leave_tree",
            SYSTEM,
            self.env._("days off: %s", count) if count else "",
            is_optional,
        )

    # ------------------------------------------------------------
    # Relationships
    # ------------------------------------------------------------

    @api.model
    def _steps_of_people(self):
        of_company = ("company_id", "in", [False, self.env.company.id])
        members = self.env["crm.team.member"].search_count(
            [("crm_team_id", "any", [of_company]), ("user_id.share", "=", False)]
        )
        return [
            Step(
                "teams",
                self.env._("Sales teams and their members"),
                self.env._(
                    "Figures, rights and holiday replacement follow the teams: a "
                    "salesperson who is in none is seen by no team leader."
                ),
                bool(members),
                "sales_team.crm_team_action_config",
                detail=self.env._("members: %s", members) if members else "",
            ),
            Step(
                "checklist",
                self.env._("Plan of the roll-out"),
                self.env._(
                    "Systems fail when they are only installed: who does what until "
                    "when, from goals to training."
                ),
                self._is_there(
                    "crm.rollout.item",
                    ("company_id", "=", self.env.company.id),
                    ("state", "in", ("doing", "done")),
                ),
                "crm_relationship.crm_rollout_item_action",
                is_optional=True,
            ),
        ]

    @api.model
    def _steps_of_customers(self):
        company = self.env.company
        of_company = ("company_id", "in", [False, company.id])
        own = self._no_sample("res.partner")
        customers = self.env["res.partner"].search_count(
            [of_company, own, ("is_company", "=", True)], limit=FEW
        )
        waits = self._is_there("crm.interaction.backfill", ("state", "!=", "done"))
        return [
            Step(
                "customers",
                self.env._("Bring your customers in"),
                self.env._(
                    "From spreadsheets of every colleague, without doubles, with a look "
                    "at each row before anything is written."
                ),
                customers >= FEW
                or self._is_there(
                    "crm.customer.import",
                    ("company_id", "=", company.id),
                    ("state", "=", "imported"),
                ),
                "crm_relationship.crm_customer_import_action",
            ),
            Step(
                "owners",
                self.env._("Customers have a salesperson"),
                self.env._(
                    "What is planned, told and reported goes to whoever looks after the "
                    "customer."
                ),
                self._is_there(
                    "res.partner", of_company, own, ("user_id", "!=", False)
                ),
                "crm_relationship.crm_partner_stat_action",
            ),
            Step(
                "history",
                self.env._("History is read"),
                self.env._(
                    "Orders, mails and calls of before are on the timeline when the "
                    "background job has read them; here you see whether it is through."
                ),
                not waits,
                "crm_relationship.crm_interaction_backfill_action",
            ),
        ]

    @api.model
    def _steps_of_habits(self):
        company = self.env.company
        of_company = ("company_id", "in", [False, company.id])
        return [
            Step(
                "tiers",
                self.env._("Customer tiers"),
                self.env._(
                    "A tier says how often somebody speaks with such a customer; the "
                    "call list and reminders follow."
                ),
                self._is_there(
                    "crm.customer.tier", of_company, ("cadence_days", ">", 0)
                ),
                "crm_relationship.crm_customer_tier_action",
            ),
            Step(
                "channels",
                self.env._("Channels: phone, Zalo, Facebook, forms, shops"),
                self.env._(
                    "Calls, chats, leads and orders of other systems come in by "
                    "themselves once their account is connected."
                ),
                self._is_there("crm.channel.account", ("company_id", "=", company.id)),
                "crm_relationship.crm_channel_account_action",
                is_optional=True,
            ),
            Step(
                "reports",
                self.env._("A report that comes by itself"),
                self.env._(
                    "Figures that arrive every Monday are read; those that must be "
                    "looked up are not."
                ),
                self._is_there("crm.report.schedule"),
                "crm_relationship.crm_report_schedule_action",
                is_optional=True,
            ),
        ]
