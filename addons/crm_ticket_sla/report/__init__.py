# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    crm_ticket_report,
    crm_ticket_sla_report,
    crm_ticket_stage_report,
    crm_ticket_workload,
    crm_ticket_dashboard,
    crm_ticket_forecast,
    crm_ticket_export,
)
