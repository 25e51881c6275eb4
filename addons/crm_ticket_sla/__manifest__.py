# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Tickets and SLA",
    "summary": "Every request is a ticket, worked against clocks that count exactly",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["crm_relationship", "portal", "resource"],
    "data": [
        "security/crm_ticket_sla_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_ticket_sla_rules.xml",
        "data/ir_sequence_data.xml",
        "data/crm_ticket_stage_data.xml",
        "data/crm_interaction_type_data.xml",
        "data/mail_message_subtype_data.xml",
        "data/crm_ticket_team_data.xml",
        "views/crm_ticket_views.xml",
        "views/crm_ticket_stage_views.xml",
        "views/crm_ticket_category_views.xml",
        "views/crm_ticket_team_views.xml",
        "views/crm_ticket_sla_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
