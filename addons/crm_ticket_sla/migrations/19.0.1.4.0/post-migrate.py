# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The category of complaints says that it is one."""


def migrate(cr, version):
    """Mark the category that came with the addon; nobody edits what is noupdate."""
    cr.execute(
        "UPDATE crm_ticket_category SET is_complaint = TRUE WHERE id IN ("
        "SELECT res_id FROM ir_model_data WHERE module = 'crm_ticket_sla'"
        " AND name = 'category_complaint')"
    )
