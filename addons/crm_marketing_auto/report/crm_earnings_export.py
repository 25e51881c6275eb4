# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools.attribution import MODELS
from .crm_earnings_report import RATIOS

#: Reports that can be downloaded.
REPORTS = (
    "crm.earnings.report",
    "crm.journey.lift",
    "crm.journey.message.report",
    "crm.conversion",
    "crm.ad.spend",
)


class CrmReportExport(models.AbstractModel):
    """Reports of earnings can be downloaded, with the credit of any model."""

    _inherit = "crm.report.export"

    @api.model
    def _exported_reports(self):
        return [*super()._exported_reports(), *REPORTS]

    @api.model
    def _skipped_aggregators(self):
        return super()._skipped_aggregators() | set(RATIOS)

    @api.model
    def _report_to_export(self, model_name, options):
        report = super()._report_to_export(model_name, options)
        attribution_model = options.get("attribution_model")
        if model_name in REPORTS and attribution_model in MODELS:
            report = report.with_context(attribution_model=attribution_model)
        return report
