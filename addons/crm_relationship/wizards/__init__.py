# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    base_import_import,
    base_partner_merge_unique,
    base_partner_merge,
    crm_access_answer,
    crm_access_ask,
    base_partner_merge_whole,
    crm_call_log,
    crm_call_test,
    crm_customer_tier_give,
    crm_insight_refuse,
    crm_interaction_claim,
    crm_interaction_correct,
    crm_interaction_delete,
    crm_lead_disqualify,
    crm_lead_quick,
    crm_quotation_propose,
)
