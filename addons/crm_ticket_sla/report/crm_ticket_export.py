# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .crm_ticket_report import PERCENTILES


class CrmReportExport(models.AbstractModel):
    """Reports of tickets can be downloaded."""

    _inherit = "crm.report.export"

    @api.model
    def _exported_reports(self):
        return [
            *super()._exported_reports(),
            "crm.ticket.report",
            "crm.ticket.sla.report",
            "crm.ticket.stage.report",
            "crm.ticket.workload",
        ]

    @api.model
    def _skipped_aggregators(self):
        return super()._skipped_aggregators() | set(PERCENTILES)
