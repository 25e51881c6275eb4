# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def post_init_hook(env):
    """Plan the backfill of the history the company already has.

    Nothing is read or written here: the background job does that in batches, so
    that installing on a large database takes no longer than on an empty one.
    """
    env["crm.interaction.backfill"]._plan()


def uninstall_hook(env):
    """Remove the settings; the tables go with the models."""
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", "crm_relationship.%")]
    ).unlink()
