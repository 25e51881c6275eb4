# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.csv_safe import write_csv
from ..tools.report_lines import lines
from ..tools.sheets import Words
from ..tools.workbook import write_sheets


class CrmReport(models.Model):
    """Reports as files, for who may take data out; every file is logged."""

    _inherit = "crm.report"

    def _export(self, file, options, kind):
        """Build the report and write it into an open file; return the file's name."""
        self.env["crm.export.log"]._check_allowed()
        period, tables = self._build(options)
        self._write_file(file, tables, period, kind)
        return self._file_name(period, kind)

    def _write_file(self, file, tables, period, kind):
        """Write tables into a file, and that it was taken into the log of exports.

        :param kind: xlsx (a sheet a table) or csv (one table below the other)
        :return: the number of rows
        """
        self.ensure_one()
        log = self.env["crm.export.log"]
        log._check_allowed()
        days = self._days_text(period)
        if tables:
            tables[0].notes = [days, *tables[0].notes]
        if kind not in ("xlsx", "csv"):
            raise UserError(self.env._("File: there is no such format."))
        zone = ZoneInfo(str(self.env.tz))  # moments are the reader's
        if kind == "csv":
            rows = sum(len(table.rows) for table in tables)
            write_csv(file, [self.name, days], lines(tables, zone))
        else:
            rows = write_sheets(file, tables, zone, self._workbook_words())
        log._log(
            "crm.report",
            rows,
            [table.title for table in tables],
            domain=f"{self.code}: {period.first} - {period.last}",
            format=kind,
        )
        return rows

    def _days_text(self, period):
        """Return what a file says of its days."""
        return self.env._(
            "%(report)s, %(days)s, beside %(before)s",
            report=self.name,
            days=self._period_label(period),
            before=self._period_label(period.before),
        )

    def _file_name(self, period, kind):
        """Return what the file is called."""
        return f"{self.name} {period.first} - {period.last}.{kind}"

    @api.model
    def _workbook_words(self):
        return Words(
            notes=self.env._("Notes"),
            total=self.env._("Total"),
            cut=self.env._(
                "%(sheet)s: %(count)s cells are longer than a workbook holds (32,767 "
                "characters). They are cut and end with “…”."
            ),
        )

    @api.model
    def _figures_text(self, tables):
        """Return the key figures as people read them."""
        return [
            {
                "label": figure["label"],
                "value": self._figure_text(figure["value"], figure),
                "before": self._figure_text(figure["before"], figure),
                "change": self._figure_text(figure["change"], figure, signed=True),
            }
            for figure in self._figures(tables)
        ]

    def _figure_text(self, value, figure, signed=False):
        if value is None:
            return "–"
        mark = "-" if value < 0 else "+" if signed and value > 0 else ""
        return mark + self._number_text(abs(value), figure)

    def _number_text(self, value, figure):
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        currency = figure["currency"]
        if figure["kind"] == "percent":
            return lang.format("%.1f", 100 * value, grouping=True) + " %"
        if figure["kind"] == "money" and currency:
            text = lang.format(f"%.{currency.decimals}f", value, grouping=True)
            if currency.is_before:
                return currency.symbol + text
            return f"{text} {currency.symbol}"
        form = "%d" if figure["kind"] == "int" else "%.2f"
        return lang.format(form, value, grouping=True)
