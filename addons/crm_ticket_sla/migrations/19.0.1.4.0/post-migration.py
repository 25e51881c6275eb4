# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules keep what a database made of them; those below must know confidentiality."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

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
    for path, names in RULES.items():
        with file_open(f"crm_ticket_sla/{path}", "rb") as source:
            tree = etree.parse(source)
        for name in names:
            xpath = f"//record[@id='{name}']/field[@name='domain_force']"
            rule = env.ref(f"crm_ticket_sla.{name}", raise_if_not_found=False)
            if rule:
                rule.domain_force = tree.xpath(xpath)[0].text.strip()
