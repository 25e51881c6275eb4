# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Let the record rules compare plain ids instead of joining the team for every row.

The rules are yours to edit, so an update leaves them alone. Only the conditions that
came with the addon are put into their new form, wherever they stand in a rule; what was
added to them stays, and a rule that says something else is not touched.
"""

import re

from odoo import SUPERUSER_ID, api

MODELS = (
    "crm.sla.level.log",
    "crm.ticket",
    "crm.ticket.assignment",
    "crm.ticket.change",
    "crm.ticket.link",
    "crm.ticket.merge",
    "crm.ticket.sla",
    "crm.ticket.sla.segment",
    "crm.ticket.time",
)
#: The five conditions of before, on a ticket or on the way to it.
BEFORE = re.compile(
    r"""
    '\|',\s*'\|',\s*'\|',\s*'\|',\s*
    \('(?P<path>[a-z_.]*)user_id',\s*'=',\s*user\.id\),\s*
    \('(?P=path)team_id',\s*'=',\s*False\),\s*
    \('(?P=path)team_id\.visibility',\s*'=',\s*'company'\),\s*
    \('(?P=path)team_id\.manager_id',\s*'=',\s*user\.id\),\s*
    \('(?P=path)team_id\.member_ids',\s*'any',\s*
        \[\('user_id',\s*'=',\s*user\.id\)\]\),?
    """,
    re.VERBOSE,
)
COMPANY = re.compile(r"\('(?P<path>[a-z_.]*)company_id', 'in', company_ids\)")
#: Clocks and their ledgers have team and company themselves.
SHORTER = {
    "crm.ticket.sla": ("ticket_id.", ""),
    "crm.ticket.sla.segment": ("sla_id.ticket_id.", "sla_id."),
}


def rewritten(model, domain):
    """Return the text of a rule's domain in the new form."""
    long, short = SHORTER.get(model, (None, None))

    def path(match):
        return short if match["path"] == long else match["path"]

    def conditions(match):
        return (
            f"'|', ('{match['path']}user_id', '=', user.id), ('{path(match)}team_id',"
            " 'in', [False, *user.readable_ticket_team_ids()]),"
        )

    def company(match):
        return f"('{path(match)}company_id', 'in', company_ids)"

    return COMPANY.sub(company, BEFORE.sub(conditions, domain))


def migrate(cr, version):
    """Put the rules of the addon's models into the new form."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    rules = env["ir.rule"].with_context(active_test=False)
    for rule in rules.search([("model_id.model", "in", MODELS)]):
        domain = rule.domain_force or ""
        new = rewritten(rule.model_id.model, domain)
        if new != domain:
            rule.domain_force = new
