# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Tickets and SLA: Coupons",
    "summary": "Coupons given from tickets, linked to them",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_ticket_sla", "sale_loyalty"],
    "data": ["views/crm_ticket_views.xml"],
    "images": ["static/description/banner.png"],
    "auto_install": True,
}
