# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules keep what a database made of them; those below must know confidentiality."""

from odoo import SUPERUSER_ID, api

RULES = {
    "security/crm_relationship_rules.xml": (
        "rule_crm_interaction_own",
        "rule_crm_interaction_revision",
        "rule_crm_partner_fact_own",
        "rule_crm_partner_stat_own",
    ),
    "security/crm_standing_rules.xml": (
        "rule_crm_partner_change_own",
        "rule_crm_insight_own",
        "rule_crm_profit_report_own",
    ),
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ir.rule"]._restore_domains("crm_relationship", RULES)
