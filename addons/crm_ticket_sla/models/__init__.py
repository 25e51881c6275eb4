# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    ir_sequence,
    crm_ticket_stage,
    crm_ticket_category,
    crm_ticket_team,
    crm_ticket_team_member,
    crm_ticket_change,
    crm_ticket,
    crm_ticket_followers,
    crm_ticket_merged,
    crm_sla_policy,
    crm_sla_target,
    crm_ticket_sla,
    crm_ticket_sla_segment,
    crm_ticket_clock,
    res_partner,
    crm_ticket_assignment,
    crm_ticket_team_availability,
    crm_ticket_team_assign,
    crm_ticket_team_queue,
    crm_ticket_dispatch,
)
