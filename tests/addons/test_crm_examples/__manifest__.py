# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Worked Examples",
    "summary": "A showroom: one example of each extension point, shown in the guide",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_ticket_sla", "crm_marketing_auto"],
    "data": [
        "security/ir.model.access.csv",
        "security/crm_showroom_visit_rules.xml",
        "data/crm_interaction_type_data.xml",
        "data/crm_report_data.xml",
    ],
    "post_init_hook": "post_init_hook",
}
