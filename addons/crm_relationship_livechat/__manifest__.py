# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "CRM Relationship: Live Chat",
    "summary": "Live chats with customers on their timelines",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_relationship", "crm_livechat"],
    "images": ["static/description/banner.png"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
