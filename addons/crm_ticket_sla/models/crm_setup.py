# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, models

from odoo.addons.crm_relationship.models.crm_setup import App, Step


class CrmSetup(models.AbstractModel):
    """What is to be set up before tickets are answered in time."""

    _inherit = "crm.setup"

    @api.model
    def _setup_apps(self):
        group = "crm_ticket_sla.group_crm_ticket_sla_manager"
        action = "crm_ticket_sla.crm_setup_action"
        app = App("tickets", self.env._("Tickets"), group, action)
        return [*super()._setup_apps(), app]

    @api.model
    def _setup_steps(self, app):
        steps = super()._setup_steps(app)
        if app != "tickets":
            return steps
        teams = self.env["crm.ticket.team"].search(
            [("company_id", "=", self.env.company.id)]
        )
        return [
            *steps,
            self._step_mail_out(),
            self._step_mail_in(),
            self._step_alias(teams),
            self._step_members(teams),
            self._step_hours(),
            self._step_holidays(),
            *self._steps_of_promises(),
            *self._steps_of_desk(teams),
        ]

    @api.model
    def _step_alias(self, teams):
        domain = self.env.company.alias_domain_id
        addressed = teams.filtered("alias_name")
        return Step(
            "alias",
            self.env._("An address for tickets"),
            self.env._(
                "A mail to the team's address becomes a ticket by itself, and every "
                "answer finds its ticket."
            ),
            bool(domain and addressed),
            "crm_ticket_sla.crm_ticket_team_action",
            detail=", ".join(
                f"{team.alias_name}@{domain.name}" for team in addressed[:3] if domain
            ),
        )

    @api.model
    def _step_members(self, teams):
        members = self.env["crm.ticket.team.member"].search_count(
            [("team_id", "in", teams.ids)]
        )
        return Step(
            "members",
            self.env._("Teams and their members"),
            self.env._(
                "Tickets are given to members only, by turn or by load; a team without "
                "any lets its tickets lie."
            ),
            bool(members),
            "crm_ticket_sla.crm_ticket_team_action",
            detail=self.env._("members: %s", members) if members else "",
        )

    @api.model
    def _steps_of_promises(self):
        company = self.env.company
        of_company = ("company_id", "in", [False, company.id])
        policies = self.env["crm.sla.policy"].search([of_company])
        targets = policies.target_ids
        # the installation writes as the system
        people = {*policies.write_uid.ids, *targets.write_uid.ids} - {SUPERUSER_ID}
        return [
            Step(
                "policies",
                self.env._("What is promised"),
                self.env._(
                    "A policy says how soon a ticket is answered and solved. The one "
                    "that is installed is a guess: make it your promise."
                ),
                bool(targets and people),
                "crm_ticket_sla.crm_sla_policy_action",
                detail=", ".join(policies[:3].mapped("name")),
            ),
            Step(
                "levels",
                self.env._("Who is told before it is late"),
                self.env._(
                    "Levels tell the agent and the team leader while there is still "
                    "time to keep the promise."
                ),
                self._is_there("crm.sla.level", ("policy_id", "in", policies.ids)),
                "crm_ticket_sla.crm_sla_policy_action",
            ),
        ]

    @api.model
    def _steps_of_desk(self, teams):
        return [
            Step(
                "macros",
                self.env._("Ready answers"),
                self.env._(
                    "A macro answers, sorts and moves a ticket by one click: the five "
                    "questions that come every day."
                ),
                self._is_there("crm.ticket.macro"),
                "crm_ticket_sla.crm_ticket_macro_action",
                is_optional=True,
            ),
            Step(
                "assignment",
                self.env._("Tickets find their agent"),
                self.env._(
                    "By hand somebody must look at every new ticket; in turn or by load "
                    "each has an agent at once."
                ),
                any(team.assignment_method != "manual" for team in teams),
                "crm_ticket_sla.crm_ticket_team_action",
                is_optional=True,
            ),
        ]
