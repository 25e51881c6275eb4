# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from tempfile import TemporaryFile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class CannedReport(http.Controller):
    """Canned reports to take away."""

    @http.route(
        "/crm_relationship/canned_report", type="http", auth="user", methods=["POST"]
    )
    def download(self, report_id, kind="xlsx", options="{}", **_rest):
        """Stream a report that the user may open, as a file."""
        try:
            asked, number = json.loads(options), int(report_id)
        except ValueError as error:
            raise UserError(
                request.env._("Filter: it cannot be read as JSON.")
            ) from error
        report = request.env["crm.report"].browse(number).exists()
        if not report or kind not in TYPES:
            raise UserError(request.env._("Report: there is none of this name."))
        # pylint: disable=consider-using-with
        file = TemporaryFile()  # the server closes it when the last byte is sent
        name = report._export(file, asked, kind)
        size = file.tell()
        file.seek(0)
        return http.Response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", TYPES[kind]),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(name)),
            ],
            direct_passthrough=True,
        )
