# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def post_init_hook(env):
    """Plan the backfill of the chats that ended before."""
    env["crm.interaction.backfill"]._plan()
