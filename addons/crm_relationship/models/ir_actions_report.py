# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    is_customer_export = fields.Boolean(
        string="Takes customer data out",
        help="Printing it needs the right to export and is written to the log of exports.",
    )

    @api.model
    def _takes_customers(self, report_name):
        """Tell whether printing a report of this name is written to the log of exports."""
        # sudo: what a report is, whoever prints it
        return bool(
            self.sudo().search_count(
                [("report_name", "=", report_name), ("is_customer_export", "=", True)],
                limit=1,
            )
        )

    def _render_qweb_html(self, report_ref, docids, data=None):
        """Check and log where most formats come by: a PDF is printed from it."""
        taken = self._take(report_ref)
        result = super()._render_qweb_html(report_ref, docids, data=data)
        self._log_taken(taken, docids, "pdf")
        return result

    def _render_qweb_text(self, report_ref, docids, data=None):
        """Check and log here too: core prints any report as text."""
        taken = self._take(report_ref)
        result = super()._render_qweb_text(report_ref, docids, data=data)
        self._log_taken(taken, docids, "text")
        return result

    @api.model
    def _take(self, report_ref):
        """Refuse who may not export; return the report if it takes customers out."""
        # sudo: what a report is, whoever prints it
        report = self._get_report(report_ref).sudo()
        if not report.is_customer_export or self.env.su:
            return report.browse()
        self.env["crm.export.log"]._check_allowed()
        return report

    @api.model
    def _log_taken(self, report, docids, kind):
        if report:
            count = 1 if isinstance(docids, int) else len(docids or ())
            self.env["crm.export.log"]._log(
                report.model, count, [report.name], format=kind
            )
