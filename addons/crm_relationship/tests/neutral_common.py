# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A database made into a copy that sends nothing, by the scripts of our addons."""

from odoo.modules.neutralize import get_neutralization_queries

OURS = ("crm_relationship", "crm_ticket_sla", "crm_marketing_auto")


def neutralize(env):
    """Do to this transaction what the server does to a copy of the database."""
    env.flush_all()
    installed = env["ir.module.module"].search([("state", "=", "installed")])
    ours = [name for name in installed.mapped("name") if name in OURS]
    for query in get_neutralization_queries(ours):
        env.cr.execute(query)
    env.invalidate_all()
