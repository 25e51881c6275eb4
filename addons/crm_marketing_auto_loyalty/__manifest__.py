# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Marketing Journeys: Coupons",
    "summary": "Journeys that give each participant a coupon of their own",
    "version": "19.0.1.0.0",
    "category": "Marketing/Marketing",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_marketing_auto", "loyalty"],
    "images": ["static/description/banner.png"],
    "auto_install": True,
}
