# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Tell the demo story where it is wanted; plan that the log reads tickets."""
    # sudo: the state of modules is read as whoever installs
    module = env["ir.module.module"].sudo().search([("name", "=", "crm_ticket_sla")])
    if module.demo:
        _tell_demo_story(env)
    env["crm.interaction.backfill"]._plan()


def _tell_demo_story(env):
    """Create the demo data; like all of Odoo's, it never stops an installation."""
    from .demo import story  # only where there is demo data

    try:
        with env.cr.savepoint():
            story.tell(env)
    except Exception:  # whatever else is installed may refuse a step of the story
        _logger.exception("The demo data of Tickets and SLA could not be created")


def uninstall_hook(env):
    """Remove the settings and the SQL function; the tables go with the models."""
    # sudo: settings are out of reach even for who uninstalls
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", "crm_ticket_sla.%")]
    ).unlink()
    # the index on it goes with it, the table follows
    env.cr.execute("DROP FUNCTION IF EXISTS crm_ticket_fold(text) CASCADE")
