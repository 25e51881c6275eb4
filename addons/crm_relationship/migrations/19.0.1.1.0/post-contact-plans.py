# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tiers of many customers leave contacts that are due to the call queue, as on a new
database: nobody finds hundreds of planned calls the day after."""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        "UPDATE crm_customer_tier SET plans_contact = FALSE WHERE id IN ("
        "SELECT res_id FROM ir_model_data WHERE module = 'crm_relationship'"
        " AND name IN ('crm_customer_tier_occasional', 'crm_customer_tier_prospect'))"
    )
