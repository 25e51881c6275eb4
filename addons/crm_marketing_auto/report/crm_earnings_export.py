# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, date, datetime, time

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS

from ..tools.attribution import MODELS
from ..tools.workbook import write_workbook
from .crm_earnings_report import RATIOS

#: Reports that can be downloaded.
REPORTS = (
    "crm.earnings.report",
    "crm.journey.lift",
    "crm.journey.message.report",
    "crm.conversion",
    "crm.ad.spend",
)
PAGE = 2000


class CrmEarningsDashboard(models.AbstractModel):
    """Reports as workbooks: pages of rows in, cells out, nothing kept."""

    _inherit = "crm.earnings.dashboard"

    @api.model
    def _export(self, model_name, domain, file, attribution_model=False):
        """Write the rows of a report that the user may see into an open file.

        :return: what the report is called
        """
        if model_name not in REPORTS:
            raise UserError(self.env._("Report: there is none of this name."))
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export data: ask an administrator for it.")
            )
        report = self.env[model_name]
        if attribution_model in MODELS:
            report = report.with_context(attribution_model=attribution_model)
        report.check_access("read")
        fields = [
            field
            for name, field in report._fields.items()
            if name not in (*MAGIC_COLUMNS, "display_name")
            and field.aggregator not in RATIOS
            and field.type not in ("one2many", "many2many", "binary")
            and report._has_field_access(field, "read")
        ]
        # sudo: the name of a model
        title = self.env["ir.model"]._get(model_name).sudo().name
        headers = [field._description_string(self.env) for field in fields]
        write_workbook(
            file, title, headers, self._export_rows(report, fields, Domain(domain))
        )
        return title

    def _export_rows(self, report, fields, domain):
        """Yield the cells of every row, oldest first, a page in memory at a time."""
        names = [field.name for field in fields if field.store or not field.compute]
        labels = {
            field.name: dict(field._description_selection(self.env))
            for field in fields
            if field.type == "selection"
        }
        last = 0
        while True:
            page = report.search_fetch(
                domain & Domain("id", ">", last), names, order="id", limit=PAGE
            )
            for row in page:
                yield [self._export_cell(row, field, labels) for field in fields]
            if len(page) < PAGE:
                return
            last = page[-1].id
            self.env.invalidate_all(flush=False)

    def _export_cell(self, row, field, labels):
        value = row[field.name]
        if field.type == "selection":
            return labels[field.name].get(value)
        if field.type == "many2one":
            # sudo: names of what the row shows, such as a source or a currency
            return value.sudo().display_name
        if field.type == "datetime" and value:
            local = value.replace(tzinfo=UTC).astimezone(self.env.tz)
            return local.replace(tzinfo=None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return datetime.combine(value, time.min)
        if field.type == "boolean":
            return self.env._("Yes") if value else None
        return value
