# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Plan the backfill of the history and of what contacts are found by.

    Nothing is read or written here: the background job does that in batches, so
    that installing on a large database takes no longer than on an empty one.
    """
    # sudo: the state of modules is read as whoever installs
    module = env["ir.module.module"].sudo().search([("name", "=", "crm_relationship")])
    if module.demo:
        _tell_demo_story(env)
    env["crm.interaction.backfill"]._plan()
    env.ref("crm_relationship.ir_cron_partner_prepare")._trigger()


def _tell_demo_story(env):
    """Create the demo data; like all of Odoo's, it never stops an installation."""
    from .demo import story  # only where there is demo data

    try:
        with env.cr.savepoint():
            story.tell(env)
    except Exception:  # whatever else is installed may refuse a step of the story
        _logger.exception("The demo data of CRM Relationship could not be created")
        # what was to happen after the commit is about records that are gone
        env.cr.postcommit.clear()


def uninstall_hook(env):
    """Remove the settings; the tables go with the models."""
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", "crm_relationship.%")]
    ).unlink()
