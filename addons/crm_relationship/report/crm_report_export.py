# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS

from ..tools.sheets import Column, Currency, Money, Sheet
from ..tools.workbook import write_sheets
from .crm_profit_report import RATES

PAGE = 2000
#: Kinds of columns by the type of the field.
KINDS = {"float": "number", "monetary": "money", "date": "date"}


class CrmReportExport(models.AbstractModel):
    """Reports as workbooks: pages of rows in, cells out, nothing kept.

    An addon adds the names of its reports to `_exported_reports`, and to the registry
    of reports in the browser, which offers the download in their views.
    """

    _name = "crm.report.export"
    _description = "Report Export"

    # ------------------------------------------------------------
    # Declarations, to override
    # ------------------------------------------------------------

    @api.model
    def _exported_reports(self):
        """Return the names of the models that can be downloaded."""
        return [
            "crm.partner.stat",
            "crm.profit.report",
            "crm.portfolio",
            "crm.adoption",
        ]

    @api.model
    def _skipped_aggregators(self):
        """Return aggregators of fields that mean nothing on a single row."""
        return set(RATES)

    @api.model
    def _report_to_export(self, model_name, options):
        """Return the report, with what the options of the download ask for.

        :param options: ``{name: text}`` as the browser sent it
        """
        return self.env[model_name]

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model
    def _export(self, model_name, domain, file, options=None):
        """Write the rows of a report that the user may see into an open file.

        :return: what the report is called
        """
        if model_name not in self._exported_reports():
            raise UserError(self.env._("Report: there is none of this name."))
        log = self.env["crm.export.log"]
        log._check_allowed()
        report = self._report_to_export(model_name, options or {})
        report.check_access("read")
        fields = self._export_fields(report)
        # sudo: the name of a model
        title = self.env["ir.model"]._get(model_name).sudo().name
        columns = [
            Column(field._description_string(self.env), KINDS.get(field.type, "auto"))
            for field in fields
        ]
        rows = self._rows_of_report(report, fields, Domain(domain))
        words = self.env["crm.report"]._workbook_words()
        count = write_sheets(file, [Sheet(title, columns, rows)], words=words)
        log._log(
            model_name,
            count,
            [field.name for field in fields],
            domain=str(domain),
            format="xlsx",
        )
        return title

    def _export_fields(self, report):
        skipped = self._skipped_aggregators()
        return [
            field
            for name, field in report._fields.items()
            if name not in (*MAGIC_COLUMNS, "display_name")
            and field.aggregator not in skipped
            and field.type not in ("one2many", "many2many", "binary")
            and report._has_field_access(field, "read")
        ]

    def _rows_of_report(self, report, fields, domain):
        """Yield the cells of every row, oldest first, a page in memory at a time."""
        names = [field.name for field in fields if field.store or not field.compute]
        labels = {
            field.name: dict(field._description_selection(self.env))
            for field in fields
            if field.type == "selection"
        }
        key = getattr(report, "_export_key", "id")
        parts = getattr(report, "_export_parts", lambda: [Domain.TRUE])()
        for part in parts:
            for row in self._export_pages(report, domain & part, [*names, key], key):
                yield [self._export_cell(row, field, labels) for field in fields]

    def _export_pages(self, report, domain, names, key):
        """Yield rows in the order of a field whose values are all different."""
        last = 0
        while True:
            page = report.search_fetch(
                domain & Domain(key, ">", last), names, order=key, limit=PAGE
            )
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1][key]
            self.env.invalidate_all(flush=False)

    def _export_cell(self, row, field, labels):
        value = row[field.name]
        if field.type == "selection":
            return labels[field.name].get(value)
        if field.type == "many2one":
            # sudo: names of what the row shows, such as a colleague who has left
            return value.sudo().display_name
        if field.type == "datetime" and value:
            local = value.replace(tzinfo=UTC).astimezone(self.env.tz)
            return local.replace(tzinfo=None)
        if field.type == "monetary":
            return self._export_money(row, field, value)
        if field.type == "boolean":
            return self.env._("Yes") if value else None
        return value

    def _export_money(self, row, field, value):
        """Return an amount in its own currency; as a number where that is unknown."""
        name = field.get_currency_field(row)
        # sudo: how amounts of a currency are written is no secret
        currency = row[name].sudo() if name else None
        if not currency:
            return value
        return Money(
            value,
            Currency(
                currency.symbol or currency.name,
                currency.decimal_places,
                currency.position == "before",
            ),
        )
