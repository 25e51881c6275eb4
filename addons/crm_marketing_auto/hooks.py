# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Adopt core's lists of who said no; tell the demo story where it is wanted."""
    env["crm.consent.bridge"]._adopt_core()
    # sudo: the state of modules is read as whoever installs
    modules = env["ir.module.module"].sudo()
    if modules.search([("name", "=", "crm_marketing_auto")]).demo:
        _tell_demo_story(env)


def _tell_demo_story(env):
    """Create the demo data; like all of Odoo's, it never stops an installation."""
    from .demo import story  # only where there is demo data

    try:
        with env.cr.savepoint():
            story.tell(env)
    except Exception:  # whatever else is installed may refuse a step of the story
        _logger.exception("The demo data of Marketing Journeys could not be created")


def uninstall_hook(env):
    """Forget the salt; mails that wait go back to core's queue with their column."""
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=", "crm_marketing_auto.suppression_salt")]).unlink()
