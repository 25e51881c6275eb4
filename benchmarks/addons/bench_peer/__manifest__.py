# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Benchmark Peers",
    "summary": "Models that the addons are measured against; never for use",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "depends": ["crm_relationship", "crm_ticket_sla"],
    "data": ["security/ir.model.access.csv"],
}
