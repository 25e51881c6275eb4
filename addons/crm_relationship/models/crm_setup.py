# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class App(NamedTuple):
    """An app that is set up by whoever has the group, on the page of the action."""

    key: str
    name: str
    group: str
    action: str


class Step(NamedTuple):
    """What is to be set up, and whether it is.

    :param is_done: read from the configuration itself; nobody ticks it
    :param action: the external id of the action of the place where it is done
    :param needs: the group without which that place is closed
    :param detail: what was found, for example how many
    :param is_optional: the app works without it
    """

    key: str
    name: str
    why: str
    is_done: bool
    action: str
    needs: str = ""
    detail: str = ""
    is_optional: bool = False


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_setup_hidden = fields.Json(
        string="Setup hidden for", help="The apps whose open steps are told no more."
    )
    is_crm_setup_shown = fields.Boolean(
        string="Tell what is still to set up",
        compute="_compute_is_crm_setup_shown",
        inverse="_inverse_is_crm_setup_shown",
        help="Switch it on when something new is to be set up, such as a channel or a "
        "team; off when managers know what is left and leave it.",
    )

    @api.depends("crm_setup_hidden")
    def _compute_is_crm_setup_shown(self):
        for company in self:
            company.is_crm_setup_shown = not company.crm_setup_hidden

    def _inverse_is_crm_setup_shown(self):
        apps = [app.key for app in self.env["crm.setup"]._setup_apps()]
        for company in self:
            if company.is_crm_setup_shown == bool(company.crm_setup_hidden):
                shown = company.is_crm_setup_shown
                company.crm_setup_hidden = False if shown else apps


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    is_crm_setup_shown = fields.Boolean(
        related="company_id.is_crm_setup_shown", readonly=False
    )


class CrmSetup(models.AbstractModel):
    """What is still to do before the apps do their work, company by company.

    The addon `onboarding` of core keeps which steps somebody went through, and in 19 no
    view shows its panel. Here nothing is kept: each step says what the configuration
    is now. An addon adds its app to `_setup_apps` and
    answers `_setup_steps` for it, with a number of queries that does not depend on
    the data.
    """

    _name = "crm.setup"
    _description = "Setup of the Apps"

    # ------------------------------------------------------------
    # To extend
    # ------------------------------------------------------------

    @api.model
    def _setup_apps(self):
        """Return the apps, in the order in which they are set up."""
        return [
            App(
                "relationship",
                self.env._("Relationships"),
                "sales_team.group_sale_manager",
                "crm_relationship.crm_setup_action",
            )
        ]

    @api.model
    def _setup_steps(self, app):
        """Return the steps of an app in the current company; called as the system."""
        return []

    # ------------------------------------------------------------
    # For the page and the banner
    # ------------------------------------------------------------

    @api.model
    def page(self, app):
        """Return the steps of an app, and the apps that the user sets up."""
        self._check_manager(app)
        company = self.env.company
        return {
            "app": app,
            "apps": [[own.key, own.name, own.action] for own in self._own_apps()],
            "company": company.name,
            "hidden": app in (company.sudo().crm_setup_hidden or []),
            "steps": [self._row(step) for step in self.sudo()._setup_steps(app)],
            "sample": self.env["crm.sample"]._summary(),
        }

    @api.model
    def banner(self, app):
        """Return how many steps are done, of how many; False: there is nothing to say.

        For whoever opens the app: all but its managers get False.
        """
        if app not in [own.key for own in self._own_apps()]:
            return False
        if app in (self.env.company.sudo().crm_setup_hidden or []):
            return False
        needed = [s for s in self.sudo()._setup_steps(app) if not s.is_optional]
        done = sum(step.is_done for step in needed)
        if done == len(needed):
            return False
        return {"done": done, "total": len(needed)}

    @api.model
    def hide(self, app):
        """Tell nobody of the open steps any more, in the current company."""
        self._set_hidden(app, True)

    @api.model
    def show(self, app):
        """Tell of the open steps again."""
        self._set_hidden(app, False)

    @api.model
    def _set_hidden(self, app, is_hidden):
        self._check_manager(app)
        # sudo: a manager of an app need not be one of the company's settings
        company = self.env.company.sudo()
        hidden = set(company.crm_setup_hidden or []) - {app}
        if is_hidden:
            hidden.add(app)
        company.crm_setup_hidden = sorted(hidden) or False

    @api.model
    def _row(self, step):
        return {
            "key": step.key,
            "name": step.name,
            "why": step.why,
            "done": step.is_done,
            "detail": step.detail,
            "optional": step.is_optional,
            "open": step.action,
            "may_open": not step.needs or self.env.user.has_group(step.needs),
        }

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    @api.model
    def _own_apps(self):
        """Return the apps that the user sets up."""
        user = self.env.user
        return [app for app in self._setup_apps() if user.has_group(app.group)]

    @api.model
    def _check_manager(self, app=None):
        """Refuse whoever is no manager of the app, or of any of them."""
        if app and app not in [known.key for known in self._setup_apps()]:
            raise UserError(self.env._("There is no app called '%s'.", app))
        own = [known.key for known in self._own_apps()]
        if not own or (app and app not in own):
            raise AccessError(self.env._("Only managers of the app set it up."))
