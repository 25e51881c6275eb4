# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "CRM Relationship: Quotation Templates",
    "summary": "Quotation rules start from quotation templates",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_relationship", "sale_management"],
    "data": ["views/crm_quotation_rule_views.xml"],
    "images": ["static/description/banner.png"],
    "auto_install": True,
}
