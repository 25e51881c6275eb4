# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, models

from odoo.addons.crm_relationship.models.crm_setup import App, Step
from odoo.addons.crm_relationship.models.crm_setup_steps import SYSTEM


class CrmSetup(models.AbstractModel):
    """What is to be set up before the first journey may send."""

    _inherit = "crm.setup"

    @api.model
    def _setup_apps(self):
        group = "crm_marketing_auto.group_crm_marketing_auto_manager"
        action = "crm_marketing_auto.crm_setup_action"
        app = App("journeys", self.env._("Journeys"), group, action)
        return [*super()._setup_apps(), app]

    @api.model
    def _setup_steps(self, app):
        steps = super()._setup_steps(app)
        if app != "journeys":
            return steps
        return [
            *steps,
            self._step_mail_out(),
            self._step_links(),
            *self._steps_of_law(),
            *self._steps_of_limits(),
            *self._steps_of_journeys(),
        ]

    @api.model
    def _step_links(self):
        base = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        host = urlsplit(base).hostname or ""
        is_local = host in ("", "localhost") or host.startswith("127.")
        return Step(
            "links",
            self.env._("Address of this system"),
            self.env._(
                "Every link in a mail begins with it, also the one by which people say "
                "no: customers must reach it, by https."
            ),
            base.startswith("https:") and not is_local,
            "base.ir_config_list_action",
            SYSTEM,
            base,
        )

    @api.model
    def _steps_of_law(self):
        company = self.env.company
        country = company.country_id
        return [
            Step(
                "rules",
                self.env._("What the law allows"),
                self.env._(
                    "Hours, prior consent, limits and labels of the country: no journey "
                    "can lift them."
                ),
                self._is_there(
                    "crm.send.rule", ("country_id", "in", [country.id or 0, False])
                )
                and bool(country),
                "crm_marketing_auto.crm_send_rule_action",
                detail=country.name or self.env._("The company has no country yet."),
            ),
            Step(
                "consent",
                self.env._("Who agreed to be written to"),
                self.env._(
                    "Where the law asks for consent, nothing is sent to people of whom "
                    "none is recorded: by the preference page, a form, or an import."
                ),
                self._is_there(
                    "crm.consent",
                    ("state", "=", "given"),
                    ("company_id", "in", [False, company.id]),
                ),
                "crm_marketing_auto.crm_consent_action",
            ),
            Step(
                "brandname",
                self.env._("Brand name of SMS"),
                self.env._(
                    "In Vietnam advertising by SMS leaves only under a registered brand "
                    "name."
                ),
                self._is_there(
                    "crm.send.brandname", ("company_id", "=", company.id)
                ),
                "crm_marketing_auto.crm_send_brandname_action",
                is_optional=True,
            ),
        ]  # fmt: skip

    @api.model
    def _steps_of_limits(self):
        of_company = ("company_id", "=", self.env.company.id)
        return [
            Step(
                "caps",
                self.env._("How often one person is written to"),
                self.env._(
                    "Several journeys may reach the same person in a week: the limit "
                    "holds over all of them."
                ),
                self._is_there("crm.send.cap", of_company),
                "crm_marketing_auto.crm_send_cap_action",
            ),
            Step(
                "rates",
                self.env._("What a message costs"),
                self.env._(
                    "Without prices a journey shows what it earned, and not what it "
                    "cost."
                ),
                self._is_there("crm.send.rate", of_company),
                "crm_marketing_auto.crm_send_rate_action",
                is_optional=True,
            ),
        ]

    @api.model
    def _steps_of_journeys(self):
        of_company = ("company_id", "=", self.env.company.id)
        return [
            Step(
                "segment",
                self.env._("A segment of your own"),
                self.env._(
                    "Whom a journey is for: build one by conditions and look who is in "
                    "it before anything is sent."
                ),
                self._is_there(
                    "crm.segment", of_company, self._no_sample("crm.segment")
                ),
                "crm_marketing_auto.crm_segment_action",
            ),
            Step(
                "journey",
                self.env._("A first journey"),
                self.env._(
                    "Take a ready-made one such as the birthday, read its words, try it "
                    "with yourself, then start it."
                ),
                self._is_there(
                    "crm.journey",
                    of_company,
                    self._no_sample("crm.journey"),
                    ("state", "!=", "draft"),
                ),
                "crm_marketing_auto.crm_journey_action",
            ),
        ]
