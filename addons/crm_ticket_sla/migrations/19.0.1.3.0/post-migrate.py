# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Let the record rules compare the teams that are hidden, which mostly are none.

The rules are yours to edit, so an update leaves them alone. Only the condition that came
with the addon is put into its new form, wherever it stands in a rule.
"""

import re

from odoo import SUPERUSER_ID, api

BEFORE = re.compile(
    r"'in',\s*\[\s*False,\s*\*user\.readable_ticket_team_ids\(\)\s*\]\s*\)"
)
NOW = "'not in', user.hidden_ticket_team_ids())"


def migrate(cr, version):
    """Rewrite the rules that compare the teams an agent may read."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    rules = env["ir.rule"].with_context(active_test=False)
    for rule in rules.search([("domain_force", "like", "readable_ticket_team_ids")]):
        rule.domain_force = BEFORE.sub(NOW, rule.domain_force)
