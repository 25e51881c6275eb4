# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ways out of the system that do not go through `export_data`: the same right and log."""

import json
from tempfile import TemporaryFile

from werkzeug.exceptions import UnprocessableEntity

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.json import WebJsonController
from odoo.addons.web.controllers.pivot import TableExporter
from odoo.addons.web.controllers.report import ReportController
from odoo.addons.web.controllers.vcard import Partner

from .file_answer import XLSX, file_answer
from .pivot_table import is_too_large, write_pivot


def writes(_controller, _rule, _args):
    """Ask for a cursor that writes, where core's route only reads: the log is written."""
    return False


def prints_no_customers(_controller, _rule, args):
    """Ask for a cursor that writes where a report is written to the log of exports.

    Else core prints it twice: once until the log cannot be written, and once again.
    """
    return not request.env["ir.actions.report"]._takes_customers(args["reportname"])


class ReportExport(ReportController):
    @http.route(readonly=prints_no_customers)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        return super().report_routes(reportname, docids, converter, **data)


class PivotExport(TableExporter):
    @http.route(readonly=writes)
    def export_xlsx(self, data, **kw):
        log = request.env["crm.export.log"]
        log._check_allowed()
        asked = json.loads(data.read() if hasattr(data, "read") else data)
        if not asked:
            raise UnprocessableEntity(request.env._("No data to export"))
        if is_too_large(asked):
            raise UnprocessableEntity(
                request.env._(
                    "The table is too large for a workbook, which holds 16,384 columns: "
                    "group by less, or filter."
                )
            )
        # core's own would take what people typed for formulas
        file = TemporaryFile()  # pylint: disable=consider-using-with
        write_pivot(file, asked)
        name = request.env._(
            "Pivot %(title)s (%(model_name)s)",
            title=asked["title"],
            model_name=asked["model"],
        )
        answer = file_answer(file, f"{name}.xlsx", XLSX)
        log._log(
            asked.get("model") or "base",
            len(asked.get("rows") or ()),
            [header.get("title") or "" for header in asked.get("measure_headers", [])],
        )
        return answer


class VcardExport(Partner):
    @http.route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        ids = [pid for pid in (partner_ids or "").split(",") if pid.isdigit()]
        log = request.env["crm.export.log"]
        if len(ids) > 1:
            # the card of one customer is how a colleague keeps a number at hand
            log._check_allowed()
        answer = super().download_vcard(
            partner_ids=partner_ids, partner=partner, **kwargs
        )
        log._log("res.partner", len(ids) or 1, ["vcard"], format="vcard")
        return answer


class JsonExport(WebJsonController):
    @http.route(readonly=writes)
    def web_json_1(self, subpath, **kwargs):
        answer = super().web_json_1(subpath, **kwargs)
        if answer.status_code == 200:
            found = json.loads(answer.get_data())
            action, *_rest = self._get_action(subpath)
            request.env["crm.export.log"]._log(
                action.res_model,
                found.get("length", 1),
                (kwargs.get("fields") or "").split(","),
                domain=kwargs.get("domain"),
            )
        return answer
