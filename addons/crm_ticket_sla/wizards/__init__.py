# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    crm_ticket_macro_wizard,
    crm_ticket_mass_wizard,
    crm_ticket_merge_wizard,
    crm_ticket_split_wizard,
    account_move_reversal,
    crm_ticket_serial_desk,
    stock_return_picking,
    crm_sla_review,
    crm_sla_why,
    crm_sla_policy_apply,
    crm_sla_health,
)
