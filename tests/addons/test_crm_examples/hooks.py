# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def post_init_hook(env):
    """Let the past be read: visits of before are interactions, too."""
    env["crm.interaction.backfill"]._plan()
