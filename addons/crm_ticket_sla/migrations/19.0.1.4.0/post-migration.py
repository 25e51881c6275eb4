# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules keep what a database made of them; those below must know confidentiality."""

from odoo import SUPERUSER_ID, api

RULES = {
    "security/crm_ticket_sla_rules.xml": (
        "rule_crm_ticket_salesman",
        "rule_crm_ticket_sla_salesman",
        "rule_crm_ticket_sla_segment_salesman",
    ),
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ir.rule"]._restore_domains("crm_ticket_sla", RULES)
