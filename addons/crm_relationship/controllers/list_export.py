# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Core's export of lists: no cell runs, and a million rows take no more memory than one.

The rows, their order, the right, the rules and the headers are core's; see
`report/list_rows.py`. A grouped list needs its groups before its rows, and a model
with an `export_data` of its own says what it gives away: both are read by core and
written here.
"""

import json
import logging
from tempfile import TemporaryFile

from odoo.http import request
from odoo.models import fix_import_export_id_paths

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    GroupExportXlsxWriter,
)

from ..report.list_rows import ListRows
from ..tools.csv_safe import write_csv
from ..tools.sheets import Column, Sheet
from ..tools.workbook import write_sheets
from .file_answer import CSV, XLSX, file_answer

_logger = logging.getLogger(__name__)

KINDS = {"float": "number", "monetary": "money", "boolean": "bool"}
#: Where `export_data` and what it calls may be defined for the rows to be read here.
KNOWN = ("odoo.orm.models", "odoo.addons.crm_relationship.models.base")


class StreamedExport:
    """The part of an export that does not depend on the format."""

    def base(self, data):
        asked = json.loads(data)
        model = request.env[asked["model"]].with_context(
            import_compat=asked["import_compat"], **asked.get("context", {})
        )
        if not self._is_streamed(model, asked):
            return super().base(data)
        log = request.env["crm.export.log"]
        log._check_allowed()
        fields = asked["fields"]
        if not model._is_an_ordinary_table():
            fields = [field for field in fields if field["name"] != "id"]
        names = [field["name"] for field in fields]
        rows = ListRows(
            model,
            [fix_import_export_id_paths(name) for name in names],
            ids=asked["ids"],
            domain=asked["domain"],
        )
        labels = [field["label"].strip() for field in fields]
        # pylint: disable=consider-using-with
        file = TemporaryFile()  # the server closes it when the last byte is sent
        self._write(file, fields, names if asked["import_compat"] else labels, rows)
        if rows.has_hidden:
            model._export_tell_hidden()
        log._log(model._name, rows.count, names)
        _logger.info(
            "User %d exported %d %r records from %s. Fields: %s. %s",
            request.env.uid,
            rows.count,
            model._name,
            request.httprequest.environ["REMOTE_ADDR"],
            ",".join(names),
            f"IDs sample: {asked['ids'][:10]}" if asked["ids"] else asked["domain"],
        )
        return file_answer(file, self.filename(model._name) + self.extension, self.mime)

    def _is_streamed(self, model, asked):
        """Tell whether the rows can be read page by page."""
        if asked.get("groupby") and not asked["import_compat"]:
            return False
        return all(
            kind.__module__ in KNOWN
            for kind in type(model).mro()
            for name in ("export_data", "_export_rows")
            if name in vars(kind)
        )


class StreamedCsv(StreamedExport, CSVExport):
    mime = CSV

    def _write(self, file, fields, headers, rows):
        write_csv(file, headers, rows)

    def from_data(self, fields, columns_headers, rows):
        # pylint: disable=consider-using-with
        file = TemporaryFile()
        write_csv(file, columns_headers, rows)
        file.seek(0)
        return file.read()


class StreamedXlsx(StreamedExport, ExcelExport):
    mime = XLSX

    def _write(self, file, fields, headers, rows):
        columns = [
            Column(
                header, KINDS.get(field.get("type"), "auto"), pattern=_pattern(field)
            )
            for header, field in zip(headers, fields, strict=True)
        ]
        words = request.env["crm.report"]._workbook_words()
        title = request.env._("Export")
        write_sheets(file, [Sheet(title, columns, rows)], words=words)

    def from_data(self, fields, columns_headers, rows):
        with TemporaryFile() as file:
            self._write(file, fields, columns_headers, rows)
            file.seek(0)
            return file.read()

    def from_group_data(self, fields, columns_headers, groups):
        with PlainGroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class PlainGroupWriter(GroupExportXlsxWriter):
    """Core's writer of grouped lists; text is text."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


def _pattern(field):
    return "yyyy-mm-dd hh:mm:ss" if field.get("type") == "datetime" else None
